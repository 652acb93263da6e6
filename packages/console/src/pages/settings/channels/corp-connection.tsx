/** How a corp is connected: what stands in WeCom's admin console, and who connected it when. Keys are never shown again. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { fullCallbackUrl, NoPublicAddress } from './connect-steps.tsx'
import { useConnectorWords } from './connector-words.ts'
import { RenewKeys } from './renew-keys.tsx'

export function CorpConnection({ corp }: { readonly corp: WecomCorp }) {
  const { t } = useTranslation('channels')
  const times = useTimes()
  const connectorWords = useConnectorWords()
  const { corpId, agentId, callbackUrl, apiBase, ownApiBase, verifiedAt, connectedAt, connectedBy } = corp
  return (
    <div className="lc-stack">
      <Section title={t('connection.title')} extra={<RenewKeys corpId={corpId} />}>
        <p className="lc-soft lc-form-lead">{t('connection.keys')}</p>
        <Pairs
          items={[
            { name: t('form.corpId'), value: <CopyText text={corpId} /> },
            { name: t('form.agentId'), value: agentId },
            { name: t('connection.callbackUrl'), value: <CopyText text={fullCallbackUrl(callbackUrl)} /> },
            { name: t('connection.verifiedAt'), value: verifiedAt === null ? t('figure.unverified') : <Moment at={verifiedAt} /> },
            {
              name: t('connection.apiBase'),
              value: (
                <>
                  <span className="lc-mono">{apiBase}</span>
                  {ownApiBase ? <span className="lc-soft"> · {t('connection.ownApiBase')}</span> : null}
                </>
              ),
            },
            {
              name: t('connection.connected'),
              value: t('connection.byAt', { by: connectorWords(connectedBy), at: times.moment(connectedAt) }),
            },
          ]}
        />
      </Section>
      <NoPublicAddress callbackUrl={callbackUrl} />
    </div>
  )
}
