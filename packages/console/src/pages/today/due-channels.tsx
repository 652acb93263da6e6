/** What is wrong with connections, what the platform warned of, and quotas that are nearly used. */
import type { listWecomFaults } from '@liuchi/server/contract/channels/wecom/day'
import type { Quota, QuotaAlarm } from '@liuchi/server/contract/channels/wecom/quotas'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useLanguage } from '../../i18n/formats.ts'
import { Moment } from '../../parts/moment.tsx'
import { usePaths } from '../../paths.ts'
import { DueLine } from './due-line.tsx'

type Fault = ResponseOf<typeof listWecomFaults>['items'][number]

function LinkButton({ to, label }: { readonly to: string; readonly label: string }) {
  return (
    <Link to={to}>
      <Button tabIndex={-1}>{label}</Button>
    </Link>
  )
}

/** Both the check list and the comparison stand on the first page of the corp. */
export function FaultLine({ one }: { readonly one: Fault }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const { corpId, words, mend, since } = one
  return (
    <DueLine
      urgency="urgent"
      title={words[language]}
      note={
        <>
          {mend[language]} · {corpId}
          {since === null ? null : (
            <>
              {' · '}
              <Moment at={since} ago />
            </>
          )}
        </>
      }
      actions={<LinkButton to={paths.corp(corpId)} label={t('due.mend')} />}
    />
  )
}

export function AlarmLine({ one }: { readonly one: QuotaAlarm }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const { corpId, words, mend, lastAt } = one
  return (
    <DueLine
      urgency="soon"
      title={words[language]}
      note={
        <>
          {mend[language]} · <Moment at={lastAt} ago />
        </>
      }
      actions={<LinkButton to={paths.quotas(corpId)} label={t('due.mend')} />}
    />
  )
}

export function QuotaDueLine({ one }: { readonly one: Quota }) {
  const { t } = useTranslation(['today', 'quotas'])
  const paths = usePaths()
  const { corpId, quota, state } = one
  return (
    <DueLine
      urgency={state === 'full' ? 'urgent' : 'soon'}
      title={t(state === 'full' ? 'due.quotaFull' : 'due.quotaNear', { name: t(`quotas:name.${quota}`) })}
      note={t(`quotas:mend.${quota}`)}
      actions={<LinkButton to={paths.quotas(corpId)} label={t('due.look')} />}
    />
  )
}
