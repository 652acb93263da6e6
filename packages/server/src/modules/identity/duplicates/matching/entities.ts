/** Rows that are surely one person, joined: chances are counted over people, not over their copies. */
import { type PairNumbers, rowsOf } from './likely-pairs.ts'
import { probability, type Scorer } from './score.ts'

export interface Entities {
  /** Number of the entity of each row. */
  readonly of: Int32Array
  /** The rows of entities of several rows. */
  readonly several: readonly (readonly number[])[]
}

const SURELY_ONE = 0.95
const MAX_ROWS = 50

/** Each row for itself. */
export function noEntities(rows: number): Entities {
  return { of: Int32Array.from({ length: rows }, (_, row) => row), several: [] }
}

export function entitiesOf(kept: PairNumbers, input: { rows: number; scorer: Scorer; prior: number }): Entities {
  const { rows, scorer, prior } = input
  const { of } = noEntities(rows)
  const members = new Map<number, number[]>()
  for (const pair of kept) {
    const [a, b] = rowsOf(pair, rows)
    const [one, other] = [of[a] as number, of[b] as number]
    if (one === other) continue
    const { all, personal } = scorer.score(a, b)
    if (personal <= 0 || probability(all, prior) < SURELY_ONE) continue
    const joined = [...(members.get(one) ?? [one]), ...(members.get(other) ?? [other])]
    if (joined.length > MAX_ROWS) continue
    members.delete(other)
    members.set(one, joined)
    for (const row of joined) of[row] = one
  }
  return { of, several: [...members.values()] }
}
