/** How often two people agree by chance (u): equal values from how many people hold each, the other levels from random pairs. */
import { openComparer } from './compare.ts'
import type { Entities } from './entities.ts'
import { type Chances, DIFFERENT, EXACT, LEVELS, MISSING } from './fields.ts'
import { type Column, NONE, valuesAt } from './people.ts'
import { addAt } from './tally.ts'

export interface ColumnChances {
  /** Chance of each level, `MISSING` unused. */
  readonly levels: Float64Array
  /** Entities that hold each value. */
  readonly holders: Int32Array
  /** Entities that have any. */
  readonly entities: number
}

const MAX_RANDOM_PAIRS = 200_000
const RANDOM_PAIRS_A_ROW = 50
/** A prior belief weighs as much as so many random pairs. */
const PRIOR_PAIRS = 20_000
const SEED = 7_145_012

/** For each column. */
export function chancesOf(columns: readonly Column[], input: { rows: number; entities: Entities }): ColumnChances[] {
  const { rows, entities } = input
  const seen = columns.map(() => new Float64Array(LEVELS))
  const comparer = openComparer(columns)
  const random = randomBelow(SEED)
  const pairs = Math.min(MAX_RANDOM_PAIRS, rows * RANDOM_PAIRS_A_ROW)
  for (let pair = 0; pair < pairs; pair++) {
    const [a, b] = [random(rows), random(rows)]
    if (entities.of[a] === entities.of[b]) continue
    comparer.compare(a, b)
    for (let index = 0; index < columns.length; index++) addAt(seen[index] as Float64Array, comparer.levels[index] as number, 1)
  }
  return columns.map((column, index) => chancesOfColumn(column, { seen: seen[index] as Float64Array, entities }))
}

function chancesOfColumn(column: Column, input: { seen: Float64Array; entities: Entities }): ColumnChances {
  const { holders, filled } = countHolders(column, input.entities)
  let equalPairs = 0
  for (const count of holders) equalPairs += (count * (count - 1)) / 2
  const allPairs = (filled * (filled - 1)) / 2
  const prior = (level: number) => column.rule.chance[(level - 1) as keyof Chances] as number
  const exact = (equalPairs + PRIOR_PAIRS * prior(EXACT)) / (allPairs + PRIOR_PAIRS)
  let compared = 0
  for (let level = DIFFERENT; level < EXACT; level++) compared += input.seen[level] as number
  const levels = new Float64Array(LEVELS)
  levels[MISSING] = 1
  levels[EXACT] = exact
  const priorRest = 1 - prior(EXACT)
  for (let level = DIFFERENT; level < EXACT; level++)
    levels[level] = ((1 - exact) * ((input.seen[level] as number) + (PRIOR_PAIRS * prior(level)) / priorRest)) / (compared + PRIOR_PAIRS)
  return { levels, holders, entities: filled }
}

/** People of several rows count once for each value they repeat. */
function countHolders(column: Column, entities: Entities): { holders: Int32Array; filled: number } {
  const holders = new Int32Array(column.texts.length)
  let filled = 0
  for (let row = 0; row < entities.of.length; row++) {
    const first = column.first[row] as number
    if (first === NONE) continue
    filled++
    if (column.more.size === 0) addAt(holders, first, 1)
    else for (const value of valuesAt(column, row)) addAt(holders, value, 1)
  }
  for (const rows of entities.several) {
    const seen = new Set<number>()
    let having = 0
    for (const row of rows) {
      const values = valuesAt(column, row)
      if (values.length > 0) having++
      for (const value of values) {
        if (seen.has(value)) addAt(holders, value, -1)
        seen.add(value)
      }
    }
    filled -= Math.max(0, having - 1)
  }
  return { holders, filled }
}

const GOLDEN = 0x6d2b79f5
const TWO_32 = 4_294_967_296

/** Whole numbers below a bound, always the same for one seed (mulberry32): a search repeated over the same people finds the same. */
function randomBelow(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state + GOLDEN) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / TWO_32) * bound)
  }
}
