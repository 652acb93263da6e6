/** Events of this process's own node on their way to the processor, kept in memory so that the store need not be read again. */
import type { StreamEvent } from './consumer.ts'

/** Beyond this the batches are dropped and read back from ClickHouse. */
export const MAX_BACKLOG_EVENTS = 200_000

interface Batch {
  /** Sequence of the last event stored before this batch: tells whether anything lies between a cursor and the batch. */
  readonly after: number
  readonly events: readonly StreamEvent[]
}

export interface Backlog {
  /** Adds events in sequence order, as they became durable. */
  add(events: readonly StreamEvent[]): void
  /**
   * Takes up to about `limit` events that follow `cursor` without a gap.
   * `missing` means that something between the cursor and memory has to be read from the store first.
   */
  takeAfter(cursor: number, limit: number): { events: StreamEvent[] } | 'missing'
  /** Forgets everything kept; what comes later is found again from the store. */
  clear(): void
  size(): number
}

export function openBacklog(): Backlog {
  let batches: Batch[] = []
  let size = 0
  let lastSequence = 0
  const clear = () => {
    batches = []
    size = 0
  }
  return {
    add: (events) => {
      const last = events.at(-1)
      if (!last) return
      if (size + events.length > MAX_BACKLOG_EVENTS) clear()
      batches.push({ after: lastSequence, events })
      size += events.length
      lastSequence = last.sequence
    },
    takeAfter: (cursor, limit) => {
      while (batches[0] && (batches[0].events.at(-1)?.sequence ?? 0) <= cursor) size -= batches.shift()?.events.length ?? 0
      const first = batches[0]
      if (!first) return lastSequence > cursor ? 'missing' : { events: [] }
      if (first.after > cursor) return 'missing'
      const taken: StreamEvent[] = []
      while (batches[0] && (taken.length === 0 || taken.length + batches[0].events.length <= limit)) {
        const batch = batches.shift()
        if (!batch) break
        size -= batch.events.length
        for (const event of batch.events) if (event.sequence > cursor) taken.push(event)
      }
      return { events: taken }
    },
    clear,
    size: () => size,
  }
}
