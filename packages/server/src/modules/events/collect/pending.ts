/** Events on their way, and the calls that wait for what becomes of them. */
import type { SeenTogether } from '../../identity/index.ts'
import type { CollectedEvent, Refusal } from '../collected.ts'

export interface CollectResult {
  readonly stored: number
  readonly duplicates: number
  readonly refused: readonly { readonly index: number; readonly refusal: Refusal }[]
}

/** One call of `collect`. */
export interface Call {
  /** Events whose outcome is not known yet. */
  open: number
  stored: number
  duplicates: number
  readonly refused: { index: number; refusal: Refusal }[]
  failure: Error | undefined
  readonly resolve: (result: CollectResult) => void
  readonly reject: (error: Error) => void
}

interface Place {
  readonly call: Call
  /** Of the event within the call. */
  readonly index: number
}

export interface Pending extends Place, SeenTogether {
  readonly receivedAt: number
  readonly event: CollectedEvent
  readonly hash: string
  /** The first and second 32 bits of the hash. */
  readonly high: number
  readonly low: number
  /** The row without what is only known when it is stored. */
  readonly tail: string
  atom: number
  /** Identity has done all it does for this event: what it took away or joined is not done again. */
  identified: boolean
  sequence: number
  /** Copies that arrived in the meantime and share the outcome. */
  copies: Place[] | undefined
}

export type Outcome =
  | { readonly kind: 'stored' | 'duplicate' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly error: Error }

/** Tells everybody who waits for this event. Of a stored event and its copies exactly one counts. */
export function settle(pending: Pending, outcome: Outcome): void {
  settlePlace(pending, outcome)
  if (pending.copies === undefined) return
  const ofCopies: Outcome = outcome.kind === 'stored' ? { kind: 'duplicate' } : outcome
  for (const copy of pending.copies) settlePlace(copy, ofCopies)
}

function settlePlace({ call, index }: Place, outcome: Outcome): void {
  if (outcome.kind === 'stored') call.stored++
  else if (outcome.kind === 'duplicate') call.duplicates++
  else if (outcome.kind === 'refused') call.refused.push({ index, refusal: outcome.refusal })
  else if (outcome.kind === 'failed') call.failure = outcome.error
  call.open--
  endCall(call)
}

/** Answers the call once nothing of it is open. */
export function endCall(call: Call): void {
  if (call.open > 0) return
  if (call.failure) call.reject(call.failure)
  else call.resolve({ stored: call.stored, duplicates: call.duplicates, refused: call.refused.sort((a, b) => a.index - b.index) })
}
