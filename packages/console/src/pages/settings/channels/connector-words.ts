/** Who connected a corp: an account by its name, or the local WeChat by itself. */
import { useTranslation } from 'react-i18next'

const BY_SANDBOX = 'sandbox'

export function useConnectorWords(): (by: string) => string {
  const { t } = useTranslation('channels')
  return (by) => (by === BY_SANDBOX ? t('connection.sandbox') : by)
}
