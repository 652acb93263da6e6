/**
 * How often records of one person agree (m), learnt from the people themselves. Whoever meets in a pass is a mixture of records of one
 * person and of strangers; expectation and maximisation (EM) tells them apart by the fields that the pass did not ask for, with the
 * chances of strangers (u) held fast. Passes are learnt from one by one, and the fields of a pass never from itself, since in it they
 * always agree (Fellegi and Sunter 1969; Winkler 2000; the way of Splink).
 */

import { forEachPair } from './blocks.ts'
import type { ColumnChances } from './chances.ts'
import { levelsOf, openComparer, patternOf } from './compare.ts'
import { type Chances, DIFFERENT, EXACT, LEVELS, MISSING } from './fields.ts'
import type { Pass } from './passes.ts'
import type { Column } from './people.ts'
import { addAt } from './tally.ts'

const MAX_PAIRS_A_PASS = 300_000
const MAX_TURNS = 60
const STEADY = 1e-4
/** A prior belief weighs as much as so many pairs of one person. */
const PRIOR_MATCHES = 20
const FIRST_SHARE = 0.2
const MIN_SHARE = 1e-6

interface Patterns {
  /** Levels of each distinct pattern, column by column. */
  readonly levels: readonly Uint8Array[]
  readonly counts: readonly number[]
}

/** For each column the chance of each level among records of one person. */
export function learnSame(
  columns: readonly Column[],
  input: { rows: number; passes: readonly Pass[]; chances: readonly ColumnChances[] },
): Float64Array[] {
  const expected = columns.map(() => new Float64Array(LEVELS))
  for (const pass of input.passes) {
    if (!pass.teaches) continue
    const patterns = patternsOf(pass, { columns, rows: input.rows })
    const free = columns.map((column) => pass.parts.every((part) => part.column !== column))
    learnFrom(patterns, { columns, free, chances: input.chances, expected })
  }
  return columns.map((column, index) => withPrior(column, expected[index] as Float64Array))
}

function patternsOf(pass: Pass, input: { columns: readonly Column[]; rows: number }): Patterns {
  const counted = new Map<number, number>()
  const comparer = openComparer(input.columns)
  let pairs = 0
  const onPair = (a: number, b: number) => {
    comparer.compare(a, b)
    const pattern = patternOf(comparer.levels)
    counted.set(pattern, (counted.get(pattern) ?? 0) + 1)
    return ++pairs < MAX_PAIRS_A_PASS
  }
  forEachPair(pass, { ...input, counts: { pairs: 0, leftOut: 0 }, onPair })
  return { levels: [...counted.keys()].map((pattern) => levelsOf(pattern, input.columns.length)), counts: [...counted.values()] }
}

interface Lesson {
  readonly columns: readonly Column[]
  /** Columns that the pass did not ask for. */
  readonly free: readonly boolean[]
  readonly chances: readonly ColumnChances[]
  /** Pairs of one person by column and level; each lesson adds its own. */
  readonly expected: readonly Float64Array[]
}

function learnFrom(patterns: Patterns, lesson: Lesson): void {
  const { columns, free, chances, expected } = lesson
  const total = patterns.counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return
  let same = columns.map((column) => withPrior(column, new Float64Array(LEVELS)))
  let share = FIRST_SHARE
  let sums = columns.map(() => new Float64Array(LEVELS))
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const ratios = columns.map((_, index) => ratioOf(same[index] as Float64Array, (chances[index] as ColumnChances).levels))
    sums = columns.map(() => new Float64Array(LEVELS))
    let matches = 0
    for (let place = 0; place < patterns.counts.length; place++) {
      const levels = patterns.levels[place] as Uint8Array
      let odds = share / (1 - share)
      for (let index = 0; index < levels.length; index++)
        if (free[index]) odds *= (ratios[index] as Float64Array)[levels[index] as number] as number
      const weight = (patterns.counts[place] as number) * (odds / (1 + odds))
      matches += weight
      for (let index = 0; index < levels.length; index++) addAt(sums[index] as Float64Array, levels[index] as number, weight)
    }
    const before = share
    share = Math.min(1 - MIN_SHARE, Math.max(MIN_SHARE, matches / total))
    same = columns.map((column, index) => withPrior(column, sums[index] as Float64Array))
    if (Math.abs(share - before) < STEADY * before) break
  }
  for (let index = 0; index < columns.length; index++)
    if (free[index])
      for (let level = DIFFERENT; level <= EXACT; level++)
        addAt(expected[index] as Float64Array, level, (sums[index] as Float64Array)[level] as number)
}

function withPrior(column: Column, counts: Float64Array): Float64Array {
  let total = PRIOR_MATCHES
  for (let level = DIFFERENT; level <= EXACT; level++) total += counts[level] as number
  const same = new Float64Array(LEVELS)
  for (let level = DIFFERENT; level <= EXACT; level++)
    same[level] = ((counts[level] as number) + PRIOR_MATCHES * (column.rule.same[(level - 1) as keyof Chances] as number)) / total
  same[MISSING] = 1
  return same
}

/** How much likelier each level is in one person; a missing field says nothing. */
export function ratioOf(same: Float64Array, chance: Float64Array): Float64Array {
  return same.map((value, level) => (level === MISSING || value === 0 ? 1 : value / (chance[level] as number)))
}
