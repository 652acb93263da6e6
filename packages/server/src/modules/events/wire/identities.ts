/** Identifier references of one event, strongest first. */
import { storableText } from '../../../platform/json-text.ts'
import { type DeclaredKinds, kindOf, normaliseIdentifier } from '../../identity/index.ts'
import type { IdentifierRef } from '../collected.ts'
import { failType, failWire } from './errors.ts'
import { ID_LENGTH_CHARACTERS } from './limits.ts'

export type { DeclaredKinds }

/** An id as text: strings trimmed, whole numbers written out; undefined when null, empty or blank. Refuses other types and too long texts. */
export function idText(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'string') return failType(field, 'text')
  const text = storableText(value).trim()
  if (text.length > ID_LENGTH_CHARACTERS) failWire('events.too_long', { field, limit: ID_LENGTH_CHARACTERS })
  return text === '' ? undefined : text
}

/** Adds one reference unless the same is there already. */
export function addRef(refs: IdentifierRef[], kind: string, value: string | undefined): void {
  if (value === undefined) return
  for (const ref of refs) if (ref.kind === kind && ref.value === value) return
  refs.push({ kind, value })
}

/** By the trust of their kinds; changes the list. */
export function strongestFirst(refs: IdentifierRef[], kinds: DeclaredKinds | undefined): IdentifierRef[] {
  const trust = (ref: IdentifierRef) => kindOf(ref.kind, kinds)?.trust ?? 0
  return refs.length < 2 ? refs : refs.sort((left, right) => trust(right) - trust(left))
}

/** Whether the text can be a phone number or an e-mail address of somebody; what cannot must not cost the event its place. */
export function isContact(kind: 'phone' | 'email', value: string): boolean {
  return value.length <= ID_LENGTH_CHARACTERS && normaliseIdentifier({ kind, value }).ok
}
