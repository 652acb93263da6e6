/** How well the data tell the parameters apart: standard errors from the curvature of the likelihood at its top. */
import type { Slope } from './minimise.ts'

/** In the logarithm of a parameter. */
const STEP = 1e-4

/**
 * Standard error of each parameter's logarithm; undefined where the top is a ridge. `slopeAt` is of the mean over so many people.
 * The slopes differ by so little between neighbours that their differences are the curvature.
 */
export function standardErrors(
  slopeAt: (point: readonly number[]) => Slope,
  { point, people }: { point: readonly number[]; people: number },
): number[] | undefined {
  const curvature = point.map((_, index) => {
    const beside = (sign: number) => slopeAt(point.map((part, other) => (other === index ? part + sign * STEP : part))).gradient
    const [above, below] = [beside(1), beside(-1)]
    return above.map((part, other) => ((part - (below[other] ?? 0)) / (2 * STEP)) * people)
  })
  const symmetric = curvature.map((row, i) => row.map((part, j) => (part + (curvature[j]?.[i] ?? 0)) / 2))
  const spread = inverse(symmetric)
  const variances = spread?.map((row, index) => row[index] ?? 0)
  if (!variances?.every((variance) => variance > 0 && Number.isFinite(variance))) return undefined
  return variances.map(Math.sqrt)
}

const SMALLEST_PIVOT = 1e-9

/** By Gauss and Jordan; undefined for a matrix without an inverse. */
function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < size; column++) {
    const from = rows
      .slice(column)
      .reduce((best, row, at) => (Math.abs(row[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0) ? column + at : best), column)
    const pivotRow = rows[from]
    const pivot = pivotRow?.[column] ?? 0
    if (!pivotRow || !(Math.abs(pivot) > SMALLEST_PIVOT)) return undefined
    rows[from] = rows[column] ?? []
    const scaled = pivotRow.map((part) => part / pivot)
    rows.forEach((row, at) => {
      const factor = at === column ? 0 : (row[column] ?? 0)
      if (factor !== 0) rows[at] = row.map((part, index) => part - factor * (scaled[index] ?? 0))
    })
    rows[column] = scaled
  }
  return rows.map((row) => row.slice(size))
}
