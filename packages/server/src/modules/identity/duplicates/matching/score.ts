/** The weight of evidence of a pair: bits of each field, and from their sum the probability of one person. */
import type { ColumnChances } from './chances.ts'
import { openComparer, sharedValue } from './compare.ts'
import { EXACT, MISSING } from './fields.ts'
import { ratioOf } from './learn.ts'
import { type Column, NONE } from './people.ts'

export interface Scorer {
  readonly columns: readonly Column[]
  /** Levels of each column for the pair scored last. */
  readonly levels: Uint8Array
  /** Bits of each column for the pair scored last. */
  readonly bits: Float64Array
  /** The sum of all bits, and of those that say who somebody is. */
  score(a: number, b: number): { readonly all: number; readonly personal: number }
}

/** What is believed of a value that one person holds: as if so many more had been asked. */
const PRIOR_HOLDERS = 10

export function openScorer(
  columns: readonly Column[],
  input: { same: readonly Float64Array[]; chances: readonly ColumnChances[] },
): Scorer {
  const comparer = openComparer(columns)
  const { levels } = comparer
  const bits = new Float64Array(columns.length)
  const table = columns.map((_, index) =>
    ratioOf(input.same[index] as Float64Array, (input.chances[index] as ColumnChances).levels).map(Math.log2),
  )
  /** A value that many hold says less, a rare one more. */
  const bitsOfShared = (index: number, a: number, b: number) => {
    const column = columns[index]
    const { holders, entities, levels: chance } = input.chances[index] as ColumnChances
    const value = column ? sharedValue(column, { a, b, holders }) : NONE
    const usual = chance[EXACT] as number
    const others = (holders[value] as number) - 1
    const held = (others + PRIOR_HOLDERS * usual) / (entities + PRIOR_HOLDERS)
    return Math.log2(((input.same[index] as Float64Array)[EXACT] as number) / Math.max(held, Math.min(usual, 1 / (entities + 1))))
  }
  const score = (a: number, b: number) => {
    comparer.compare(a, b)
    let all = 0
    let personal = 0
    for (let index = 0; index < columns.length; index++) {
      const level = levels[index] as number
      const own = level === MISSING ? 0 : level === EXACT ? bitsOfShared(index, a, b) : ((table[index] as Float64Array)[level] as number)
      bits[index] = own
      all += own
      if (columns[index]?.rule.personal) personal += own
    }
    return { all, personal }
  }
  return { columns, levels, bits, score }
}

/** Probability from the sum of bits and the odds of two people at random. */
export function probability(bits: number, priorBits: number): number {
  return 1 / (1 + 2 ** -(bits + priorBits))
}
