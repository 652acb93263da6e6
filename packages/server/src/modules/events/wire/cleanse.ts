/**
 * The one walk over what a client sent: depth, size, dangerous names, characters the stores do not take, and phone numbers and e-mail
 * addresses, which leave the event here. Changes the parsed objects in place, they belong to the request.
 */
import { storableText } from '../../../platform/json-text.ts'
import { failWire } from './errors.ts'
import { isContact } from './identities.ts'
import { EVENT_LIMIT_BYTES, KEY_LENGTH_CHARACTERS, NESTING_LEVELS } from './limits.ts'
import type { TextSigns } from './mask.ts'
import { digitCount, looksLikeEmail, looksLikePhone, maskContacts } from './mask.ts'
import { type KeyClass, keyClass } from './private-keys.ts'

/** What one event's walk has seen. */
export interface Walk {
  readonly signs: TextSigns
  /** Upper bound of the event's bytes as compact JSON so far. */
  sizeBytes: number
  fault: 'too_deep' | 'key_too_long' | undefined
  /** The first of each kind found where it describes the person: in traits, or directly in the properties. */
  phone: string | undefined
  email: string | undefined
  /** Found where it may as well be somebody else's, see `contacts.ts`. */
  phoneIsHint: boolean
  emailIsHint: boolean
}

export function newWalk(signs: TextSigns): Walk {
  return {
    signs,
    sizeBytes: 2,
    fault: undefined,
    phone: undefined,
    email: undefined,
    phoneIsHint: false,
    emailIsHint: false,
  }
}

export type Json = Record<string, unknown>

/** A JSON object, not a list and not null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A UTF-16 unit takes at most three bytes in UTF-8, six when JSON must escape it; escapes are rare enough to leave to the exact count. */
const BYTES_A_UNIT = 3
const BYTES_A_NUMBER = 25
const BYTES_A_MARK = 6
const PHONE_NUMBER_AT_LEAST = 10_000
const UINT64_END = 2 ** 64
const INT64_START = -(2 ** 63)
/** From here on JSON writes an exponent, which is read as a floating-point number. */
const EXPONENT_FROM = 1e21

/**
 * Walks one object. `level` counts from 1 for the event itself; `ofPerson`: contacts found directly in it are the person's own identifiers;
 * `within` is the class of the name it stands under. On a fault the walk stops and `walk.fault` says why.
 */
export function cleanse(walk: Walk, target: Json, level: number, ofPerson: boolean, within: KeyClass = 'plain'): void {
  if (level > NESTING_LEVELS) {
    walk.fault = 'too_deep'
    return
  }
  for (const key in target) {
    const own = keyClass(key)
    const value = target[key]
    walk.sizeBytes += key.length * BYTES_A_UNIT + 4
    if (own === 'plain' || own === 'id') {
      const cleaned = cleanseValue(walk, value, level, within === 'plain' ? own : within)
      if (cleaned === undefined) delete target[key]
      else if (cleaned !== value) target[key] = cleaned
    } else cleanseNamed(walk, target, key, { own, level, ofPerson })
    if (walk.fault !== undefined) return
  }
}

/** Refuses the event when its walk met a fault, or when it is too large; the exact size is only counted where the bound is passed. */
export function checkWalk(walk: Walk, raw: Json): void {
  if (walk.fault === 'too_deep') failWire('events.too_deep', { limit: NESTING_LEVELS })
  if (walk.fault === 'key_too_long') failWire('events.too_long', { field: 'key', limit: KEY_LENGTH_CHARACTERS })
  if (walk.sizeBytes > EVENT_LIMIT_BYTES && Buffer.byteLength(JSON.stringify(raw)) > EVENT_LIMIT_BYTES) {
    failWire('events.event_too_large', { limitBytes: EVENT_LIMIT_BYTES })
  }
}

interface NamedKey {
  readonly own: Exclude<KeyClass, 'plain' | 'id'>
  readonly level: number
  readonly ofPerson: boolean
}

function cleanseNamed(walk: Walk, target: Json, key: string, { own, level, ofPerson }: NamedKey): void {
  if (own === 'dropped') delete target[key]
  else if (own === 'tooLong') walk.fault = 'key_too_long'
  else if (own === 'rename') renameKey(walk, target, key, level)
  else {
    const value = target[key]
    if (ofPerson) noteContact(walk, own, value)
    const cleaned = cleanseValue(walk, value, level, own)
    if (cleaned === undefined) delete target[key]
    else if (cleaned !== value) target[key] = cleaned
  }
}

/** Names may hold addresses too; an empty name becomes `_`. The cleaned name can turn out dangerous, so it is classified again. */
function renameKey(walk: Walk, target: Json, key: string, level: number): void {
  const value = target[key]
  delete target[key]
  const cleaned = maskContacts(storableText(key), false).slice(0, KEY_LENGTH_CHARACTERS) || '_'
  const own = keyClass(cleaned)
  if (own === 'dropped' || own === 'tooLong') return
  const kept = cleanseValue(walk, value, level, own === 'rename' ? 'plain' : own)
  if (kept !== undefined && !Object.hasOwn(target, cleaned)) target[cleaned] = kept
}

/** Walks a value of any kind found at `level`; answers what stays of it, undefined for nothing. */
export function cleanseValue(walk: Walk, value: unknown, level: number, within: KeyClass = 'plain'): unknown {
  if (typeof value === 'string') return cleanseText(walk, value, within)
  if (typeof value === 'number') return cleanseNumber(walk, value, within)
  if (typeof value === 'object' && value !== null) {
    walk.sizeBytes += 3
    if (Array.isArray(value)) cleanseList(walk, value, level + 1, within)
    else if (isObject(value)) cleanse(walk, value, level + 1, false, within)
    return value
  }
  walk.sizeBytes += BYTES_A_MARK
  return value
}

/** Whole numbers that fit no 64 bits stay as text: the store reads their digits as an integer and fails. */
function cleanseNumber(walk: Walk, value: number, within: KeyClass): unknown {
  walk.sizeBytes += BYTES_A_NUMBER
  if (!Number.isFinite(value)) return undefined
  if ((value >= UINT64_END || value <= INT64_START) && Math.abs(value) < EXPONENT_FROM) return String(value)
  if (value < PHONE_NUMBER_AT_LEAST) return value
  const phone = within === 'phone' || (within === 'perhapsPhone' && looksLikePhone(String(value)))
  return phone ? undefined : value
}

function cleanseList(walk: Walk, list: unknown[], level: number, within: KeyClass): void {
  if (level > NESTING_LEVELS) {
    walk.fault = 'too_deep'
    return
  }
  let kept = 0
  for (let index = 0; index < list.length; index++) {
    const cleaned = cleanseValue(walk, list[index], level, within)
    if (walk.fault !== undefined) return
    if (cleaned === undefined) continue
    list[kept++] = cleaned
  }
  list.length = kept
}

function cleanseText(walk: Walk, value: string, within: KeyClass): string | undefined {
  walk.sizeBytes += value.length * BYTES_A_UNIT + 3
  const text = walk.signs.escapes ? storableText(value) : value
  switch (within) {
    case 'phone':
      if (digitCount(text) >= 5) return undefined
      break
    case 'perhapsPhone':
      if (looksLikePhone(text)) return undefined
      break
    case 'email':
    case 'perhapsEmail':
      if (looksLikeEmail(text)) return undefined
      break
  }
  return walk.signs.contacts ? maskContacts(text, within === 'id') : text
}

/** Remembers a contact that stands directly in traits or properties under a plain name for it. */
function noteContact(walk: Walk, own: KeyClass, value: unknown): void {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (own === 'phone' && walk.phone === undefined && looksLikePhone(text) && isContact('phone', text)) walk.phone = text
  else if (own === 'email' && walk.email === undefined && looksLikeEmail(text) && isContact('email', text)) walk.email = text
}
