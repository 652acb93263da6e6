/** 工作台: what is to be done today, what came of yesterday, how the pool is doing, what is running; the first step when it is empty. */
import { readOverview } from '@liuchi/server/contract/insights'
import { Alert, Button, Skeleton } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useTimes } from '../../i18n/formats.ts'
import { shiftDay } from '../../i18n/times.ts'
import { useToday } from '../../parts/days.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { usePaths } from '../../paths.ts'
import { Alarms } from './alarms.tsx'
import { DueWorkSection } from './due-work-section.tsx'
import { Notices } from './notices.tsx'
import { OverviewFigures } from './overview-figures.tsx'
import { PoolFigures } from './pool-figures.tsx'
import { RunningImports } from './running-imports.tsx'
import { YesterdayResults } from './yesterday-results.tsx'

const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }))

const REFRESH_MS = 60_000
/** Without an event for so long, the figures are shown as of the last day that has some. */
const SILENT_DAYS = 30

interface Silence {
  /** Last day with events. */
  readonly lastDay: string
  readonly asOf: string
}

/** Set when nothing came for a month: imported history would otherwise show a page of zeros. */
function silenceOf(lastDay: string | undefined, today: string): Silence | undefined {
  if (lastDay === undefined || lastDay >= shiftDay(today, -SILENT_DAYS)) return undefined
  return { lastDay, asOf: shiftDay(lastDay, 1) }
}

function useOverview() {
  const times = useTimes()
  const today = useToday()
  const [isNowWanted, wantNow] = useState(false)
  const current = useRead(readOverview, {}, { refreshWhile: () => REFRESH_MS })
  const lastAt = current.data?.ever.lastAt
  const silence = silenceOf(lastAt ? times.day(lastAt) : undefined, today)
  const asOf = isNowWanted ? undefined : silence?.asOf
  const former = useRead(readOverview, { query: { asOf } }, { enabled: asOf !== undefined })
  return { current, silence, isNowWanted, wantNow, shown: asOf === undefined ? current : former }
}

export function TodayPage() {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const today = useToday()
  const { current, silence, isNowWanted, wantNow, shown } = useOverview()
  const isEmpty = current.data?.ever.events === 0
  return (
    <>
      <PageHead
        title={t('title')}
        lead={isEmpty ? t('emptyLead') : today}
        actions={
          isEmpty ? null : (
            <Link to={paths.newImport()}>
              <Button>{t('import')}</Button>
            </Link>
          )
        }
      />
      <div className="lc-stack">
        <ErrorNotice error={current.error ?? shown.error} onRetry={() => current.refetch()} />
        <Suspense>{isEmpty ? <FirstSteps /> : null}</Suspense>
        <DueWorkSection />
        {isEmpty ? null : <YesterdayResults overview={current.data} />}
        {silence && !isEmpty ? (
          <Alert
            type="info"
            showIcon
            title={t(isNowWanted ? 'silentNow' : 'silent', { day: silence.lastDay })}
            action={
              <Button size="small" onClick={() => wantNow(!isNowWanted)}>
                {t(isNowWanted ? 'seeThen' : 'seeNow')}
              </Button>
            }
          />
        ) : null}
        <RunningImports />
        <Notices />
        {!isEmpty && shown.isPending && !shown.error ? <Skeleton active paragraph={{ rows: 5 }} /> : null}
        {!isEmpty && shown.data ? <OverviewFigures overview={shown.data} isNow={silence === undefined || isNowWanted} /> : null}
        {isEmpty ? null : <PoolFigures />}
        {isEmpty ? null : <Alarms />}
      </div>
    </>
  )
}
