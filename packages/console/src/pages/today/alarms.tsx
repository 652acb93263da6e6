/** What needs a look in the incoming data of the last week. */
import { CheckCircleFilled, WarningFilled } from '@ant-design/icons'
import { getHealth } from '@liuchi/server/contract/events/plan'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'

type Health = ResponseOf<typeof getHealth>

const WATCHED_DAYS = 7
/** From this part of all received, lateness is worth a look. */
const LATE_SHARE = 0.05
const NAMES_SHOWN = 3

interface Alarm {
  readonly key: string
  readonly text: string
  /** Where it is looked into. */
  readonly href: string
}

function useDataAlarms(health: Health | undefined): readonly Alarm[] {
  const { t } = useTranslation('today')
  const numbers = useNumbers()
  const href = usePaths().health()
  if (!health) return []
  const broken = health.violations.filter(({ mode }) => mode !== 'observe').reduce((sum, { total }) => sum + total, 0)
  const names = health.missing
    .slice(0, NAMES_SHOWN)
    .map(({ name }) => name)
    .join(', ')
  const isLate = health.total > 0 && health.late.total / health.total >= LATE_SHARE
  const alarms = [
    ...(health.missing.length > 0 ? [{ key: 'missing', text: t('alarm.missing', { count: health.missing.length, names }) }] : []),
    ...(health.rejected.total > 0
      ? [{ key: 'rejected', text: t('alarm.rejected', { count: health.rejected.total, shown: numbers.count(health.rejected.total) }) }]
      : []),
    ...(broken > 0 ? [{ key: 'broken', text: t('alarm.broken', { count: broken, shown: numbers.count(broken) }) }] : []),
    ...(health.typeDrift.length > 0 ? [{ key: 'drift', text: t('alarm.drift', { count: health.typeDrift.length }) }] : []),
    ...(isLate ? [{ key: 'late', text: t('alarm.late', { share: numbers.percent(health.late.total / health.total) }) }] : []),
  ]
  return alarms.map((alarm) => ({ ...alarm, href }))
}

export function Alarms() {
  const { t } = useTranslation('today')
  const may = useMay()
  const paths = usePaths()
  const { data: health } = useRead(getHealth, { query: { days: WATCHED_DAYS } }, { enabled: may(getHealth) })
  const alarms = useDataAlarms(health)
  if (!health) return null
  return (
    <Section title={t('alarm.title')} extra={<Link to={paths.health()}>{t('alarm.more')}</Link>}>
      {alarms.length === 0 ? (
        <p>
          <CheckCircleFilled className="lc-change-good" aria-hidden /> {t('alarm.none')}
        </p>
      ) : (
        <ul className="lc-stack" style={{ gap: 8 }}>
          {alarms.map(({ key, text, href }) => (
            <li key={key}>
              <Link to={href} style={{ color: 'inherit' }}>
                <WarningFilled style={{ color: 'var(--lc-warn)' }} aria-hidden /> {text}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
