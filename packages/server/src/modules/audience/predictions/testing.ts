/** For tests of predictions: customers who buy as the model says they do, always the same for one seed. */
import type { TestEvent } from '../../events/testing.ts'

const DAY_MS = 86_400_000

export interface MadeCustomers {
  readonly atoms: readonly number[]
  /** The first of the days on which they come, one after the other. */
  readonly from: number
  readonly until: number
  readonly seed: number
  readonly currency?: string
}

/** Each at a rate of their own, 0.5 to 4 purchases a month, and lost after a purchase with a probability of a fifth on average. */
export function madePurchases({ atoms, from, until, seed, currency = 'CNY' }: MadeCustomers): TestEvent[] {
  const next = numbers(seed)
  return atoms.flatMap((atom, index) => {
    const events: TestEvent[] = []
    const [gap, lost, price] = [7 + 50 * next() ** 2, 0.4 * next(), 20 + 200 * next()]
    for (let time = from + (index % 30) * DAY_MS; time < until; time += -Math.log(1 - next()) * gap * DAY_MS) {
      events.push({ name: 'buy', time: Math.floor(time), atom, amount: (price * (0.5 + next())).toFixed(2), currency })
      if (next() < lost) break
    }
    return events
  })
}

/** Between 0 and 1. */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
