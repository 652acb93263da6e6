/** What the stream processor hands to those who turn events into state. */
import type { Tx } from '../../../platform/db/index.ts'
import type { EventType } from '../collected.ts'

export interface StreamEvent {
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
  readonly properties: Readonly<Record<string, unknown>>
  readonly amount?: string | undefined
}

export interface StreamConsumer {
  readonly name: string
  /**
   * Applies one batch with the processor's transaction, which also moves the cursors: each event takes effect exactly once.
   * Must not touch anything outside the transaction.
   */
  readonly apply: (tx: Tx, events: readonly StreamEvent[]) => Promise<void>
}
