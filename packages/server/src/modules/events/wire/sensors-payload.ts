/** How the Sensors SDKs pack their entries: `data` or `data_list`, URL-encoded base64 of JSON, perhaps gzipped, perhaps with a checksum. */
import { decodeBody, isGzip, parseJson } from './body.ts'
import { failWire } from './errors.ts'
import { EVENTS_PER_REQUEST, SENSORS_BODY_LIMIT_BYTES } from './limits.ts'
import { type TextSigns, textSigns } from './mask.ts'

/** The parameters of one request, from the query, the form or both. */
export type FormFields = ReadonlyMap<string, string>

export interface SensorsPayload {
  readonly entries: readonly unknown[]
  /** One entry by itself: its refusal is the answer. */
  readonly single: boolean
  readonly signs: TextSigns
}

const FIELDS_PER_FORM = 20

/**
 * `a=1&b=2` into fields, the first of equal names wins. A text body need not be percent-encoded properly: what cannot be decoded is taken
 * as it is. A body that is JSON itself becomes `data`.
 */
export function formFields(text: string, fields: Map<string, string> = new Map()): Map<string, string> {
  if (isPlainJson(text)) return fields.has('data') ? fields : fields.set('data', text)
  let start = 0
  for (let count = 0; count < FIELDS_PER_FORM && start < text.length; count++) {
    const found = text.indexOf('&', start)
    const end = found < 0 ? text.length : found
    const equals = text.indexOf('=', start)
    if (equals > start && equals < end) {
      const name = decodePart(text.slice(start, equals))
      if (!fields.has(name)) fields.set(name, decodePart(text.slice(equals + 1, end)))
    }
    start = end + 1
  }
  return fields
}

function isPlainJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}

function decodePart(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Fails with `events.empty`, `events.checksum`, `events.unparsable`, `events.request_too_large` or `events.too_many_events`. */
export async function readPayload(fields: FormFields): Promise<SensorsPayload> {
  const list = fields.get('data_list')
  const packed = list ?? fields.get('data')
  if (packed === undefined || packed.trim() === '') return failWire('events.empty', { field: 'data / data_list' })
  const base64 = repaired(packed)
  checkChecksum(fields.get('ext'), packed, base64)
  const json = await unpack(base64, fields.get('gzip'))
  const value = parseJson(json)
  const single = list === undefined && !Array.isArray(value)
  const entries = Array.isArray(value) ? value : [value]
  if (entries.length > EVENTS_PER_REQUEST) failWire('events.too_many_events', { limit: EVENTS_PER_REQUEST })
  return { entries, single, signs: textSigns(json) }
}

/** A `+` that was not percent-encoded arrives as a space; some encode twice; line breaks come from encoders that wrap. */
function repaired(packed: string): string {
  if (isPlainJson(packed)) return packed
  const once = packed.includes('%') ? decodePart(packed) : packed
  return once
    .trim()
    .replace(/[\r\n\t]+/g, '')
    .replaceAll(' ', '+')
}

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

async function unpack(base64: string, gzip: string | undefined): Promise<string> {
  if (isPlainJson(base64)) return base64
  if (!BASE64.test(base64)) return failWire('events.unparsable', { reason: 'base64' })
  const bytes = Buffer.from(base64, 'base64')
  if (gzip === '1' && !isGzip(bytes)) return failWire('events.unparsable', { reason: 'gzip' })
  return (await decodeBody(bytes, undefined, SENSORS_BODY_LIMIT_BYTES)).toString('utf8')
}

/** `crc=` and Java's string hash over the base64 text. */
function checkChecksum(ext: string | undefined, packed: string, base64: string): void {
  const given = ext === undefined ? null : /^crc=(-?\d{1,11})$/.exec(ext)
  if (!given) return
  const expected = Number(given[1])
  if (stringHash(base64) !== expected && stringHash(packed) !== expected) failWire('events.checksum')
}

export function stringHash(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index++) sum = ((sum << 5) - sum + text.charCodeAt(index)) | 0
  return sum
}
