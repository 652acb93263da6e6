/** How many people came to what, with the share of all; their sum stands below. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Count, Percent } from '../../../parts/numbers.tsx'
import { OUTCOMES, type Outcome, OutcomeMark } from './broadcast-state.tsx'

export interface OutcomeCountsProps {
  readonly label: string
  readonly counts: Partial<Readonly<Record<Outcome, number>>>
  readonly planned: number
}

export function OutcomeCounts({ label, counts, planned }: OutcomeCountsProps) {
  const { t } = useTranslation('reach')
  const shown = OUTCOMES.filter((outcome) => (counts[outcome] ?? 0) > 0)
  return (
    <dl className="lc-counts" aria-label={label}>
      {shown.map((outcome) => (
        <Fragment key={outcome}>
          <dt>
            <OutcomeMark outcome={outcome} />
          </dt>
          <dd>
            <Count value={counts[outcome]} />
          </dd>
          <dd className="lc-soft">
            <Percent value={planned === 0 ? 0 : (counts[outcome] ?? 0) / planned} />
          </dd>
        </Fragment>
      ))}
      <dt className="lc-counts-sum">{t('planned')}</dt>
      <dd className="lc-counts-sum">
        <Count value={planned} />
      </dd>
      <dd />
    </dl>
  )
}
