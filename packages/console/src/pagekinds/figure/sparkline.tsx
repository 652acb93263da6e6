/** A small line without axes beside a number. Decoration for the eye: the number and its comparison carry the meaning. */

const WIDTH = 120
const HEIGHT = 32
const PADDING = 2

export interface SparklineProps {
  readonly values: readonly number[]
}

function pointsOf(values: readonly number[]): string {
  const highest = Math.max(...values, 1)
  const step = (WIDTH - 2 * PADDING) / Math.max(values.length - 1, 1)
  return values
    .map((value, index) => {
      const x = PADDING + index * step
      const y = HEIGHT - PADDING - (value / highest) * (HEIGHT - 2 * PADDING)
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}

export function Sparkline({ values }: SparklineProps) {
  if (values.length < 2) return null
  const points = pointsOf(values)
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`${PADDING},${HEIGHT} ${points} ${WIDTH - PADDING},${HEIGHT}`} fill="var(--lc-primary)" opacity="0.12" />
      <polyline points={points} fill="none" stroke="var(--lc-primary)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
