import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClickHouse, openClickHouse } from '../../clickhouse/index.ts'
import { type ClickHouseServer, startClickHouseServer } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuchi-clickhouse-server-'))
let server: ClickHouseServer

beforeAll(async () => {
  server = await startClickHouseServer({ path: join(folder, 'shared') })
})

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const gzip = { request: true, response: true }

test('the client’s own ways of asking are answered', async () => {
  const client = createClient({ url: server.url, compression: gzip })
  expect(await client.ping()).toEqual({ success: true })
  expect(await client.ping({ select: true })).toEqual({ success: true })
  await client.command({ query: 'create table plain (a UInt32, s String) engine = MergeTree order by a' })
  const inserted = await client.insert({
    table: 'plain',
    values: [
      { a: 1, s: '中文' },
      { a: 2, s: 'b\n\nc' },
    ],
    format: 'JSONEachRow',
  })
  expect(inserted.summary).toMatchObject({ read_rows: expect.any(String), elapsed_ns: expect.any(String) })
  const result = await client.query({
    query: 'select * from plain where a > {a:UInt32} order by a',
    query_params: { a: 0 },
    format: 'JSONEachRow',
  })
  expect(await result.json()).toEqual([
    { a: 1, s: '中文' },
    { a: 2, s: 'b\n\nc' },
  ])
  await client.close()
})

test('the plain interface: address, body, settings, database, format', async () => {
  const ask = async (query: Record<string, string>, body?: string) => {
    const response = await fetch(`${server.url}/?${new URLSearchParams(query)}`, body === undefined ? {} : { method: 'POST', body })
    return { status: response.status, code: response.headers.get('x-clickhouse-exception-code'), text: await response.text() }
  }
  expect(await (await fetch(`${server.url}/ping`)).text()).toBe('Ok.\n')
  expect(await ask({ query: 'select 1, 2' })).toEqual({ status: 200, code: null, text: '1\t2\n' })
  expect(await ask({ default_format: 'JSONEachRow' }, 'select 1 as a')).toMatchObject({ text: '{"a":1}\n' })
  expect(await ask({ max_block_size: '7' }, "select getSetting('max_block_size')")).toMatchObject({ text: '7\n' })
  expect(await ask({}, "select getSetting('max_block_size') > 7")).toMatchObject({ text: '1\n' })
  await ask({}, 'create database other')
  expect(await ask({ database: 'other' }, 'select currentDatabase()')).toMatchObject({ text: 'other\n' })
  expect(await ask({ query: 'select {p:String}', param_p: "it\\'s\\ttab" })).toMatchObject({ text: "it\\'s\\ttab\n" })
  await ask({}, 'create table lines (a UInt8) engine = Memory')
  expect(await ask({ query: 'insert into lines format JSONEachRow' }, '{"a":1}\n\n{"a":2}\n')).toMatchObject({ status: 200 })
  expect(await ask({}, 'select sum(a) from lines')).toMatchObject({ text: '3\n' })
})

test('failures carry ClickHouse’s code', async () => {
  const ask = async (body: string) => {
    const response = await fetch(server.url, { method: 'POST', body })
    return [response.status, response.headers.get('x-clickhouse-exception-code'), await response.text()]
  }
  expect(await ask('selekt 1')).toEqual([400, '62', expect.stringContaining('SYNTAX_ERROR')])
  expect(await ask('select * from nowhere')).toEqual([404, '60', expect.stringContaining('UNKNOWN_TABLE')])
  expect(await ask('select 1; select 2')).toEqual([400, '62', expect.stringContaining('Multi-statements')])
  expect(await ask('select throwIf(1)')).toEqual([500, '395', expect.stringContaining('FUNCTION_THROW_IF_VALUE_IS_NON_ZERO')])
})

test('several clients at once, with a token that two of them repeat', async () => {
  const stores = [1, 2, 3].map(() => openClickHouse({ url: server.url, path: '', fsync: false }))
  const [first] = stores as [ClickHouse, ...ClickHouse[]]
  await first.command(
    'create table shared (writer UInt8, n UInt32) engine = MergeTree order by n settings non_replicated_deduplication_window = 1000',
  )
  const batches = Array.from({ length: 12 }, (_, batch) => ({
    body: Array.from({ length: 50 }, (_, index) => `[1,${batch * 50 + index}]`).join('\n'),
    token: `batch ${batch}`,
  }))
  await Promise.all(
    stores.map(async (store) => {
      for (const { body, token } of batches) await store.insert({ table: 'shared', columns: ['writer', 'n'], body, token })
    }),
  )
  expect(await first.query({ query: 'select count() as rows, uniqExact(n) as different from shared' })).toEqual([
    { rows: 600, different: 600 },
  ])
  await Promise.all(stores.map((store) => store.close()))
})

test('a killed server has everything it acknowledged when it is started again, and takes a repeated token for what it is', async () => {
  const path = join(folder, 'killed')
  let killed = await startClickHouseServer({ path })
  const open = () => openClickHouse({ url: killed.url, path: '', fsync: false })
  const before = open()
  await before.command('create table t (n UInt32) engine = MergeTree order by n settings non_replicated_deduplication_window = 1000')
  let acknowledged = 0
  const write = async () => {
    for (let n = 0; ; n++) {
      await before.insert({ table: 't', columns: ['n'], body: `[${n}]`, token: `n ${n}` })
      acknowledged = n + 1
    }
  }
  const writing = write().catch(() => undefined)
  await expect.poll(() => acknowledged, { timeout: 30_000 }).toBeGreaterThan(20)
  await killed.kill()
  await writing
  await before.close()

  killed = await startClickHouseServer({ path, port: Number(new URL(killed.url).port) })
  const after = open()
  const [stored] = await after.query<{ n: number }>({ query: 'select count() as n from t' })
  expect(stored?.n).toBeGreaterThanOrEqual(acknowledged)
  for (let n = 0; n <= acknowledged; n++) await after.insert({ table: 't', columns: ['n'], body: `[${n}]`, token: `n ${n}` })
  expect(await after.query({ query: 'select count() as rows, max(n) as last from t' })).toEqual([
    { rows: acknowledged + 1, last: acknowledged },
  ])
  await after.close()
  await killed.stop()
})
