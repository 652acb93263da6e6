/** Identifier → atom in memory, bounded: two generations, the older one thrown away when the younger is full. */

export interface AtomCache {
  get(name: string): number | undefined
  set(name: string, atom: number): void
  size(): number
}

/** About 130 bytes an entry: at most some 65 MB with both generations full. */
const ATOM_CACHE_GENERATION_ENTRIES = 250_000

export function openAtomCache(generationEntries = ATOM_CACHE_GENERATION_ENTRIES): AtomCache {
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  const set = (name: string, atom: number) => {
    if (young.size >= generationEntries) {
      old = young
      young = new Map()
    }
    young.set(name, atom)
  }
  return {
    get: (name) => {
      const found = young.get(name)
      if (found !== undefined) return found
      const older = old.get(name)
      if (older !== undefined) set(name, older)
      return older
    },
    set,
    size: () => young.size + old.size,
  }
}
