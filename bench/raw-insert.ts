/** Raw insert rate: the rows of the ingest bench, serialised beforehand, straight into the same table, 3,000 a batch. A process of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { messageHash } from '../packages/server/src/modules/events/collect/message-hash.ts'
import { EVENT_COLUMNS, rowTail, rowText } from '../packages/server/src/modules/events/collect/row.ts'
import type { CollectedEvent } from '../packages/server/src/modules/events/collected.ts'
import { openClickHouse } from '../packages/server/src/platform/clickhouse/index.ts'
import { applyClickHouseMigrations } from '../packages/server/src/platform/clickhouse/migrate.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'
import { loadEvent } from './load.ts'

const BATCH_ROWS = 3_000
const BATCHES = 100

const folder = await mkdtemp(join(tmpdir(), 'liuchi-bench-raw-'))
const clickhouse = openClickHouse({ path: folder, fsync: false })
await applyClickHouseMigrations(clickhouse, { migrations: findMigrations(moduleOrder).clickhouse, cluster: undefined })
const bodies = Array.from({ length: BATCHES }, (_, batch) => bodyOf(batch))
const begun = performance.now()
for (const body of bodies) await clickhouse.insert({ table: 'events_v1', columns: EVENT_COLUMNS, body })
const seconds = (performance.now() - begun) / 1000
await clickhouse.close()
await rm(folder, { recursive: true, force: true })
process.send?.((BATCHES * BATCH_ROWS) / seconds, () => process.exit(0))

function bodyOf(batch: number): string {
  const rows: string[] = []
  for (let index = batch * BATCH_ROWS; index < (batch + 1) * BATCH_ROWS; index++) rows.push(rowOf(index))
  return rows.join('')
}

/** The row that the server would write for the same event of the load. */
function rowOf(index: number): string {
  const now = Date.now()
  const sent = JSON.parse(loadEvent('raw', index, new Date(now).toISOString())) as {
    event: string
    messageId: string
    properties: Record<string, unknown>
    context: Record<string, unknown>
  }
  const event: CollectedEvent = {
    messageId: sent.messageId,
    type: 'track',
    name: sent.event,
    timestamp: now,
    identifiers: [],
    properties: sent.properties,
    context: sent.context,
    source: 'segment',
  }
  const tail = rowTail(event, { workspaceId: 1, hash: messageHash(1, event.messageId), time: now, receivedAt: now })
  return rowText(tail, { atom: (index * 7919) % 50_000, node: 1, sequence: index + 1 })
}
