/** Pairs of atoms in memory, bounded: two generations, the older one thrown away when the younger is full. */

interface Pair {
  readonly a: number
  readonly b: number
  /** What was judged as a hint says nothing about the pair when it comes as more. */
  readonly hint?: boolean
}

export interface PairSet {
  has(pair: Pair): boolean
  add(pair: Pair): void
}

/** About 60 bytes a pair: at most some 30 MB with both generations full. */
const PAIR_GENERATION_ENTRIES = 250_000

export function openPairSet(generationEntries = PAIR_GENERATION_ENTRIES): PairSet {
  let young = new Set<string>()
  let old = new Set<string>()
  const add = (name: string) => {
    if (young.size >= generationEntries) {
      old = young
      young = new Set()
    }
    young.add(name)
  }
  const remembered = (name: string) => {
    if (young.has(name)) return true
    if (!old.has(name)) return false
    add(name)
    return true
  }
  return {
    has: ({ a, b, hint }) => remembered(`${a} ${b}`) || (hint === true && remembered(hintName(a, b))),
    add: ({ a, b, hint }) => add(hint ? hintName(a, b) : `${a} ${b}`),
  }
}

function hintName(a: number, b: number): string {
  return `${a} ${b} hint`
}
