/** An empty pool: bring in a file, or send the first event. */
import { FileAddOutlined, SendOutlined } from '@ant-design/icons'
import { listWriteKeys } from '@liuchi/server/platform/auth/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { SendEvents } from './send-events.tsx'

const KEYS_LOOKED_AT = 10

export function FirstSteps() {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const may = useMay()(listWriteKeys)
  const { items } = usePages(listWriteKeys, { query: { limit: KEYS_LOOKED_AT } }, { enabled: may })
  const key = items.find(({ revokedAt }) => revokedAt === null)
  return (
    <div className="lc-columns">
      <Section>
        <div className="lc-stack">
          <h2 style={{ fontSize: 16, fontWeight: 600 }}>
            <FileAddOutlined aria-hidden /> {t('first.import')}
          </h2>
          <p className="lc-soft">{t('first.importText')}</p>
          <Link to={paths.newImport()} style={{ alignSelf: 'flex-start' }}>
            <Button type="primary">{t('import')}</Button>
          </Link>
        </div>
      </Section>
      <Section>
        <div className="lc-stack">
          <h2 style={{ fontSize: 16, fontWeight: 600 }}>
            <SendOutlined aria-hidden /> {t('first.send')}
          </h2>
          {key ? <SendEvents writeKey={key.key} /> : <Link to={paths.keys()}>{t('first.needKey')}</Link>}
        </div>
      </Section>
    </div>
  )
}
