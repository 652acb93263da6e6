/** An event as a row of `events_v1`, written by hand as JSON: this runs once for every event collected. */
import { jsonText } from '../../../platform/json-text.ts'
import type { CollectedEvent } from '../collected.ts'

/** The columns, in the order rows are written. The first three are only known when the event is about to be stored. */
export const EVENT_COLUMNS = [
  'atom',
  'node',
  'sequence',
  'workspace',
  'name',
  'type',
  'time',
  'received',
  'message_hash',
  'raw_time',
  'amount',
  'currency',
  'source',
  'properties',
  'context',
] as const

/** 1970-01-01 and 2200-01-01: what the time columns hold and a wrong clock still says. */
export const EARLIEST_TIME_MS = 0
export const LATEST_TIME_MS = 7_258_118_400_000
export const MAX_NAME_LENGTH = 200
const MAX_MESSAGE_ID_LENGTH = 255
const AMOUNT = /^-?\d{1,14}(?:\.\d{1,4})?$/
const CURRENCY = /^[A-Z]{3}$/
const DEFAULT_CURRENCY = 'CNY'

/** The field that cannot be stored, undefined when all can. Whoever made the event has checked more; this keeps one bad row from failing a batch. */
export function unstorableField(event: CollectedEvent): 'messageId' | 'name' | 'timestamp' | 'sentAt' | 'amount' | 'currency' | undefined {
  if (event.messageId.length === 0 || event.messageId.length > MAX_MESSAGE_ID_LENGTH) return 'messageId'
  if (event.name.length === 0 || event.name.length > MAX_NAME_LENGTH) return 'name'
  if (!isStorableTime(event.timestamp)) return 'timestamp'
  if (event.sentAt !== undefined && !isStorableTime(event.sentAt)) return 'sentAt'
  if (event.amount !== undefined && !AMOUNT.test(event.amount)) return 'amount'
  if (event.currency !== undefined && !CURRENCY.test(event.currency)) return 'currency'
  return undefined
}

function isStorableTime(time: number): boolean {
  return Number.isInteger(time) && time >= EARLIEST_TIME_MS && time <= LATEST_TIME_MS
}

/** When it happened by our clock: the client's skew is what its clock said on sending against when we received it. */
export function correctedTime(event: CollectedEvent, receivedAt: number): number {
  if (event.sentAt === undefined) return event.timestamp
  return Math.min(Math.max(event.timestamp + receivedAt - event.sentAt, EARLIEST_TIME_MS), LATEST_TIME_MS)
}

/** Everything but the first three columns, with the closing bracket and line end. Times are whole milliseconds. */
export function rowTail(event: CollectedEvent, input: { workspaceId: number; hash: string; time: number; receivedAt: number }): string {
  const amount = event.amount === undefined ? 'null' : `"${event.amount}"`
  const currency = event.currency ?? (event.amount === undefined ? '' : DEFAULT_CURRENCY)
  return `${input.workspaceId},${quotedName(event.name)},"${event.type}",${input.time},${input.receivedAt},"${input.hash}",${event.timestamp},${amount},"${currency}","${event.source}",${jsonText(event.properties)},${contextText(event.context)}]\n`
}

/** The row, once it is known whose it is and where it stands. */
export function rowText(tail: string, input: { atom: number; node: number; sequence: number }): string {
  return `[${input.atom},${input.node},${input.sequence},${tail}`
}

const MAX_REMEMBERED_NAMES = 10_000
const quotedNames = new Map<string, string>()

function quotedName(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const quoted = jsonText(name)
  if (quotedNames.size >= MAX_REMEMBERED_NAMES) quotedNames.clear()
  quotedNames.set(name, quoted)
  return quoted
}

/** Events of one request mostly share their context; its text is made once. */
let lastContext: unknown
let lastContextText = ''

/** The context is kept as JSON text, so it is quoted twice. */
function contextText(context: Readonly<Record<string, unknown>>): string {
  if (context !== lastContext) {
    lastContextText = JSON.stringify(jsonText(context))
    lastContext = context
  }
  return lastContextText
}
