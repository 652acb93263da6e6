/** A stored event as those see it who turn events into state. */
import type { EventType } from '../collected.ts'

export interface StoredEvent {
  readonly workspaceId: number
  readonly name: string
  readonly type: EventType
  readonly source: string
  /** Corrected client time, milliseconds. */
  readonly time: number
  readonly receivedAt: number
  /** 0: an event without a person. */
  readonly atom: number
  readonly node: number
  readonly sequence: number
  /** 32 hexadecimal digits; names the event for what is derived from it. */
  readonly messageHash: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly amount: string | undefined
  readonly currency: string | undefined
}

/** Told about events once they are durable, in the order of their sequence numbers. Must not throw and must not take long. */
export type StoredListener = (events: readonly StoredEvent[]) => void
