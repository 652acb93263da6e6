/** Answers about all orders of a brand, kept in memory for a minute: rules, pages and the live evaluator ask for the same one again and again. */
import type { Handles } from '../../../platform/handles.ts'

const KEEP_MS = 60_000
/** What took long is kept in proportion, so that asking never takes more than a fiftieth of a connection. */
const KEEP_FACTOR = 50
const MAX_KEPT = 1_000

interface Kept {
  readonly answer: Promise<unknown>
  /** By the real clock; undefined while it is being asked. */
  until?: number
}

const stores = new WeakMap<object, Map<string, Kept>>()

/** The answer kept under the key, else a new one. One that fails is not kept. */
export function remembered<T>(
  { clickhouse, clocks }: Pick<Handles, 'clickhouse' | 'clocks'>,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  const store = stores.get(clickhouse) ?? new Map<string, Kept>()
  stores.set(clickhouse, store)
  const begin = clocks.real.now()
  const known = store.get(key)
  if (known && (known.until === undefined || begin < known.until)) return known.answer as Promise<T>
  const answer = ask()
  const kept: Kept = { answer }
  store.delete(key)
  store.set(key, kept)
  if (store.size > MAX_KEPT) store.delete(store.keys().next().value ?? key)
  answer.then(
    () => {
      const end = clocks.real.now()
      kept.until = end + Math.max(KEEP_MS, KEEP_FACTOR * (end - begin))
    },
    () => store.get(key) === kept && store.delete(key),
  )
  return answer
}
