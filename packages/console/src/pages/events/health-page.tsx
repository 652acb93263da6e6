/** 数据 · health: what is late, missing, drifting, unknown, doubled or refused, with samples of what was refused. */
import { getHealth } from '@liuchi/server/contract/events/plan'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Segmented, Skeleton } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { AllWell } from './all-well.tsx'
import { TypeDrift } from './health-drift.tsx'
import { DuplicateEvents } from './health-duplicates.tsx'
import { LateEvents } from './health-late.tsx'
import { MissingEvents } from './health-missing.tsx'
import { RejectedEvents } from './health-rejected.tsx'
import { UnknownEvents } from './health-unknown.tsx'
import { PlanViolations } from './health-violations.tsx'

export type Health = ResponseOf<typeof getHealth>

const DAYS = [1, 7, 30, 90]
const DAYS_KEY = 'days'
const USUAL_DAYS = 7

export function HealthPage() {
  const { t } = useTranslation('events')
  const [params, setParams] = useSearchParams()
  const days = DAYS.find((one) => String(one) === params.get(DAYS_KEY)) ?? USUAL_DAYS
  const query = useRead(getHealth, { query: { days } }, { keepPrevious: true })
  return (
    <>
      <PageHead
        title={t('health.title')}
        lead={t('health.lead')}
        actions={
          <Segmented
            aria-label={t('health.days')}
            options={DAYS.map((one) => ({ value: one, label: t('health.lastDays', { count: one }) }))}
            value={days}
            onChange={(one) => setParams({ [DAYS_KEY]: String(one) }, { replace: true })}
          />
        }
      />
      <div className="lc-stack">
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {query.isPending ? <Skeleton active /> : null}
        {query.data ? <HealthSections health={query.data} /> : null}
      </div>
    </>
  )
}

function HealthFigures({ health }: { readonly health: Health }) {
  const { t } = useTranslation('events')
  const numbers = useNumbers()
  const share = (part: number) => t('health.ofAll', { share: numbers.percent(health.total === 0 ? 0 : part / health.total) })
  return (
    <div className="lc-grid">
      <FigureNumber title={t('health.total')} value={health.total} unit={t('times')} note={t('health.lastDays', { count: health.days })} />
      <FigureNumber title={t('health.late')} value={health.late.total} unit={t('times')} note={share(health.late.total)} />
      <FigureNumber title={t('health.duplicates')} value={health.duplicates.total} unit={t('times')} note={t('health.duplicatesNote')} />
      <FigureNumber title={t('health.rejected')} value={health.rejected.total} unit={t('times')} note={t('health.rejectedNote')} />
      <FigureNumber title={t('health.missing')} value={health.missing.length} unit={t('health.kindsUnit')} note={t('health.missingNote')} />
    </div>
  )
}

function HealthSections({ health }: { readonly health: Health }) {
  const { t } = useTranslation('events')
  const checks = [
    { key: 'missing', isWell: health.missing.length === 0, found: <MissingEvents missing={health.missing} /> },
    { key: 'violations', isWell: health.violations.length === 0, found: <PlanViolations violations={health.violations} /> },
    { key: 'drift', isWell: health.typeDrift.length === 0, found: <TypeDrift drift={health.typeDrift} /> },
    { key: 'unknown', isWell: health.unknown.length === 0, found: <UnknownEvents unknown={health.unknown} /> },
    { key: 'rejected', isWell: health.rejected.items.length === 0, found: <RejectedEvents rejected={health.rejected} /> },
    { key: 'late', isWell: health.late.items.length === 0, found: <LateEvents late={health.late} /> },
    { key: 'duplicates', isWell: health.duplicates.items.length === 0, found: <DuplicateEvents duplicates={health.duplicates} /> },
  ] as const
  const well = checks.filter(({ isWell }) => isWell)
  return (
    <>
      <HealthFigures health={health} />
      {checks
        .filter(({ isWell }) => !isWell)
        .map(({ key, found }) => (
          <Fragment key={key}>{found}</Fragment>
        ))}
      {well.length > 0 ? <AllWell items={well.map(({ key }) => t(`health.well.${key}`))} /> : null}
      <HowCounted source="events">{t('health.how')}</HowCounted>
    </>
  )
}
