/** Pairs of atoms in memory, bounded: two generations, the older one thrown away when the younger is full. */

export interface PairSet {
  has(a: number, b: number): boolean
  add(a: number, b: number): void
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
  return {
    has: (a, b) => {
      const name = `${a} ${b}`
      if (young.has(name)) return true
      if (!old.has(name)) return false
      add(name)
      return true
    },
    add: (a, b) => add(`${a} ${b}`),
  }
}
