/** Says that a corp is one of the local WeChat, and leads there. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/
const PLAYGROUND_PATH = '/_sandbox'

/** WeCom itself never answers on this machine: what does is the local WeChat, inside the server or beside it. */
export function isLocal({ apiBase }: Pick<WecomCorp, 'apiBase'>): boolean {
  return LOOPBACK.test(new URL(apiBase).hostname)
}

/** Where its playground is: on the server's own port, or at the address of its own. */
function playgroundOf({ apiBase, callbackUrl }: WecomCorp): string {
  return callbackUrl.startsWith(apiBase) ? PLAYGROUND_PATH : `${apiBase.replace(/\/+$/, '')}${PLAYGROUND_PATH}`
}

export function LocalWechatNotice({ corp }: { readonly corp: WecomCorp }) {
  const { t } = useTranslation('channels')
  return (
    <Alert
      type="info"
      showIcon
      title={t('local.title')}
      description={
        <>
          {t('local.text')}{' '}
          <a href={playgroundOf(corp)} target="_blank" rel="noreferrer">
            {t('local.open')}
          </a>
        </>
      }
    />
  )
}
