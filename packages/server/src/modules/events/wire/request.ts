/** What every event of one request shares, and how an event's outcome is written. */

import { AppError } from '../../../platform/errors.ts'
import type { DeclaredKinds } from '../../identity/index.ts'
import type { CollectedEvent } from '../collected.ts'
import { wireErrors } from './errors.ts'
import type { TextSigns } from './mask.ts'

export interface WireRequest {
  readonly receivedAt: number
  /** Differs between requests; keeps apart equal events that carry neither id nor time. */
  readonly requestKey: string
  /** For times without a zone. */
  readonly timeZone: string
  readonly signs: TextSigns
  /** Identifier kinds the workspace declared itself. */
  readonly kinds: DeclaredKinds | undefined
  /** How often each derived message id was given out in this request: equal entries of one batch are different events. */
  readonly derived: Map<string, number>
}

/** The writable form of an event while it is put together. */
export type EventDraft = { -readonly [K in keyof CollectedEvent]: CollectedEvent[K] }

/** Why an event was refused: a code of the wire's errors and what fills its words. */
export interface Fault {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
}

export type Read = { readonly event: CollectedEvent; readonly fault?: undefined } | { readonly event?: undefined; readonly fault: Fault }

/** Runs a reader and turns its refusal into a value; anything else it throws is a defect and goes on. */
export function reading(read: () => CollectedEvent): Read {
  try {
    return { event: read() }
  } catch (error) {
    if (error instanceof AppError && Object.hasOwn(wireErrors, error.code)) return { fault: error }
    throw error
  }
}
