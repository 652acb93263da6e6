/**
 * The newest so many ids in flat memory: a ring in order of arrival, and an open-addressing index into it. An id is 64 bits of a digest,
 * so its low half already is a good hash. Each id carries a 32-bit note.
 */

export interface IdSet {
  has(high: number, low: number): boolean
  /** Adds an id that is not there yet; the oldest makes room when full. False when it was there. */
  add(high: number, low: number, note: number): boolean
  size(): number
}

export interface IdSetInput {
  readonly capacity: number
  /** Called before the oldest id leaves; it must not touch this set. */
  readonly onLeave?: (high: number, low: number, note: number) => void
  /** Called with the ring's place before it is written to. */
  readonly onPlace?: (place: number) => void
}

/** Of the index at most 5/8 is in use, so that runs stay short. */
const INDEX_SLOTS_PER_ID = 1.6
const EMPTY = 0

/** Takes 12 bytes an id and 4 bytes a slot, touched only as they fill. */
export function openIdSet({ capacity, onLeave, onPlace }: IdSetInput): IdSet {
  const slots = 2 ** Math.ceil(Math.log2(capacity * INDEX_SLOTS_PER_ID))
  const mask = slots - 1
  const highs = new Uint32Array(capacity)
  const lows = new Uint32Array(capacity)
  const notes = new Uint32Array(capacity)
  /** Place in the ring plus one. */
  const index = new Uint32Array(slots)
  let next = 0
  let size = 0

  /** The slot that holds the id, or the empty one where it would go. */
  const slotOf = (high: number, low: number): number => {
    let slot = low & mask
    for (;;) {
      const entry = index[slot] as number
      if (entry === EMPTY || (lows[entry - 1] === low && highs[entry - 1] === high)) return slot
      slot = (slot + 1) & mask
    }
  }
  /** Empties a slot and moves later entries of the run back, so that no search stops early. */
  const clearSlot = (cleared: number): void => {
    let gap = cleared
    for (let slot = (gap + 1) & mask; index[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = (lows[(index[slot] as number) - 1] as number) & mask
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue
      index[gap] = index[slot] as number
      gap = slot
    }
    index[gap] = EMPTY
  }
  const leave = (place: number): void => {
    const high = highs[place] as number
    const low = lows[place] as number
    onLeave?.(high, low, notes[place] as number)
    clearSlot(slotOf(high, low))
    size--
  }
  return {
    has: (high, low) => index[slotOf(high, low)] !== EMPTY,
    add: (high, low, note) => {
      let slot = slotOf(high, low)
      if (index[slot] !== EMPTY) return false
      onPlace?.(next)
      if (size === capacity) {
        leave(next)
        slot = slotOf(high, low)
      }
      highs[next] = high
      lows[next] = low
      notes[next] = note
      index[slot] = next + 1
      next = next + 1 === capacity ? 0 : next + 1
      size++
      return true
    },
    size: () => size,
  }
}
