/** An address that leads nowhere. */
import { Result } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

export function NotFound() {
  const { t } = useTranslation('frame')
  return <Result status="404" title={t('notFound')} extra={<Link to="/">{t('toStart')}</Link>} />
}
