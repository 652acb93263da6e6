/** The figures of lifetime value: so far, expected, the curves of the latest months and all of them as a heat map. */
import { readLtv } from '@liuchi/server/contract/insights/clv'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Alert, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { shiftDay } from '../../i18n/times.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { useBothWords } from '../../parts/consent-words.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { LtvTable } from './ltv-table.tsx'

export type LtvAnswer = ResponseOf<typeof readLtv>

/** As many as there are colours. */
const CURVES_MAX = 9
const CURVE_POINTS_MIN = 2

export function LtvResult({ asOfDay }: { readonly asOfDay: string }) {
  const { t } = useTranslation('predictions')
  const wordsOf = useBothWords()
  const query = useRead(readLtv, { body: { asOf: shiftDay(asOfDay, 1) } }, { keepPrevious: true })
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} />
  const answer = query.data
  if (answer.cohorts.length === 0) return <EmptyState title={t('ltv.nobody')} text={t('ltv.nobodyText')} />
  return (
    <div className="lc-stack" aria-busy={query.isFetching} style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <LtvFigures answer={answer} />
      {answer.noPrediction ? <Alert type="info" showIcon title={t('ltv.noPrediction')} description={wordsOf(answer.noPrediction)} /> : null}
      <LtvCurves answer={answer} />
      <Section title={t('ltv.table')} flush>
        <LtvTable answer={answer} />
      </Section>
      <HowCounted source={answer.source}>{wordsOf(answer.countedAs)}</HowCounted>
    </div>
  )
}

function LtvFigures({ answer }: { readonly answer: LtvAnswer }) {
  const { t } = useTranslation('predictions')
  const { cohorts, horizon } = answer
  const customers = cohorts.reduce((sum, cohort) => sum + cohort.customers, 0)
  const spent = cohorts.reduce((sum, cohort) => sum + cohort.customers * cohort.toDate, 0)
  const expected = answer.noPrediction ? null : cohorts.reduce((sum, cohort) => sum + cohort.customers * (cohort.predicted ?? 0), 0)
  const currency = answer.currency ?? undefined
  return (
    <div className="lc-grid">
      <FigureNumber title={t('ltv.customers')} value={customers} note={t('ltv.customersNote', { count: cohorts.length })} />
      <FigureNumber title={t('ltv.toDate')} value={spent / customers} form="money" currency={currency} />
      <FigureNumber
        title={t('ltv.predicted', { weeks: horizon })}
        value={expected === null ? null : expected / customers}
        form="money"
        currency={currency}
      />
      <FigureNumber
        title={t('ltv.total')}
        value={expected === null ? null : Math.round(spent + expected)}
        form="money"
        currency={currency}
        note={t('ltv.totalNote')}
      />
    </div>
  )
}

/** Renders nothing where no month has been over twice. */
function LtvCurves({ answer }: { readonly answer: LtvAnswer }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null).length
  const drawn = answer.cohorts.filter(({ cumulative }) => known(cumulative) >= CURVE_POINTS_MIN).slice(-CURVES_MAX)
  if (drawn.length === 0) return null
  const months = Math.max(...drawn.map(({ cumulative }) => known(cumulative)))
  return (
    <Section>
      <Chart
        title={t('ltv.curves')}
        sentence={t('ltv.curvesSentence', { count: drawn.length })}
        fileName="lifetime-value"
        data={{
          kind: 'line',
          categories: Array.from({ length: months }, (_, month) =>
            month === 0 ? t('ltv.firstMonth') : t('ltv.monthAfter', { count: month }),
          ),
          series: drawn.map(({ month, cumulative }) => ({
            name: month,
            values: Array.from({ length: months }, (_, at) => cumulative[at] ?? null),
          })),
          format: (value) => numbers.money(value, answer.currency ?? undefined),
          axisFormat: (value) => numbers.count(value),
          categoryName: t('ltv.month'),
        }}
      />
    </Section>
  )
}
