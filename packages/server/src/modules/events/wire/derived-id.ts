/** Message ids for events that came without one. */
import { hash } from 'node:crypto'
import type { EventDraft, WireRequest } from './request.ts'

const KEPT_CHARACTERS = 32

/** 192 bits of SHA-256 over the JSON of `fields`. */
export function fingerprint(fields: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(fields), 'base64url').slice(0, KEPT_CHARACTERS)
}

/**
 * An event that names its time gets the hash of its fields, so that sending it again counts once; equal events of one request are told
 * apart by their repetition. Without a time of its own a repeated event cannot be told from a new one: each counts.
 */
export function derivedId(request: WireRequest, draft: EventDraft, input: { timed: boolean; index: number; prefix: string }): string {
  if (!input.timed) return `${input.prefix}${fingerprint([request.requestKey, request.receivedAt, input.index])}`
  const id = `${input.prefix}${fingerprint(whatHappened(draft))}`
  const before = request.derived.get(id) ?? 0
  request.derived.set(id, before + 1)
  return before === 0 ? id : `${id}.${before}`
}

/** Everything but when it was sent, which differs with each attempt. */
function whatHappened(draft: EventDraft): readonly unknown[] {
  const { type, name, timestamp, identifiers, traits, properties, context, amount, currency } = draft
  return [type, name, timestamp, identifiers, traits, properties, context, amount, currency]
}
