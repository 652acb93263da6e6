/** A page that failed to load or to draw: mostly a new version behind an open tab, so reloading is the first advice. */
import { Button, Result } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'

export function Broken() {
  const { t } = useTranslation('frame')
  const error = useRouteError()
  return (
    <Result
      status="warning"
      title={t('broken')}
      subTitle={error instanceof Error ? error.message : String(error)}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
      }
    />
  )
}
