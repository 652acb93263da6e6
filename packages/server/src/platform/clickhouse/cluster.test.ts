// own process
/**
 * The tables of a cluster, as far as chDB goes: one node with a Keeper in memory and clusters whose every shard is itself.
 * `on cluster` is refused there and replicated tables take no rows; `docs/decisions/0002` says what was left unseen.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertStatement } from './insert.ts'
import { expandMacros, onCluster } from './macros.ts'
import { laneSettings, settingsStatement } from './settings.ts'
import { splitStatements } from './statements.ts'

const replica = '<replica><host>127.0.0.1</host><port>9000</port></replica>'
const shard = `<shard><internal_replication>true</internal_replication>${replica}</shard>`
const CONFIG = `<clickhouse>
  <tcp_port>9000</tcp_port>
  <zookeeper><implementation>testkeeper</implementation></zookeeper>
  <macros><shard>01</shard><replica>r1</replica></macros>
  <remote_servers><one>${shard}</one><two>${shard}${shard}</two></remote_servers>
</clickhouse>`

const EVENTS = `create table if not exists events\${local} \${on_cluster} (workspace UInt32, atom UInt64, received DateTime64(3, 'UTC'))
    engine = \${engine:MergeTree} partition by toYYYYMM(received) order by (workspace, atom) settings non_replicated_deduplication_window = 1000;
  \${distributed:events, cityHash64(workspace, atom)};`

const folder = mkdtempSync(join(tmpdir(), 'liuchi-cluster-'))
let session: Session

beforeAll(async () => {
  const config = join(folder, 'config.xml')
  writeFileSync(config, CONFIG)
  session = new Session(join(folder, 'store'), { connectionArgs: [`--config-file=${config}`] })
  await run(settingsStatement(laneSettings('insert', 'one')))
})

afterAll(async () => {
  // A replica that never came up holds the engine's end back.
  for (const database of ['replicated', 'everywhere']) await run(`drop database if exists ${database} sync`)
  session.close()
  await drainPending()
  rmSync(folder, { recursive: true, force: true })
})

async function run(sql: string): Promise<Record<string, unknown>[]> {
  const result = await session.queryAsync(sql, { format: 'JSONEachRow' })
  const text = result.text().trim()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The cluster's statements without `on cluster`, on this one node, in a database of their own. */
async function make(database: string, sql: string, cluster: string, replace: (sql: string) => string = (same) => same): Promise<void> {
  await run(`create database ${database}`)
  await run(`use ${database}`)
  for (const statement of splitStatements(expandMacros(sql, cluster))) await run(replace(statement.replace(onCluster(cluster), '')))
}

const unreplicated = (sql: string) => sql.replace(/Replicated(\w*MergeTree)\('[^']*', '[^']*'\)/, '$1')
const INSERT = { table: 'events', columns: ['workspace', 'atom', 'received'] }

test('every statement of the cluster’s form is one that ClickHouse understands', async () => {
  for (const statement of splitStatements(expandMacros(EVENTS, 'one'))) {
    const tree = await run(`explain ast ${statement}`)
    expect(JSON.stringify(tree)).toContain('CreateQuery')
  }
})

test('the replicated table is made under a path of its shard and name', async () => {
  await make('replicated', EVENTS, 'one')
  const tables = await run(`select name, zookeeper_path, replica_name from system.replicas as r
    join system.tables as t on t.name = r.table and t.database = r.database where r.database = 'replicated'`)
  expect(tables).toEqual([{ name: 'events_local', zookeeper_path: '/clickhouse/tables/01/replicated/events_local', replica_name: 'r1' }])
})

test('a table that is everywhere has a path without its shard', async () => {
  await make('everywhere', `create table names (name String) engine = \${everywhere:ReplacingMergeTree} order by name`, 'one')
  expect(await run(`select zookeeper_path from system.replicas where database = 'everywhere'`)).toEqual([
    { zookeeper_path: '/clickhouse/tables/everywhere/names' },
  ])
})

test('rows written to the distributed table are stored at once, and a repeated token adds none', async () => {
  await make('spread', EVENTS, 'one', unreplicated)
  const body = '[1,1,1700000000000]\n[1,2,1700000000000]\n[2,1,1600000000000]'
  await run(insertStatement({ ...INSERT, body, token: 'once' }))
  expect(await run('select count() as n from events_local')).toEqual([{ n: 3 }])
  await run(insertStatement({ ...INSERT, body, token: 'once' }))
  expect(await run('select count() as n from events')).toEqual([{ n: 3 }])
  await run(insertStatement({ ...INSERT, body }))
  expect(await run('select count() as n from events')).toEqual([{ n: 6 }])
})

test('a person’s rows are on one shard', async () => {
  await make('shards', EVENTS, 'two', unreplicated)
  await run(insertStatement({ ...INSERT, body: Array.from({ length: 200 }, (_, index) => `[1,${index % 20},1700000000000]`).join('\n') }))
  expect(await run('select count() as n from events_local')).toEqual([{ n: 200 }])
  const shards = await run(
    `select uniqExact(atom) as atoms, cityHash64(toUInt32(1), atom) % 2 as shard from events_local group by shard order by shard`,
  )
  expect(shards).toHaveLength(2)
  expect(shards.reduce((sum, row) => sum + Number(row.atoms), 0)).toBe(20)
  // Both shards are this table, so each is read and what is there is seen twice.
  expect(await run('select count() as n from events')).toEqual([{ n: 400 }])
})

test('columns added to the local table reach the distributed one', async () => {
  await make('grown', EVENTS, 'one', unreplicated)
  const more = `alter table events\${local} \${on_cluster} add column if not exists currency String default 'CNY';
    \${distributed:events, cityHash64(workspace, atom)};`
  for (const statement of splitStatements(expandMacros(more, 'one'))) await run(statement.replace(onCluster('one'), ''))
  await run(insertStatement({ ...INSERT, body: '[1,1,1700000000000]' }))
  expect(await run('select atom, currency from events')).toEqual([{ atom: 1, currency: 'CNY' }])
})
