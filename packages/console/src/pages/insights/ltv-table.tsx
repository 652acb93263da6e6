/** Months of first orders against months since, as a heat map that is a real table. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import { useAppearance } from '../../theme/appearance.tsx'
import { heatOf } from '../../theme/chart-colours.ts'
import type { LtvAnswer } from './ltv-result.tsx'

/** How many months after the first anything is known of, over all cohorts. */
function monthsShown({ cohorts }: LtvAnswer): number {
  return Math.max(1, ...cohorts.map(({ cumulative }) => cumulative.findLastIndex((value) => value !== null) + 1))
}

export function LtvTable({ answer }: { readonly answer: LtvAnswer }) {
  const { t } = useTranslation('predictions')
  const { cohorts, horizon } = answer
  const months = Array.from({ length: monthsShown(answer) }, (_, month) => month)
  const peak = Math.max(...cohorts.flatMap(({ cumulative }) => cumulative.map((value) => value ?? 0)), Number.MIN_VALUE)
  return (
    <div className="lc-scroll-x" style={{ maxHeight: 560, overflowY: 'auto', padding: '0 12px 12px' }}>
      <table className="lc-heat">
        <thead>
          <tr>
            <th scope="col">{t('ltv.cohort')}</th>
            <th scope="col">{t('ltv.customers')}</th>
            <th scope="col">{t('ltv.toDateColumn')}</th>
            <th scope="col">{t('ltv.predictedColumn', { weeks: horizon })}</th>
            {months.map((month) => (
              <th key={month} scope="col" style={{ textAlign: 'center' }}>
                {month === 0 ? t('ltv.firstMonth') : t('ltv.monthAfter', { count: month })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <CohortRow key={cohort.month} cohort={cohort} months={months} peak={peak} currency={answer.currency ?? undefined} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CohortRowProps {
  readonly cohort: LtvAnswer['cohorts'][number]
  readonly months: readonly number[]
  readonly peak: number
  readonly currency: string | undefined
}

function CohortRow({ cohort, months, peak, currency }: CohortRowProps) {
  const numbers = useNumbers()
  const appearance = useAppearance()
  return (
    <tr>
      <th scope="row">{cohort.month}</th>
      <td>
        <span>{numbers.count(cohort.customers)}</span>
      </td>
      <td>
        <span>{numbers.money(cohort.toDate, currency)}</span>
      </td>
      <td>
        <span>{numbers.money(cohort.predicted, currency)}</span>
      </td>
      {months.map((month) => {
        const value = cohort.cumulative[month] ?? null
        return (
          <td key={month}>
            {value === null ? null : <span style={heatOf(value / peak, appearance)}>{numbers.money(value, currency)}</span>}
          </td>
        )
      })}
    </tr>
  )
}
