/** Chance of the world: seeded, so that one seed makes one world; its state is stored with the world. */
export interface Random {
  /** @returns a number from 0 up to, not including, 1 */
  next(): number
  /** @returns a whole number from 0 up to, not including, `n` */
  integer(n: number): number
  /** @throws RangeError of an empty list */
  pick<T>(list: readonly T[]): T
}

export interface SeededRandom extends Random {
  state(): number
  resume(state: number): void
}

/** Mulberry32: one 32-bit word of state, even enough for people's whims. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    integer: (n) => Math.floor(next() * n),
    pick: (list) => {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[Math.floor(next() * list.length)] as (typeof list)[number]
    },
    state: () => state,
    resume: (stored) => {
      state = stored >>> 0
    },
  }
}
