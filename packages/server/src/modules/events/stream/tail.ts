/** Reads a node's stored events from ClickHouse, in sequence order: after a crash, and for the nodes of other processes. */
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import type { EventType } from '../collected.ts'
import type { StreamEvent } from './consumer.ts'

interface TailRow {
  workspace: number
  name: string
  type: EventType
  source: string
  time: number
  received: number
  atom: number
  node: number
  sequence: number
  properties: string
  amount: string | null
}

/**
 * Events of one node after `cursor`, at most `limit`. A node has one insert in flight and numbers rows in that order,
 * so whatever is visible has no gap that could fill later.
 */
export async function readTail(clickhouse: ClickHouse, input: { node: number; cursor: number; limit: number }): Promise<StreamEvent[]> {
  const rows = await clickhouse.query<TailRow>({
    lane: 'point',
    query: `select workspace, name, type, source, toUnixTimestamp64Milli(time) as time, toUnixTimestamp64Milli(received) as received,
              atom, node, sequence, toJSONString(properties) as properties, toString(amount) as amount
            from events_v1 where node = {node:UInt32} and sequence > {cursor:UInt64}
            order by sequence limit {limit:UInt32}`,
    params: input,
  })
  return rows.map((row) => ({
    workspaceId: row.workspace,
    name: row.name,
    type: row.type,
    source: row.source,
    time: row.time,
    receivedAt: row.received,
    atom: row.atom,
    node: row.node,
    sequence: row.sequence,
    properties: JSON.parse(row.properties) as Record<string, unknown>,
    amount: row.amount ?? undefined,
  }))
}
