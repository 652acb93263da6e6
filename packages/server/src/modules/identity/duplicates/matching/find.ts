/**
 * Finds people that are probably the same: who meets, how alike they are, how sure that makes. Learnt twice: the second time what was
 * surely one person in the first counts once. No clock, no store, no chance: the same people give the same answer.
 */
import type { DuplicateReason } from '../contract.ts'
import type { BlockCounts } from './blocks.ts'
import { chancesOf } from './chances.ts'
import { type Entities, entitiesOf, noEntities } from './entities.ts'
import { LEVEL_NAMES, MISSING } from './fields.ts'
import { learnSame } from './learn.ts'
import { likelyPairs, type PairNumbers, priorBits, rowsOf } from './likely-pairs.ts'
import { type Pass, passesOver } from './passes.ts'
import { type Column, closePeople, type People } from './people.ts'
import { openScorer, probability, type Scorer } from './score.ts'
import { addAt } from './tally.ts'

export type FoundReason = Pick<DuplicateReason, 'field' | 'level' | 'weight'> & {
  /** Name of the trait of a `number`. */
  readonly of: string
}

export interface FoundPair {
  /** Ids as they were added, the smaller first. */
  readonly a: number
  readonly b: number
  readonly score: number
  /** The heaviest first. */
  readonly reasons: readonly FoundReason[]
}

export interface Found {
  /** The likeliest first. */
  readonly pairs: readonly FoundPair[]
  /** Pairs that met, over all passes. */
  readonly compared: number
  /** Rows in blocks too big to compare, over all passes. */
  readonly leftOut: number
}

export interface FindOptions {
  /** Pairs less likely are left out. */
  readonly threshold?: number
  /** Told after each pass, from 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** More likely one person than not, with room for error. */
const DEFAULT_THRESHOLD = 0.8
/** Nobody decides about more; the likeliest come first. */
const MAX_PAIRS = 50_000
/** Somebody like everybody (a test account) would fill the list. */
const MAX_PAIRS_A_PERSON = 20
const WEIGHT_STEPS = 100

/** Ends the adding of people. */
export function findDuplicates(people: People, options: FindOptions = {}): Found {
  const columns = closePeople(people)
  const rows = people.size
  const counts: BlockCounts = { pairs: 0, leftOut: 0 }
  if (rows < 2 || columns.length === 0) return { pairs: [], compared: 0, leftOut: 0 }
  const passes = passesOver(columns)
  const first = learn(columns, { rows, passes, entities: noEntities(rows) })
  const kept = likelyPairs({ rows, passes, scorer: first, counts, onProgress: options.onProgress })
  const entities = entitiesOf(kept, { rows, scorer: first, prior: priorBits(kept, { rows, scorer: first }) })
  const scorer = learn(columns, { rows, passes, entities })
  const prior = priorBits(kept, { rows, scorer })
  const pairs = chosen(kept, { people, scorer, prior, threshold: options.threshold ?? DEFAULT_THRESHOLD })
  return { pairs, compared: counts.pairs, leftOut: counts.leftOut }
}

function learn(columns: readonly Column[], input: { rows: number; passes: readonly Pass[]; entities: Entities }): Scorer {
  const chances = chancesOf(columns, input)
  return openScorer(columns, { chances, same: learnSame(columns, { ...input, chances }) })
}

interface Choice {
  readonly people: People
  readonly scorer: Scorer
  readonly prior: number
  readonly threshold: number
}

function chosen(kept: PairNumbers, input: Choice): FoundPair[] {
  const { people, scorer, prior, threshold } = input
  const likely: { pair: number; score: number }[] = []
  for (const pair of kept) {
    const { all, personal } = scorer.score(...rowsOf(pair, people.size))
    const score = probability(all, prior)
    if (score >= threshold && personal > 0) likely.push({ pair, score })
  }
  likely.sort((one, other) => other.score - one.score || one.pair - other.pair)
  const times = new Uint8Array(people.size)
  const pairs: FoundPair[] = []
  for (const { pair, score } of likely) {
    const [a, b] = rowsOf(pair, people.size)
    if ((times[a] as number) >= MAX_PAIRS_A_PERSON || (times[b] as number) >= MAX_PAIRS_A_PERSON) continue
    addAt(times, a, 1)
    addAt(times, b, 1)
    pairs.push(describe(input, { a, b, score }))
    if (pairs.length === MAX_PAIRS) break
  }
  return pairs
}

function describe({ people, scorer }: Choice, { a, b, score }: { a: number; b: number; score: number }): FoundPair {
  scorer.score(a, b)
  const reasons = scorer.columns.flatMap((column, index): FoundReason[] => {
    const level = scorer.levels[index] as number
    const name = LEVEL_NAMES[level - 1]
    if (level === MISSING || !name) return []
    const weight = Math.round((scorer.bits[index] as number) * WEIGHT_STEPS) / WEIGHT_STEPS
    return [{ field: column.rule.field, level: name, weight, of: column.of }]
  })
  reasons.sort((one, other) => other.weight - one.weight)
  const [one, other] = [people.ids[a] as number, people.ids[b] as number]
  return { a: Math.min(one, other), b: Math.max(one, other), score, reasons }
}
