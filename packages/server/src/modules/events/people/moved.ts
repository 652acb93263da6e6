/** Whether anybody in the event store was ever merged: while nobody was, an atom is its person and no query looks it up. */
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import { PEOPLE_TABLE } from '../table.ts'

/** Once true it stays: rows are replaced, never taken away. */
const moved = new WeakMap<ClickHouse, true>()

/** Asks the store, a millisecond's work, until the answer was yes. */
export async function anyoneMoved(clickhouse: ClickHouse): Promise<boolean> {
  if (moved.has(clickhouse)) return true
  const rows = await clickhouse.query({ query: `select 1 as one from ${PEOPLE_TABLE} limit 1`, lane: 'point' })
  if (rows.length > 0) moved.set(clickhouse, true)
  return rows.length > 0
}
