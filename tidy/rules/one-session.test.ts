import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { oneSessionRule } from './one-session.ts'

const inCode = async (sql: string) => (await oneSessionRule.check(treeOf({ 'packages/server/src/a.ts': `const q = ${sql}` }))).length

test.each([
  'sql`select pg_advisory_lock(1)`',
  'sql`select pg_try_advisory_lock(1)`',
  "client.query('listen news')",
  "client.query('LISTEN news')",
  "sql.raw('set statement_timeout = 5')",
  "sql.raw('begin; set session work_mem to 5')",
  'sql`create temp table a (b int)`',
  'sql`create temporary table a (b int)`',
  "client.query({ name: 'a', text: 'select 1' })",
  'sql`select now()`',
  "'insert into a values (current_timestamp)'",
  "clickhouse.query({ query: 'select now64(3)' })",
  'sql`select gen_random_uuid()`',
])('banned: %s', async (sql) => {
  expect(await inCode(sql)).toBe(1)
})

test.each([
  'sql`select pg_advisory_xact_lock(1)`',
  'sql`update a set b = 1`',
  "sql.raw('set local work_mem = 5')",
  "sql.raw('set transaction isolation level serializable')",
  `sql\`select \${clock.now()}\``,
  "'Set the clock to now() by hand'",
  'sql`create table temporary_codes (a int)`',
  "client.query({ text: 'select 1' })",
])('fine: %s', async (sql) => {
  expect(await inCode(sql)).toBe(0)
})

test('a default in a migration, with its line; comments do not count', async () => {
  const tree = treeOf({
    'packages/server/src/platform/a/migrations/0001-a.sql': '-- never now()\ncreate table a (\n  at timestamptz default now()\n);',
  })
  expect((await oneSessionRule.check(tree)).map(({ line }) => line)).toEqual([3])
})
