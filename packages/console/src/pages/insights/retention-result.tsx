/** The figure of a retention: the average after one period and after all, the curve, the cohorts as a heat map. */
import { readRetention, readRetentionPeople } from '@liuchi/server/contract/insights'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage, useNumbers, useTimes } from '../../i18n/formats.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../pagekinds/figure/people-drawer.tsx'
import type { Days } from '../../parts/days.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { CohortTable } from './cohort-table.tsx'
import { askedRetention, isRetentionComplete, type RetentionDraft } from './retention-draft.ts'

export type RetentionAnswer = ResponseOf<typeof readRetention>
export type Cohort = RetentionAnswer['cohorts'][number]

export interface RetentionResultProps {
  readonly draft: RetentionDraft
  readonly days: Days
}

export function RetentionResult({ draft, days }: RetentionResultProps) {
  const { t } = useTranslation('insights')
  const query = useRead(readRetention, { body: askedRetention(draft, days) }, { enabled: isRetentionComplete(draft), keepPrevious: true })
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} />
  if (query.data.cohorts.length === 0) return <EmptyState title={t('retention.nobody')} text={t('retention.nobodyText')} />
  return (
    <div className="lc-stack" aria-busy={query.isFetching} style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <RetentionFigure answer={query.data} draft={draft} days={days} />
    </div>
  )
}

/** The last period of which anything is known. */
function lastKnown(average: readonly (number | null)[]): number {
  return average.findLastIndex((rate) => rate !== null)
}

function RetentionFigure({ answer, draft, days }: RetentionResultProps & { readonly answer: RetentionAnswer }) {
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  const times = useTimes()
  const language = useLanguage()
  const [people, open] = useState<PeopleBehind>()
  const { average, cohorts } = answer
  const last = lastKnown(average)
  const started = cohorts.reduce((sum, { size }) => sum + size, 0)
  const after = (period: number) => t(`after.${draft.unit}`, { count: period })
  const pick = (cohort: Cohort, period: number | undefined, total: number) =>
    open({
      title: period === undefined ? times.day(cohort.start) : `${times.day(cohort.start)} · ${after(period)}`,
      total,
      endpoint: readRetentionPeople,
      body: { ...askedRetention(draft, days), cohortStart: cohort.start, ...(period === undefined ? {} : { period }) },
    })
  return (
    <>
      <div className="lc-grid">
        <FigureNumber
          title={t('retention.afterOne', { after: after(1) })}
          value={average[1] ?? null}
          form="percent"
          note={t('retention.weighted')}
        />
        {last > 1 ? (
          <FigureNumber
            title={t('retention.afterOne', { after: after(last) })}
            value={average[last]}
            form="percent"
            note={t('retention.weighted')}
          />
        ) : null}
        <FigureNumber
          title={t('retention.started')}
          value={started}
          unit={t('personUnit')}
          note={t('retention.cohortCount', { count: cohorts.length })}
        />
      </div>
      <Section>
        <Chart
          title={t('retention.curve')}
          sentence={t('retention.curveSentence', {
            after: after(1),
            rate: numbers.percent(average[1]),
            lastAfter: after(Math.max(last, 1)),
            lastRate: numbers.percent(average[last]),
          })}
          fileName="retention"
          data={{
            kind: 'line',
            categories: average.map((_rate, period) => after(period)),
            series: [{ name: t('retention.average'), values: average }],
            format: numbers.percent,
            axisFormat: (value) => `${Math.round(value * 100)}%`,
            categoryName: t('retention.period'),
          }}
        />
      </Section>
      <Section title={t('retention.cohortsTitle')} flush>
        <CohortTable answer={answer} after={after} onPick={pick} />
      </Section>
      <HowCounted source={answer.source}>{language === 'en' ? answer.countedAs.en : answer.countedAs.zh}</HowCounted>
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </>
  )
}
