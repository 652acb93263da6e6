/** One period of the flow as a table: rows where people were, columns where they went. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { useAppearance } from '../../../theme/appearance.tsx'
import { heatOf } from '../../../theme/chart-colours.ts'
import type { LifecycleAnswer } from './lifecycle-result.tsx'
import { NOT_THERE, STAGES, useStageName } from './stage-names.ts'

type Move = LifecycleAnswer['flow']['moves'][number]
const FROM = [...STAGES, null] as const

export interface MoveTableProps {
  readonly moves: readonly Move[]
  /** Days. */
  readonly from: string
  readonly to: string
  readonly onSee: (move: Move) => void
}

export function MoveTable({ moves, from, to, onSee }: MoveTableProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const appearance = useAppearance()
  const nameOf = useStageName()
  return (
    <div className="lc-scroll-x" style={{ padding: '0 12px 12px' }}>
      <table className="lc-heat" style={{ width: '100%', minWidth: 420 }} aria-label={t('lifecycle.period', { from, to })}>
        <thead>
          <tr>
            <th scope="col">{t('lifecycle.period', { from, to })}</th>
            {STAGES.map((stage) => (
              <th key={stage} scope="col" style={{ textAlign: 'center' }}>
                {nameOf(stage)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FROM.map((stage) => {
            const row = moves.filter((move) => move.from === stage)
            const total = row.reduce((sum, { people }) => sum + people, 0)
            const name = nameOf(stage ?? NOT_THERE)
            return (
              <tr key={name}>
                <th scope="row">
                  {name} {numbers.count(total)}
                </th>
                {STAGES.map((target) => {
                  const move = row.find((one) => one.to === target)
                  if (!move) return <td key={target} />
                  const words = `${name} → ${nameOf(target)}: ${numbers.exact(move.people)}, ${numbers.percent(move.people / total)}`
                  return (
                    <td key={target}>
                      <button
                        type="button"
                        style={heatOf(move.people / total, appearance)}
                        title={words}
                        aria-label={words}
                        onClick={() => onSee(move)}
                      >
                        {numbers.count(move.people)} <span className="lc-small">{numbers.percent(move.people / total)}</span>
                      </button>
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
