import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { tablesRule } from './tables.ts'

const M = 'packages/server/src/modules/events/plan'
const rows = { [`${M}/tables.ts`]: 'interface Tables {\n  events_seen: { atom: number }\n}' }
const check = async (sql: string, name = '0001-seen.sql') => {
  const found = await tablesRule.check(treeOf({ ...rows, [`${M}/migrations/${name}`]: sql }))
  return found.map(({ line, says }) => `${line} ${says}`)
}

test('a table that says whose it is and where a person is', async () => {
  expect(
    await check('-- Seen.\n-- person: atom\ncreate table events_seen (\n  -- A comment, with commas.\n  atom bigint not null\n);'),
  ).toEqual([])
  expect(await check('-- person: none\ncreate table events_seen (a int);\ncreate view pub_events_seen as select 1;')).toEqual([])
})

test('no word about persons; the comment must stand right above', async () => {
  expect(await check('-- person: none\n\ncreate table events_seen (atom bigint);')).toEqual([
    expect.stringMatching(/^3 .*does not say where a person is/),
  ])
})

test('a column that is not there', async () => {
  expect(await check('-- person: atom, person_id\ncreate table events_seen (\n  atom bigint\n);')).toEqual([
    expect.stringContaining('no column person_id'),
  ])
})

test('another owner’s name, for tables and views', async () => {
  expect(await check('-- person: none\ncreate table seen (a int);')).toEqual([
    expect.stringContaining('named after its owner'),
    expect.stringContaining('no row type'),
  ])
  expect(await check('create materialized view if not exists seen_mv to events_seen as select 1;', '0001-seen.ch.sql')).toHaveLength(1)
})

test('a ClickHouse table needs no row type', async () => {
  expect(
    await check('-- person: atom\ncreate table if not exists events_v1 (\n  atom UInt64\n) engine = MergeTree;', '0001-seen.ch.sql'),
  ).toEqual([])
})
