// own process
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonText } from '../json-text.ts'
import { type ClickHouseServer, startClickHouseServer } from '../testing/clickhouse-server/index.ts'
import { type ClickHouse, classifyClickHouseError, openClickHouse } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuchi-clickhouse-'))
const LONG = 'select sum(cityHash64(number)) as s from numbers(1000000000000)'
/** Without the statement after a failure some three of these go wrong. */
const ENDED_READS = 150
const MAX_ENDED_AFTER_MS = 25
const ROW_COLUMNS = ['a', 'b', 'at', 'j']
let server: ClickHouseServer

beforeAll(async () => {
  server = await startClickHouseServer({ path: join(folder, 'served') })
})

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const forms = [
  { form: 'embedded', open: () => openClickHouse({ path: join(folder, 'embedded'), fsync: false }) },
  { form: 'served', open: () => openClickHouse({ url: server.url, path: '', fsync: false }) },
]

describe.each(forms)('$form', ({ open }) => {
  let store: ClickHouse

  beforeAll(async () => {
    store = open()
    await store.command(`create table rows (a UInt64, b String, at DateTime64(3, 'UTC'), j JSON(max_dynamic_paths=32))
      engine = MergeTree partition by toYYYYMM(at) order by a settings non_replicated_deduplication_window = 1000`)
  })

  afterAll(() => store.close())

  const emptied = () => store.command('truncate table rows')
  const count = async () => (await store.query<{ n: number }>({ query: 'select count() as n from rows', lane: 'point' }))[0]?.n
  const insert = (body: string, token?: string) => store.insert({ table: 'rows', columns: ROW_COLUMNS, body, ...(token && { token }) })

  test('rows come back as plain values', async () => {
    await emptied()
    await insert('[9007199254740991,"中文 \\"x\\"",1700000000123,{"p":{"q":1.5},"d":"2020-01-01"}]\n[0,"",-1000,{}]\n')
    expect(await store.query({ query: 'select *, toDecimal64(1.5, 4) as m from rows order by a' })).toEqual([
      { a: 0, b: '', at: '1969-12-31T23:59:59.000Z', j: {}, m: 1.5 },
      { a: 9007199254740991, b: '中文 "x"', at: '2023-11-14T22:13:20.123Z', j: { p: { q: 1.5 }, d: '2020-01-01' }, m: 1.5 },
    ])
  })

  test('parameters of any text arrive as they were, alone and in lists', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('\\', "'", '\t', '\n', '\r', '\0', '{', ';', 'N', '"') }),
    )
    const value = fc.record({ text, list: fc.array(text), numbers: fc.array(fc.integer()), nothing: fc.constantFrom(null, 'N', '\\N') })
    await fc.assert(
      fc.asyncProperty(value, async (params) => {
        const query = `select {text:String} as text, {list:Array(String)} as list, {numbers:Array(Int64)} as numbers,
          {nothing:Nullable(String)} as nothing`
        expect(await store.query({ query, params, lane: 'point' })).toEqual([params])
      }),
      { numRuns: 60 },
    )
  })

  test('a list of thousands of values is no trouble', async () => {
    const list = Array.from({ length: 30_000 }, (_, index) => `value ${index}`)
    const [row] = await store.query<{ n: number }>({ query: 'select length({list:Array(String)}) as n', params: { list } })
    expect(row?.n).toBe(30_000)
  })

  test('parameters of queries side by side do not mix', async () => {
    const one = async (lane: 'point' | 'report', value: number) => {
      const [row] = await store.query<{ v: number }>({ query: 'select {v:UInt32} as v', params: { v: value }, lane })
      return row?.v === value
    }
    const asked = Array.from({ length: 60 }, (_, index) => one(index % 2 ? 'point' : 'report', index))
    expect(await Promise.all(asked)).toEqual(asked.map(() => true))
  })

  test('a repeated token adds nothing, also when the rows fall into two partitions', async () => {
    await emptied()
    const body = '[1,"",1700000000000,{}]\n[2,"",1600000000000,{}]'
    await insert(body, 'once’\\')
    await insert(body, 'once’\\')
    expect(await count()).toBe(2)
    await insert(body, 'twice')
    expect(await count()).toBe(4)
  })

  test('without a token the same rows count again', async () => {
    await emptied()
    await insert('[1,"",0,{}]')
    await insert('[1,"",0,{}]')
    expect(await count()).toBe(2)
    await insert('')
    expect(await count()).toBe(2)
  })

  test('rows that could end their own list are refused before they are sent', async () => {
    await emptied()
    const attack = '[1,"",0,{}]\n\ndrop table rows'
    await expect(insert(attack)).rejects.toMatchObject({ code: 'clickhouse.bad_rows' })
    await expect(store.insert({ table: 'rows; drop table rows', columns: ['a'], body: '[1]' })).rejects.toMatchObject({
      code: 'clickhouse.bad_rows',
    })
    await insert('[1,"; drop table rows;",0,{}]')
    expect(await count()).toBe(1)
  })

  test('one bad row refuses its batch for good and says ClickHouse’s code', async () => {
    await emptied()
    const failure = await insert('[1,"",0,{}]\n["x","",0,{}]').catch(classifyClickHouseError)
    expect(failure).toEqual({ kind: 'permanent', code: 27, type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED' })
    expect(await count()).toBe(0)
  })

  test('any JSON value of ours can be stored', async () => {
    await store.command('create table swallowed (j JSON(max_dynamic_paths=32)) engine = Null')
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '\\', 'u', '"', '\n', '.') }),
    )
    // Whole numbers beyond 64 bits are what the column cannot take.
    const numbers = fc.double().filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number) || Math.abs(number) >= 1e21)
    const values = [texts, numbers, fc.maxSafeInteger(), fc.boolean(), fc.constant(null)]
    const json = fc.object({ key: texts, values, maxDepth: 3, maxKeys: 6 })
    await fc.assert(
      fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 20 }), async (objects) => {
        const body = objects.map((object) => `[${jsonText(object)}]`).join('\n')
        await store.insert({ table: 'swallowed', columns: ['j'], body })
      }),
      { numRuns: 40 },
    )
  })

  test('an abort rejects at once and leaves the store with nothing to do', async () => {
    const abort = new AbortController()
    const asked = [1, 2].map(() => store.query({ query: LONG, signal: abort.signal }))
    await runningQueries(store, 2)
    abort.abort(new Error('nobody waits'))
    for (const one of asked) await expect(one).rejects.toThrow('nobody waits')
    await runningQueries(store, 0)
  })

  test('the rows of an ended read never get into the answer of the next one, at whichever moment it ends', async () => {
    await emptied()
    await insert(Array.from({ length: 200 }, (_, row) => `[${row},"x",0,{"n":${row}}]`).join('\n'))
    for (let round = 0; round < ENDED_READS; round++) {
      const abort = new AbortController()
      const asked = { query: 'select *, sleep(0.003) from rows order by a', lane: 'point', signal: abort.signal } as const
      const ended = store.query(asked).catch(() => undefined)
      const next = store.query({ query: 'select {round:UInt32} as round', params: { round }, lane: 'point' })
      setTimeout(() => abort.abort(), (MAX_ENDED_AFTER_MS * round) / ENDED_READS)
      expect(await next).toEqual([{ round }])
      await ended
    }
  })

  test('a query is cancelled by its tag from another connection, with and without parameters', async () => {
    const params = { zero: 0 }
    const asked = [
      store.query({ query: LONG, tag: 'page:1' }),
      store.query({ query: `${LONG} where number != {zero:UInt8}`, params, tag: 'page:1' }),
    ]
    const other = store.query({ query: 'select sleep(0.5) as done', tag: 'page:10', lane: 'point' })
    const outcomes = Promise.allSettled(asked)
    await runningQueries(store, 2)
    await store.cancel('page:1')
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'clickhouse.cancelled' } })
    expect(await other).toEqual([{ done: 0 }])
  })

  test('inserts and point reads go on beside two long reports', async () => {
    await emptied()
    const reports = [1, 2].map(() => store.query({ query: LONG, tag: 'long' }))
    const outcomes = Promise.allSettled(reports)
    await runningQueries(store, 2)
    await insert('[1,"",0,{}]')
    expect(await count()).toBe(1)
    await store.command('optimize table rows')
    await store.cancel('long')
    await outcomes
  })

  test('reads are bounded in time and size', async () => {
    const query = `select toString(getSetting('max_execution_time')) as seconds, toString(getSetting('max_result_bytes')) as bytes`
    expect(await store.query({ query, lane: 'point' })).toEqual([{ seconds: '30', bytes: '268435456' }])
    expect(await store.query({ query, lane: 'report' })).toEqual([{ seconds: '120', bytes: '268435456' }])
  })

  test('what a person can act on has words of ours', async () => {
    await expect(store.query({ query: `${LONG} settings max_execution_time = 0.2` })).rejects.toMatchObject({ code: 'clickhouse.too_slow' })
    const large = 'select number from numbers(100000) settings max_result_bytes = 1000'
    await expect(store.query({ query: large })).rejects.toMatchObject({ code: 'clickhouse.too_large' })
    const memory = 'select groupArray(number) as x from numbers(100000000) settings max_memory_usage = 20000000'
    await expect(store.query({ query: memory })).rejects.toMatchObject({ code: 'clickhouse.out_of_memory' })
    await expect(store.query({ query: 'select nope' })).rejects.toMatchObject({ type: 'UNKNOWN_IDENTIFIER' })
  })

  test('a closed store turns everything away', async () => {
    const another = open()
    await another.ping()
    const left = another.query({ query: LONG })
    const outcome = expect(left).rejects.toMatchObject({ code: 'clickhouse.closed' })
    await runningQueries(store, 1)
    await another.close()
    await outcome
    await expect(another.query({ query: 'select 1' })).rejects.toMatchObject({ code: 'clickhouse.closed' })
    await expect(another.insert({ table: 'rows', columns: ['a'], body: '[1]' })).rejects.toMatchObject({ code: 'clickhouse.closed' })
  })
})

test('a second directory in one process and a silent server are said in one sentence', async () => {
  const first = openClickHouse({ path: join(folder, 'embedded'), fsync: false })
  await first.ping()
  const second = openClickHouse({ path: join(folder, 'second'), fsync: false })
  await expect(second.ping()).rejects.toThrow(/already has an embedded ClickHouse open elsewhere/)
  await first.close()
  const silent = openClickHouse({ url: 'http://127.0.0.1:9', path: '', fsync: false })
  await expect(silent.ping()).rejects.toThrow(/ClickHouse at CLICKHOUSE_URL 127\.0\.0\.1:9 does not answer/)
})

test('with fsync an insert is written through before it is acknowledged', async () => {
  const syncs = async (fsync: boolean, path: string) => {
    const store = openClickHouse({ path: join(folder, path), fsync })
    await store.command('create table t (a UInt8) engine = MergeTree order by a')
    const read = async () => {
      const [row] = await store.query<{ n: number }>({
        query: "select sum(value) as n from system.events where event in ('FileSync', 'DirectorySync')",
      })
      return row?.n ?? 0
    }
    const before = await read()
    await store.insert({ table: 't', columns: ['a'], body: '[1]' })
    const after = await read()
    await store.close()
    return after - before
  }
  expect(await syncs(false, 'fast')).toBe(0)
  expect(await syncs(true, 'safe')).toBeGreaterThan(1)
})

/** Waits until so many of the long queries run. */
async function runningQueries(store: ClickHouse, wanted: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const query =
          "select count() as n from system.processes where query like '%1000000000000%' and is_cancelled = 0 and query not like '%system.processes%'"
        return (await store.query<{ n: number }>({ query, lane: 'point' }))[0]?.n
      },
      { timeout: 30_000 },
    )
    .toBe(wanted)
}
