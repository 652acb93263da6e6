/** Stores one batch of rows under a token, for as long as it takes to know what became of it. */
import { type ClickHouse, classifyClickHouseError } from '../../../platform/clickhouse/index.ts'
import { pause } from '../../../platform/clock.ts'
import type { Handles } from '../../../platform/handles.ts'
import { EVENTS_TABLE } from '../table.ts'
import { EVENT_COLUMNS } from './row.ts'

export interface StoreInput {
  /** In the order of their sequence numbers. */
  readonly rows: readonly string[]
  /** Nobody else ever uses it. */
  readonly token: string
  /** Ends the waiting between tries. */
  readonly signal: AbortSignal
  /** Absent: nobody else may store the same events. */
  readonly claim?: Claim | undefined
  /** Of the first row in the batch that is being halved; absent: 0. */
  readonly place?: number
}

/** What keeps others from storing the same events while these are being stored. */
export interface Claim {
  /** Asked before each try; false: others may store them from now on, so nothing more is sent. */
  holds(): Promise<boolean>
  /** Whether the row at this place of the batch is stored, asked when nothing may be sent any more. Rows of one insert are stored together. */
  isStored(place: number): Promise<boolean>
}

/**
 * What became of neighbouring rows. `bad`: the store cannot take this row. `failed`: the store did not take them for another reason, or
 * nobody knows whether it did and the signal ended the asking.
 */
export interface StoredRun {
  readonly outcome: 'stored' | 'bad' | 'failed'
  readonly rows: number
  /** The store's name of what was wrong. */
  readonly reason?: string
}

type StoreHandles = Pick<Handles, 'clickhouse' | 'log' | 'ids'>

/**
 * Answers for all rows, in order. Repeats the insert under the same token until its outcome is known; a row that the store cannot take is
 * found by halving, so that the others are stored. Never throws.
 */
export async function storeBatch(handles: StoreHandles, input: StoreInput): Promise<StoredRun[]> {
  const { rows, token, place = 0 } = input
  const { outcome, reason } = await insertUntilKnown(handles, input)
  if (outcome !== 'bad' || rows.length === 1) return [{ outcome, rows: rows.length, ...(reason !== undefined && { reason }) }]
  const middle = Math.ceil(rows.length / 2)
  const first = await storeBatch(handles, { ...input, rows: rows.slice(0, middle), token: `${token}a` })
  const second = await storeBatch(handles, { ...input, rows: rows.slice(middle), token: `${token}b`, place: place + middle })
  return [...first, ...second]
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** `bad` here: the store has something against one of the rows. */
async function insertUntilKnown(handles: StoreHandles, input: StoreInput): Promise<{ outcome: StoredRun['outcome']; reason?: string }> {
  const { token, signal, claim, place = 0 } = input
  let body = ''
  for (const row of input.rows) body += row
  for (let tries = 1; ; tries++) {
    if (claim && !(await claim.holds())) return { outcome: (await claim.isStored(place)) ? 'stored' : 'failed', reason: 'claim lost' }
    try {
      await insert(handles.clickhouse, body, token)
      return { outcome: 'stored' }
    } catch (error) {
      const { kind, type = nameOf(error) } = classifyClickHouseError(error)
      if (kind === 'permanent' && ABOUT_ROWS.test(type)) return { outcome: 'bad', reason: type }
      handles.log.warn({ token, tries, kind, type, rows: input.rows.length }, 'an insert of events failed')
      if (kind === 'permanent') return { outcome: 'failed', reason: type }
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
      await pause(longest * (0.5 + handles.ids.fraction() / 2), signal)
      if (signal.aborted) return { outcome: 'failed', reason: type }
    }
  }
}

/** Names of ClickHouse's errors about a value; others are about the table, the statement or the store. */
const ABOUT_ROWS =
  /^(CANNOT_PARSE|CANNOT_CONVERT|CANNOT_READ_ALL_DATA|CANNOT_INSERT|INCORRECT_DATA|TYPE_MISMATCH|ARGUMENT_OUT_OF_BOUND|DECIMAL_OVERFLOW|VALUE_IS_OUT_OF_RANGE|TOO_LARGE|TOO_DEEP|ATTEMPT_TO_READ_AFTER_EOF|clickhouse\.bad_rows$)/

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

function insert(clickhouse: ClickHouse, body: string, token: string): Promise<void> {
  return clickhouse.insert({ table: EVENTS_TABLE, columns: EVENT_COLUMNS, body, token })
}
