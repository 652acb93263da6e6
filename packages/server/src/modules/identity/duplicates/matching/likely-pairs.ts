/** The pairs that may be one person, of all that meet in any pass: each once, in bounded memory. */
import { type BlockCounts, forEachPair } from './blocks.ts'
import type { Pass } from './passes.ts'
import { probability, type Scorer } from './score.ts'

/** Pairs of rows, each as one number, sorted; see `rowsOf`. */
export type PairNumbers = Float64Array

/** Less likely ones are forgotten at once. */
const KEPT_FROM = 0.001
const MAX_PAIRS = 5_000_000
/** Among so many people there is one pair of one person, until the data say otherwise. */
const FIRST_PEOPLE_A_PAIR = 5
const PRIOR_TURNS = 30

export interface LikelyInput {
  readonly rows: number
  readonly passes: readonly Pass[]
  readonly scorer: Scorer
  readonly counts: BlockCounts
  /** Told after each pass, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined
}

export function likelyPairs(input: LikelyInput): PairNumbers {
  const { rows, passes, scorer } = input
  const from = Math.log2(KEPT_FROM) - firstPriorBits(rows)
  let kept: PairNumbers = new Float64Array(0)
  for (const [done, pass] of passes.entries()) {
    const met: number[] = []
    const onPair = (a: number, b: number) => {
      if (scorer.score(a, b).all >= from) met.push(a < b ? a * rows + b : b * rows + a)
      return met.length < MAX_PAIRS
    }
    forEachPair(pass, { columns: scorer.columns, rows, counts: input.counts, onPair })
    kept = united(kept, met)
    input.onProgress?.((done + 1) / passes.length)
  }
  return kept
}

export function rowsOf(pair: number, rows: number): [number, number] {
  return [Math.floor(pair / rows), pair % rows]
}

function united(kept: PairNumbers, met: readonly number[]): PairNumbers {
  const all = new Float64Array(kept.length + met.length)
  all.set(kept)
  all.set(met, kept.length)
  all.sort()
  let size = 0
  for (let index = 0; index < all.length; index++) if (index === 0 || all[index] !== all[index - 1]) all[size++] = all[index] as number
  return all.slice(0, Math.min(size, MAX_PAIRS))
}

function allPairs(rows: number): number {
  return (rows * (rows - 1)) / 2
}

function firstPriorBits(rows: number): number {
  return Math.log2(rows / FIRST_PEOPLE_A_PAIR / allPairs(rows))
}

/** Bits of the odds that any two people are one: as many pairs as the kept ones come to, found by trying again with what came out. */
export function priorBits(kept: PairNumbers, { rows, scorer }: { rows: number; scorer: Scorer }): number {
  const bits = Float64Array.from(kept, (pair) => scorer.score(...rowsOf(pair, rows)).all)
  let prior = firstPriorBits(rows)
  for (let turn = 0; turn < PRIOR_TURNS; turn++) {
    let matches = 1
    for (const one of bits) matches += probability(one, prior)
    prior = Math.log2(matches / allPairs(rows))
  }
  return prior
}
