/** Events one by one, newest first: what stands behind every figure. */
import { z } from 'zod'
import type { Db } from '../../platform/db/index.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { personId, personsOfAtoms } from '../identity/index.ts'
import { areaOf } from './areas.ts'
import { ask, type Caller } from './ask.ts'
import type { Condition, EventRow } from './contract.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { EVENTS_TABLE, type EventFilter, filterSql, TIME_MS } from './table.ts'
import { conditionsSql } from './where.ts'

interface StoredRow {
  readonly name: string
  readonly type: string
  readonly timeMs: number
  readonly receivedMs: number
  readonly atom: number
  readonly node: number
  readonly sequence: number
  readonly amount: number | null
  readonly currency: string
  readonly source: string
  readonly properties: Record<string, unknown>
  readonly context?: string
}

/** Time, node and sequence of the last row of a page. */
const CursorKey = z.tuple([z.number().int(), z.number().int().nonnegative(), z.number().int().nonnegative()])

export interface RowsInput extends EventFilter {
  readonly where?: readonly Condition[] | undefined
  readonly withContext: boolean
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Rows name people, whom Postgres knows. */
export type RowsCaller = Caller & { readonly db: Db }

/** One page of events, each with the person it belongs to now. Throws `platform.invalid` for a cursor of another list. */
export async function queryEvents(
  caller: RowsCaller,
  input: RowsInput,
): Promise<{ items: z.output<typeof EventRow>[]; nextCursor: string | null }> {
  const parameters = openParameters()
  const rows = await ask<StoredRow>(caller, {
    query: `
      SELECT name, type, ${TIME_MS} AS timeMs, toUnixTimestamp64Milli(received) AS receivedMs, atom, node, sequence,
        amount, currency, source, properties${input.withContext ? ', context' : ''}
      FROM ${EVENTS_TABLE}
      WHERE ${filterSql(input, parameters)} AND ${conditionsSql(input.where, parameters)}${afterSql(input.cursor, parameters)}
      ORDER BY time DESC, node DESC, sequence DESC
      LIMIT ${parameters.bind('UInt32', input.limit + 1)}`,
    parameters,
    lane: input.atoms ? 'point' : 'report',
  })
  const atoms = [...new Set(rows.map(({ atom }) => atom))].filter((atom) => atom !== 0)
  const persons =
    atoms.length === 0 ? new Map<number, number>() : await personsOfAtoms(caller.db, { workspaceId: input.workspaceId, atoms })
  return cutPage(rows, {
    limit: input.limit,
    key: (row) => [row.timeMs, row.node, row.sequence],
    item: (row) => eventRow(row, persons.get(row.atom) ?? row.atom),
  })
}

function afterSql(cursor: string | undefined, parameters: Parameters): string {
  const key = decodeCursor(cursor, CursorKey)
  if (!key) return ''
  const [timeMs, node, sequence] = key
  const tail = `(node, sequence) < (${parameters.bind('UInt32', node)}, ${parameters.bind('UInt64', sequence)})`
  const time = parameters.moment(timeMs)
  return ` AND time <= ${time} AND (time < ${time} OR ${tail})`
}

/** `person` 0 is nobody. */
function eventRow(row: StoredRow, person: number): z.output<typeof EventRow> {
  return {
    // Node and sequence are given out once, by the pipeline that stored the event.
    id: `${row.node}-${row.sequence}`,
    name: row.name,
    area: areaOf(row.name),
    type: row.type,
    time: new Date(row.timeMs).toISOString(),
    receivedAt: new Date(row.receivedMs).toISOString(),
    personId: person === 0 ? null : personId(person),
    amount: row.amount,
    currency: row.currency,
    properties: row.properties,
    ...(row.context === undefined ? {} : { context: readContext(row.context) }),
    source: row.source,
  }
}

function readContext(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
