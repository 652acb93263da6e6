/** The one shape that every way of collecting (Segment form, Sensors form, files, callbacks, our own modules) is normalised to. */

export type EventType = 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias' | 'bind' | 'unbind' | 'profile' | 'item'

/** An identifier as it came in: a declared kind and its value, not yet normalised. */
export interface IdentifierRef {
  readonly kind: string
  readonly value: string
  /** Perhaps somebody else's: it was found where people write down others' contacts too. It joins as weakly as a cookie does. */
  readonly hint?: true
}

export interface TraitChange {
  readonly op: 'set' | 'setOnce' | 'increment' | 'append' | 'unset' | 'delete'
  readonly values: Readonly<Record<string, unknown>>
}

export interface CollectedEvent {
  /** As the client sent it, or derived (Sensors: hash of its fields; files: hash of preset, row and repetition). 1–255 characters. */
  readonly messageId: string
  readonly type: EventType
  /** `view`, `buy`, `$identify`, `$page` … 1–200 characters; names that start with `$` are ours or the SDK's. */
  readonly name: string
  /** Client time in milliseconds as sent: decides about duplicates. */
  readonly timestamp: number
  /** When the client sent it (its clock), for correcting skew; absent when unknown, then `timestamp` is trusted. */
  readonly sentAt?: number
  /** Strongest first, hints at the end; empty for an event without a person. */
  readonly identifiers: readonly IdentifierRef[]
  readonly traits?: TraitChange
  /** Without `amount` and `currency` where those were usable; JSON values only. */
  readonly properties: Readonly<Record<string, unknown>>
  readonly context: Readonly<Record<string, unknown>>
  /** Decimal with up to four places, as text so that nothing is rounded on the way: `-12.5`. */
  readonly amount?: string
  /** ISO 4217; absent means CNY. */
  readonly currency?: string
  readonly source: 'segment' | 'sensors' | 'import' | 'server'
}

/** One event or row that was refused. `code` is an error code of this module, `message` names the field. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly field?: string
}
