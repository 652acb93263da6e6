/** Cohorts against periods as a heat map that is a real table: each cell a share, coloured, and a button to its people. */
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { useAppearance } from '../../theme/appearance.tsx'
import { heatOf } from '../../theme/chart-colours.ts'
import type { Cohort, RetentionAnswer } from './retention-result.tsx'

/** So that a retention near nothing is not painted as a high one. */
const LOWEST_PEAK = 0.02

export interface CohortTableProps {
  readonly answer: RetentionAnswer
  readonly after: (period: number) => string
  /** Without a period: the whole cohort. */
  readonly onPick: (cohort: Cohort, period: number | undefined, total: number) => void
}

/** The highest share after the first period: colours show differences below it, where all of them lie. */
function peakOf({ cohorts }: RetentionAnswer): number {
  const later = cohorts.flatMap(({ rates }) => rates.slice(1)).filter((rate) => rate !== null)
  return Math.max(LOWEST_PEAK, ...later)
}

function CohortRow({ cohort, peak, after, onPick }: { readonly cohort: Cohort; readonly peak: number } & Omit<CohortTableProps, 'answer'>) {
  const times = useTimes()
  const numbers = useNumbers()
  const appearance = useAppearance()
  const name = times.day(cohort.start)
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <button
          type="button"
          style={{ background: 'transparent', color: 'inherit' }}
          onClick={() => onPick(cohort, undefined, cohort.size)}
        >
          {numbers.count(cohort.size)}
        </button>
      </td>
      {cohort.rates.map((rate, period) => {
        const count = cohort.counts[period]
        const key = after(period)
        if (rate === null || count === null || count === undefined) return <td key={key} />
        return (
          <td key={key}>
            <button
              type="button"
              style={heatOf(rate / peak, appearance)}
              title={`${name} · ${key}: ${numbers.exact(count)}`}
              aria-label={`${name} · ${key}: ${numbers.percent(rate)}, ${numbers.exact(count)}`}
              onClick={() => onPick(cohort, period, count)}
            >
              {numbers.percent(rate)}
            </button>
          </td>
        )
      })}
    </tr>
  )
}

export function CohortTable({ answer, after, onPick }: CohortTableProps) {
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  const appearance = useAppearance()
  const peak = peakOf(answer)
  return (
    <div className="lc-scroll-x" style={{ maxHeight: 520, overflowY: 'auto', padding: '0 12px 12px' }}>
      <table className="lc-heat">
        <thead>
          <tr>
            <th scope="col">{t('retention.cohortColumn')}</th>
            <th scope="col">{t('people')}</th>
            {answer.average.map((_rate, period) => (
              <th key={after(period)} scope="col" style={{ textAlign: 'center' }}>
                {after(period)}
              </th>
            ))}
          </tr>
          <tr>
            <th scope="row">{t('retention.average')}</th>
            <td />
            {answer.average.map((rate, period) => (
              <td key={after(period)}>
                {rate === null ? null : <span style={heatOf(rate / peak, appearance)}>{numbers.percent(rate)}</span>}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.cohorts.map((cohort) => (
            <CohortRow key={cohort.start} cohort={cohort} peak={peak} after={after} onPick={onPick} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
