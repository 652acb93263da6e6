// own process
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClickHouse, openClickHouse } from './index.ts'
import { applyClickHouseMigrations } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuchi-clickhouse-'))
let store: ClickHouse

beforeAll(() => {
  store = openClickHouse({ path: folder, fsync: false })
})

afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const first = {
  name: 'modules/a/migrations/0001-a.ch.sql',
  sql: `-- two statements; one text
    create table if not exists a\${local} \${on_cluster} (x UInt32, y String default ';') engine = \${engine:MergeTree} order by x;
    \${distributed:a, x};`,
}
const second = {
  name: 'modules/a/migrations/0002-z.ch.sql',
  sql: `alter table a\${local} \${on_cluster} add column if not exists z UInt8 default 7`,
}
const third = {
  name: 'modules/a/migrations/0003-w.ch.sql',
  sql: 'alter table a add column if not exists w UInt8; alter table b add column if not exists v UInt8',
}
const migrate = (migrations: readonly { name: string; sql: string }[]) =>
  applyClickHouseMigrations(store, { migrations, cluster: undefined })
const recorded = () => store.query<{ name: string }>({ query: 'select name from liuchi_migrations order by name' })

test('what is missing is applied once, in order', async () => {
  await migrate([first])
  await store.insert({ table: 'a', columns: ['x'], body: '[1]' })
  await migrate([first, second])
  await migrate([first, second])
  expect(await store.query({ query: 'select * from a' })).toEqual([{ x: 1, y: ';', z: 7 }])
  expect(await recorded()).toEqual([{ name: first.name }, { name: second.name }])
})

test('a migration that was cut off is run again from its beginning by the next start', async () => {
  await expect(migrate([first, second, third])).rejects.toThrow(`The migration “${third.name}” failed: `)
  expect(await recorded()).toHaveLength(2)
  await store.command('create table b (x UInt8) engine = MergeTree order by x')
  await migrate([first, second, third])
  expect(await recorded()).toHaveLength(3)
})

test('a released migration that was changed is refused', async () => {
  await expect(migrate([{ ...first, sql: `${first.sql} ` }, second, third])).rejects.toThrow(
    `The migration “${first.name}” was changed after it had been applied`,
  )
})

test('a store of a newer program is refused', async () => {
  await expect(migrate([first, second])).rejects.toThrow('This store was written by a newer version of Liuchi')
})

test('a macro that does not exist stops the migration before its first statement', async () => {
  const wrong = { name: 'modules/a/migrations/0004-c.ch.sql', sql: `drop table a; select \${nothing}` }
  await expect(migrate([first, second, third, wrong])).rejects.toThrow(`The migration “${wrong.name}” failed: \${nothing} is not a macro`)
  expect(await store.query({ query: 'select x from a' })).toEqual([{ x: 1 }])
})

test('what is made at each start is made anew each time, after the tables, and may change', async () => {
  const names = (length: number) => ({
    name: 'modules/a/migrations/0000-names.ch.sql',
    sql: `-- at each start\ncreate or replace view names as select substring(y, 1, ${length}) as name from plain`,
  })
  const plain = {
    name: 'modules/a/migrations/0004-plain.ch.sql',
    sql: 'create table if not exists plain (y String) engine = MergeTree order by y',
  }
  await migrate([names(1), first, second, third, plain])
  await store.insert({ table: 'plain', columns: ['y'], body: '["abc"]' })
  await migrate([names(2), first, second, third, plain])
  expect(await store.query({ query: 'select name from names' })).toEqual([{ name: 'ab' }])
  expect(await recorded()).toHaveLength(4)
})
