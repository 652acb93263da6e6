/** Makes new keys of callbacks and shows them once, with where they are to be entered. */
import { renewWecomKeys } from '@liuchi/server/contract/channels/wecom/connection'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { ConnectSteps } from './connect-steps.tsx'

const WIDTH_PIXELS = 480
const NOTHING_ENTERED = {}

export function RenewKeys({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const whyNot = useWhyNot()(renewWecomKeys)
  const renew = useWrite(renewWecomKeys, { stale: ['channels.'] })
  return (
    <>
      <ConfirmButton
        label={t('renew.label')}
        size="small"
        question={t('renew.question')}
        consequence={t('renew.consequence')}
        whyNot={whyNot}
        run={() => renew.mutateAsync({ params: { corpId } })}
      />
      <Drawer open={renew.data !== undefined} title={t('renew.title')} size={WIDTH_PIXELS} onClose={renew.reset} destroyOnHidden>
        {renew.data ? <ConnectSteps connected={renew.data} entered={NOTHING_ENTERED} isNew={false} onLeave={renew.reset} /> : null}
      </Drawer>
    </>
  )
}
