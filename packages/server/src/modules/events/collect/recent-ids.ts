/**
 * The memory of recent message ids, and what it does not cover.
 *
 * A copy of an event carries the same timestamp. Unless its clock was ahead, an event is received after its timestamp, so an event
 * that is no longer remembered was received, and happened, before a known moment (`floor`); only for those a stored copy must be
 * looked for. Ids whose timestamp lies after the floor when they leave (clients whose clock is ahead) are kept longer in a second set.
 */
import { openIdSet } from './id-set.ts'

/** The contract promises five million; some more for what arrives while they are being counted. */
export const RECENT_IDS = 5 * 1024 * 1024
const AHEAD_IDS = 1024 * 1024
/** Receipt times are kept one for so many ids, and for at most this share of all. */
const BLOCK_IDS = 4_096
const BLOCKS_AT_LEAST = 256
/** The largest number an id can carry; it stands for any larger one. */
const MAX_NOTE = 2 ** 32 - 1

/** Ids are named by the first and second 32 bits of their hash. */
export interface RecentIds {
  has(high: number, low: number): boolean
  /** Notes a stored event. `aheadMs`: its timestamp, as the client sent it, minus its receipt; 0 when negative. */
  add(high: number, low: number, event: { aheadMs: number; receivedAt: number }): void
  /** As read from the store: kept because its timestamp lies after the floor. */
  addAhead(high: number, low: number, timestampSeconds: number): void
  /** Everything received up to this moment may be missing here. */
  raiseFloor(receivedAt: number): void
  /** Whether a copy with this timestamp may be stored although it is not remembered. */
  mayBeForgotten(timestamp: number): boolean
  size(): number
}

export function openRecentIds(input: { capacity?: number; aheadCapacity?: number } = {}): RecentIds {
  const capacity = input.capacity ?? RECENT_IDS
  const blockIds = Math.min(BLOCK_IDS, Math.ceil(capacity / BLOCKS_AT_LEAST))
  /** Newest receipt time of each block of the ring. */
  const blocks = new Float64Array(Math.ceil(capacity / blockIds)).fill(Number.NEGATIVE_INFINITY)
  let floor = Number.NEGATIVE_INFINITY
  /** Newest timestamp that the second set had to give up. */
  let aheadFloor = Number.NEGATIVE_INFINITY
  let place = 0
  let leavingReceivedAt = Number.NEGATIVE_INFINITY
  const ahead = openIdSet({
    capacity: input.aheadCapacity ?? AHEAD_IDS,
    onLeave: (_high, _low, seconds) => {
      const timestamp = seconds === MAX_NOTE ? Number.POSITIVE_INFINITY : seconds * 1000
      if (timestamp > floor) aheadFloor = Math.max(aheadFloor, timestamp)
    },
  })
  const addAhead: RecentIds['addAhead'] = (high, low, timestampSeconds) => {
    ahead.add(high, low, Math.min(timestampSeconds, MAX_NOTE))
  }
  const recent = openIdSet({
    capacity,
    onPlace: (at) => {
      place = at
      if (at % blockIds !== 0) return
      const block = at / blockIds
      leavingReceivedAt = blocks[block] as number
      floor = Math.max(floor, leavingReceivedAt)
      blocks[block] = Number.NEGATIVE_INFINITY
    },
    onLeave: (high, low, aheadMs) => {
      // At most: the exact receipt time is not kept.
      const timestamp = aheadMs === MAX_NOTE ? Number.POSITIVE_INFINITY : leavingReceivedAt + aheadMs
      if (aheadMs > 0 && timestamp > floor) addAhead(high, low, Math.ceil(timestamp / 1000))
    },
  })
  return {
    has: (high, low) => recent.has(high, low) || (ahead.size() > 0 && ahead.has(high, low)),
    add: (high, low, { aheadMs, receivedAt }) => {
      if (!recent.add(high, low, Math.min(aheadMs, MAX_NOTE))) return
      const block = Math.floor(place / blockIds)
      if (receivedAt > (blocks[block] as number)) blocks[block] = receivedAt
    },
    addAhead,
    raiseFloor: (receivedAt) => {
      floor = Math.max(floor, receivedAt)
    },
    mayBeForgotten: (timestamp) => timestamp <= floor || timestamp <= aheadFloor,
    size: () => recent.size(),
  }
}
