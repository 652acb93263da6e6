/** How a figure moved against what: an arrow, a share, and the words for what it is compared with. */
import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useNumbers } from '../../i18n/formats.ts'

export interface ComparisonProps {
  readonly value: number
  readonly before: number | null | undefined
  /** "against the 30 days before" */
  readonly against: string
  /** For figures where less is better, like rejected events. */
  readonly lessIsBetter?: boolean
}

export function Comparison({ value, before, against, lessIsBetter = false }: ComparisonProps) {
  const numbers = useNumbers()
  if (before === null || before === undefined) return null
  if (before === 0) return <span className="lc-soft lc-small">{`${against} ${numbers.count(0)}`}</span>
  const change = (value - before) / Math.abs(before)
  const isBetter = lessIsBetter ? change < 0 : change > 0
  const tone = change === 0 ? 'lc-soft' : isBetter ? 'lc-change-good' : 'lc-change-bad'
  const arrow = change > 0 ? <ArrowUpOutlined aria-hidden /> : change < 0 ? <ArrowDownOutlined aria-hidden /> : null
  return (
    <span className="lc-small">
      <span className={`lc-number ${tone}`}>
        {arrow} {numbers.change(change)}
      </span>{' '}
      <span className="lc-soft" title={numbers.exact(before)}>
        {against}
      </span>
    </span>
  )
}
