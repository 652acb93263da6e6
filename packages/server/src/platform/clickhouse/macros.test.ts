import { expect, test } from 'vitest'
import { addressOf, expandMacros } from './macros.ts'

const TABLE = [
  `create table t\${local} \${on_cluster} (a UInt32) engine = \${engine:ReplacingMergeTree(a)} order by a;`,
  `\${distributed:t, cityHash64(a, 1)}`,
].join('\n')

test('on a single store the macros vanish', () => {
  expect(expandMacros(TABLE, undefined)).toBe('create table t  (a UInt32) engine = ReplacingMergeTree(a) order by a;\n')
})

test('on a cluster the table is replicated on each shard and has a distributed one over it', () => {
  expect(expandMacros(TABLE, 'c').replace(/\s+/g, ' ')).toBe(
    "create table t_local on cluster 'c' (a UInt32) engine = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', " +
      "'{replica}', a) order by a; create or replace table t on cluster 'c' as t_local " +
      "engine = Distributed('c', currentDatabase(), 't_local', cityHash64(a, 1))",
  )
})

test('a table that is everywhere has one path for all shards', () => {
  expect(expandMacros(`\${everywhere:MergeTree}`, 'c')).toBe("ReplicatedMergeTree('/clickhouse/tables/{database}/{table}', '{replica}')")
  expect(expandMacros(`\${everywhere:MergeTree}`, undefined)).toBe('MergeTree')
})

test('a dictionary reads as the user of the address, and on a cluster finds out by itself', () => {
  const source = `source(clickhouse(\${account} db '\${database}' table 't')) \${lifetime:2}`
  expect(expandMacros(source, undefined)).toBe("source(clickhouse( db 'default' table 't')) lifetime(0)")
  expect(expandMacros(source, 'c', addressOf("https://li:it's%20a%5C@db.example:8443/pool"))).toBe(
    "source(clickhouse(user 'li' password 'it\\'s a\\\\' db 'pool' table 't')) lifetime(min 1 max 2)",
  )
  expect(addressOf('http://db.example:8123')).toEqual({ database: 'default' })
  expect(addressOf(undefined)).toBeUndefined()
})

test.each([
  `\${nothing}`,
  `\${lifetime:}`,
  `\${lifetime:soon}`,
  `\${engine:Memory}`,
  `\${engine}`,
  `\${distributed:t}`,
  `\${distributed:t,}`,
  `\${distributed:t x, a}`,
])('%s is refused in both forms', (macro) => {
  expect(() => expandMacros(macro, undefined)).toThrow(macro)
  expect(() => expandMacros(macro, 'c')).toThrow(macro)
})

test('parameters and settings in braces are left alone', () => {
  const sql = "select {a:UInt32}, '$', '{shard}'"
  expect(expandMacros(sql, 'c')).toBe(sql)
})
