/** Sums over patterns of customers. */
import type { Fitted } from '../../audience/index.ts'

/** Of all people together what is told of each. */
export function spread(people: Float64Array, each: Float64Array | undefined): number {
  return people.reduce((sum, n, at) => sum + n * (each?.[at] ?? 0), 0)
}

/** What the customers of these patterns will spend over a horizon, given by its place; undefined without a model of spend. */
export function expectedValue({ patterns, expected, spend }: Fitted, horizon: number, places: readonly number[]): number | undefined {
  if (!spend) return undefined
  const { p, q, gamma } = spend
  return places.reduce((sum, at) => {
    const [people = 0, spent = 0, paid = 0] = [patterns.people[at], patterns.repeatSpend[at], patterns.paidRepeats[at]]
    // What one purchase of each is worth is linear in what they spent, so that of all of them follows from its sum.
    const spends = (p * (people * gamma + spent)) / (p * paid + q - 1)
    return sum + (expected[horizon]?.[at] ?? 0) * spends
  }, 0)
}
