/** Refused events and rows: kept aside with their reason, phone numbers and e-mail addresses masked. */
import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import { elapsedMs, pause } from '../../../platform/clock.ts'
import type { Handles } from '../../../platform/handles.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { storableText } from '../../../platform/json-text.ts'
import { ask, type Caller } from '../ask.ts'
import type { Refusal } from '../collected.ts'
import { openParameters, type Parameters } from '../parameters.ts'
import { maskContacts } from '../wire/mask.ts'
import type { RejectedEvent } from './contract.ts'
import { failCollect } from './errors.ts'

const REJECTED_TABLE = 'events_rejected_v1'
const COLUMNS = ['workspace', 'received', 'id', 'source', 'code', 'message', 'field', 'raw'] as const
export const KEPT_RAW_BYTES = 4_096
const KEPT_MESSAGE_CHARACTERS = 500
const KEPT_FIELD_CHARACTERS = 200
/** Longer than any number or name part of an address. */
const MAX_HALF_CHARACTERS = 64
const MAX_WAITING_ROWS = 20_000
/** Rejects of different calls go into one insert; a call waits at most this long for others. */
const GATHER_MS = 250
const RETRY_AFTER_SECONDS = 2

export interface RejectedInput {
  readonly workspaceId: number
  /** How it came: `segment`, `sensors`, `import`. */
  readonly source: string
  readonly receivedAt: number
  readonly items: readonly { readonly raw: string; readonly refusal: Refusal }[]
}

/**
 * Keeps refused items; resolves when they are durable.
 * @throws events.overloaded when more is being refused than can be kept
 */
export async function keepRejected(handles: Pick<Handles, 'clickhouse' | 'ids'>, input: RejectedInput): Promise<void> {
  if (input.items.length === 0) return
  const gathering = gatheringOf(handles.clickhouse)
  if (gathering.rows.length + input.items.length > MAX_WAITING_ROWS)
    failCollect('events.overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS })
  for (const item of input.items) gathering.rows.push(rowOf(handles, input, item))
  await nextFlush(handles.clickhouse, gathering)
}

function rowOf(handles: Pick<Handles, 'ids'>, input: RejectedInput, { raw, refusal }: RejectedInput['items'][number]): string {
  const { code, message, field = '' } = refusal
  const kept = [firstCharacters(message, KEPT_MESSAGE_CHARACTERS), firstCharacters(field, KEPT_FIELD_CHARACTERS), keptRaw(raw)]
  return `${JSON.stringify([input.workspaceId, input.receivedAt, handles.ids.uuid(), input.source, code, ...kept])}\n`
}

/** Masked before it is cut; of what came cut already the end is left out, where half a number or address may stand. */
function firstCharacters(text: string, limit: number): string {
  const masked = maskContacts(storableText(text.slice(0, limit)), false)
  return text.length < limit ? masked : masked.slice(0, -MAX_HALF_CHARACTERS).trimEnd()
}

function keptRaw(raw: string): string {
  const text = firstCharacters(raw, KEPT_RAW_BYTES)
  const bytes = Buffer.from(text)
  return bytes.length <= KEPT_RAW_BYTES
    ? text
    : bytes
        .subarray(0, KEPT_RAW_BYTES)
        .toString()
        .replace(/\ufffd+$/, '')
}

interface Gathering {
  rows: string[]
  /** The insert that will take what is gathered now. */
  next: Promise<void> | undefined
  running: Promise<void>
  flushedAt: number
}

const gatherings = new WeakMap<ClickHouse, Gathering>()

function gatheringOf(clickhouse: ClickHouse): Gathering {
  const known = gatherings.get(clickhouse)
  if (known) return known
  const made: Gathering = { rows: [], next: undefined, running: Promise.resolve(), flushedAt: Number.NEGATIVE_INFINITY }
  gatherings.set(clickhouse, made)
  return made
}

/** One insert at a time, and not more often than every `GATHER_MS`. */
function nextFlush(clickhouse: ClickHouse, gathering: Gathering): Promise<void> {
  gathering.next ??= (async () => {
    await gathering.running.catch(() => undefined)
    const waitMs = gathering.flushedAt + GATHER_MS - elapsedMs()
    if (waitMs > 0) await pause(waitMs)
    gathering.next = undefined
    gathering.flushedAt = elapsedMs()
    const rows = gathering.rows
    gathering.rows = []
    gathering.running = clickhouse.insert({ table: REJECTED_TABLE, columns: COLUMNS, body: rows.join('') })
    await gathering.running
  })()
  return gathering.next
}

interface RejectedRow {
  readonly receivedMs: number
  readonly id: string
  readonly source: string
  readonly code: string
  readonly message: string
  readonly field: string
  readonly raw: string
}

const cursorKey = z.tuple([z.number().int(), z.uuid()])

interface ListInput {
  readonly workspaceId: number
  readonly code?: string | undefined
  readonly source?: string | undefined
  /** Milliseconds of receipt, `from ≤ t < to`. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Refused items, the newest first. Throws `platform.invalid` for a cursor of another list. */
export async function listRejected(caller: Caller, input: ListInput): Promise<{ items: RejectedEvent[]; nextCursor: string | null }> {
  const parameters = openParameters()
  const rows = await ask<RejectedRow>(caller, {
    query: `select toUnixTimestamp64Milli(received) as receivedMs, id, source, code, message, field, raw
      from ${REJECTED_TABLE} where ${filterOf(input, parameters)}
      order by received desc, id desc limit ${parameters.bind('UInt32', input.limit + 1)}`,
    parameters,
    lane: 'point',
  })
  return cutPage(rows, {
    limit: input.limit,
    key: (row) => [row.receivedMs, row.id],
    item: ({ receivedMs, field, ...row }) => ({
      ...row,
      field: field === '' ? null : field,
      receivedAt: new Date(receivedMs).toISOString(),
    }),
  })
}

function filterOf(input: ListInput, parameters: Parameters): string {
  const parts = [`workspace = ${parameters.bind('UInt32', input.workspaceId)}`]
  if (input.code !== undefined) parts.push(`code = ${parameters.bind('String', input.code)}`)
  if (input.source !== undefined) parts.push(`source = ${parameters.bind('String', input.source)}`)
  if (input.from !== undefined) parts.push(`received >= ${parameters.moment(input.from)}`)
  if (input.to !== undefined) parts.push(`received < ${parameters.moment(input.to)}`)
  const after = decodeCursor(input.cursor, cursorKey)
  if (after) parts.push(`(received, id) < (${parameters.moment(after[0])}, toUUID(${parameters.bind('String', after[1])}))`)
  return parts.join(' and ')
}
