/**
 * Several server processes on one Postgres and one ClickHouse: together they store everything acknowledged once and count it once,
 * while processes are killed or frozen and stores go away. `LIUCHI_KILLS=20` runs the long form.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../../packages/server/src/platform/testing/available.ts'
import type { ServerProcess } from '../../packages/server/src/platform/testing/server-process.ts'
import { type Books, openBooks, send, sendSomehow, startLoad } from './load.ts'
import { openSharedStores, type SharedStores } from './shared-stores.ts'

const ACCIDENTS = Number(process.env.LIUCHI_KILLS ?? 1)
const SEED = Number(process.env.LIUCHI_SEED ?? 20_261_122)
const CLIENTS = 6
const COPIES = 200
const SLOTS = 64
const CATCH_UP_MS = 60_000
const RUN_MS = 1_000
const IMPORT_ROWS = 300
const NAMES = ['one', 'two']

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.skipIf(!postgresUrl())(`several processes, seed ${SEED}`, () => {
  let stores: SharedStores
  let books: Books
  /** By name; those that answer. */
  const alive = new Map<string, ServerProcess>()
  const servers = () => [...alive.values()]
  const start = async (name: string) => {
    const [server] = await stores.start([{ name, role: 'all' }])
    if (server) alive.set(name, server)
  }
  beforeAll(async () => {
    stores = await openSharedStores()
    books = openBooks(SEED)
  })
  afterAll(() => stores?.close())

  test('two that start together on empty stores make one schema and one administrator', async () => {
    const both = await stores.start(NAMES.map((name) => ({ name, role: 'all' as const })))
    for (const [place, server] of both.entries()) alive.set(NAMES[place] ?? '', server)
    for (const rows of [
      await stores.sql('select count(*)::int as times, count(distinct name)::int as names from platform_migrations'),
      await stores.query('select count() as times, uniqExact(name) as names from liuchi_migrations'),
    ] as { times: number; names: number }[][])
      expect(rows[0]?.times).toBe(rows[0]?.names)
    expect(await stores.sql('select email from auth_accounts')).toHaveLength(1)
    for (const server of servers()) expect(await server.api('GET', '/tracking-plan')).toMatchObject({ items: [] })
  })

  test(`${ACCIDENTS} times one is killed or frozen under load and comes back`, { timeout: 60_000 + ACCIDENTS * 60_000 }, async () => {
    await untilSlots(servers, [SLOTS / 2, SLOTS / 2])
    for (let accident = 0; accident < ACCIDENTS; accident++) {
      const load = startLoad(books, { clients: CLIENTS, servers })
      await pause(RUN_MS * (0.5 + books.random()))
      const name = accident === 0 ? await streamHolder(stores, alive) : (NAMES[Math.floor(books.random() * NAMES.length)] ?? '')
      const victim = alive.get(name)
      if (!victim) throw new Error('nobody of that name')
      const node = await nodeOf(stores, victim)
      alive.delete(name)
      const frozen = accident > 0 && books.random() < 0.5
      if (frozen) process.kill(victim.pid, 'SIGSTOP')
      else await victim.kill()
      await untilSlots(servers, [SLOTS])
      // The other one goes on with the stream and works off what the victim had stored.
      await expect.poll(() => tailOf(stores, node), { timeout: CATCH_UP_MS }).toBe(0)
      if (frozen) {
        process.kill(victim.pid, 'SIGCONT')
        alive.set(name, victim)
      } else await start(name)
      await untilSlots(servers, [SLOTS / 2, SLOTS / 2])
      await load.stop()
      await checkCopies(servers(), books)
      await checkBooks(stores, servers(), books)
    }
  })

  test('nothing is lost when sessions on Postgres end and ClickHouse is killed under load', { timeout: 120_000 }, async () => {
    const load = startLoad(books, { clients: CLIENTS, servers })
    let ended = 0
    for (let times = 0; times < 4; times++) {
      await pause(RUN_MS * 0.5 * books.random())
      ended += await stores.endSessions()
    }
    expect(ended).toBeGreaterThan(0)
    await stores.restartClickHouse(RUN_MS)
    const before = books.acknowledged.size
    await expect.poll(() => books.acknowledged.size, { timeout: CATCH_UP_MS }).toBeGreaterThan(before + 500)
    await load.stop()
    await checkBooks(stores, servers(), books)
    // Every answer but 200 has its reason: a code with words.
    expect([...books.refusals.keys()].filter((answer) => !/^(429|503) \w+\.\w+$/.test(answer))).toEqual([])
  })

  test('one takes events in, one answers, one works', { timeout: 120_000 }, async () => {
    expect(await Promise.all(servers().map((server) => server.stop()))).toEqual([0, 0])
    await stores.shareUploads(['web', 'worker'], true)
    const [ingest, web, worker] = await stores.start([
      { name: 'ingest', role: 'ingest' },
      { name: 'web', role: 'web' },
      { name: 'worker', role: 'worker' },
    ])
    if (!ingest || !web || !worker) throw new Error('unreachable')
    const load = startLoad(books, { clients: CLIENTS, servers: () => [ingest] })
    const lines = Array.from({ length: IMPORT_ROWS }, (_, row) => `imported,2026-11-20 10:00:00,user-${row},${row}`)
    const file = ['event,time,user_id,row', ...lines].join('\n')
    expect(await importFile(web, file)).toMatchObject({ status: 'done', rowsStored: IMPORT_ROWS, rowsDuplicate: 0 })
    expect(await importFile(web, file)).toMatchObject({ status: 'done', rowsStored: 0, rowsDuplicate: IMPORT_ROWS })
    await load.stop()
    await checkBooks(stores, [web], books)
    expect(await web.api('GET', '/events/count?name=imported')).toMatchObject({ count: IMPORT_ROWS })
    const working = new Map(Object.entries({ ingest, worker }))
    expect(await streamHolder(stores, working)).toBe('worker')
    expect(await send(books, web, [...books.sent.keys()].slice(0, 1))).toBe(false)
    await expect(ingest.api('GET', '/tracking-plan')).rejects.toThrow('404')
    // Not sharing the uploads is not silent.
    await stores.shareUploads(['web'], false)
    expect(await importFile(web, file)).toMatchObject({ status: 'failed', error: { code: 'events.import_upload_lost' } })
  })
})

/** Until the processes decide about so many slots each, by their own word. */
async function untilSlots(servers: () => readonly ServerProcess[], slots: readonly number[]): Promise<void> {
  const read = async ({ url }: ServerProcess) => {
    const text = await (await fetch(`${url}/metrics`)).text()
    return Number(/^liuchi_events_slots (\d+)$/m.exec(text)?.[1])
  }
  await expect.poll(() => Promise.all(servers().map(read)), { timeout: CATCH_UP_MS, interval: 100 }).toEqual(slots)
}

/** The name of the process that holds the stream. */
async function streamHolder(stores: SharedStores, alive: ReadonlyMap<string, ServerProcess>): Promise<string> {
  const [holder] = await stores.sql<{ address: string }>(
    "select address from events_stream_leases join events_slot_nodes on holder = 'node-' || node",
  )
  const found = [...alive].find(([, server]) => server.url === holder?.address)
  if (!found) throw new Error('nobody holds the stream')
  return found[0]
}

async function nodeOf(stores: SharedStores, server: ServerProcess): Promise<number> {
  const [row] = await stores.sql<{ node: number }>('select node from events_slot_nodes where address = $1', [server.url])
  return row?.node ?? 0
}

/** How many numbers the stream is behind what a node has stored. */
async function tailOf(stores: SharedStores, node: number): Promise<number> {
  const [stored] = await stores.query<{ last: number }>(`select max(sequence) as last from events_v1 where node = ${node}`)
  const [cursor] = await stores.sql<{ last: number }>('select max(sequence)::int as last from events_stream_cursors where node = $1', [
    node,
  ])
  return (stored?.last ?? 0) - (cursor?.last ?? 0)
}

/** What was acknowledged is taken as a copy wherever it is sent. */
async function checkCopies(servers: readonly ServerProcess[], books: Books): Promise<void> {
  const ids = [...books.acknowledged].filter(() => books.random() < COPIES / books.acknowledged.size)
  expect(await sendSomehow(books, servers, ids)).toBe(true)
}

/** Everything acknowledged is stored, once; every process finds the people; what the stream counted is what is stored. */
async function checkBooks(stores: SharedStores, servers: readonly ServerProcess[], books: Books): Promise<void> {
  const rows = await stores.query<{ id: string; times: number }>(
    "select toString(properties.id) as id, count() as times from events_v1 where startsWith(name, 'load_') group by id",
  )
  const stored = new Set(rows.map((row) => row.id))
  const ids = (all: readonly { id: string }[]) => all.map((row) => row.id)
  expect(ids(rows.filter((row) => row.times > 1)), 'stored more than once').toEqual([])
  expect(ids(rows.filter((row) => !books.sent.has(row.id))), 'stored and never sent').toEqual([])
  expect(
    [...books.acknowledged].filter((id) => !stored.has(id)),
    'acknowledged and lost',
  ).toEqual([])
  expect(books.acknowledged.size).toBeGreaterThan(0)
  for (const server of servers) {
    await expect.poll(() => planTotal(server), { timeout: CATCH_UP_MS, interval: 200 }).toBe(rows.length)
    const people = await server.api<{ items: unknown[] }>('GET', '/persons?identifier=user_id:user-1')
    expect(people.items).toHaveLength(1)
  }
}

async function planTotal(server: ServerProcess): Promise<number> {
  const plan = await server.api<{ items: { name: string; total: number }[] }>('GET', '/tracking-plan')
  return plan.items.filter((item) => item.name.startsWith('load_')).reduce((sum, item) => sum + item.total, 0)
}

/** Uploads a file of events to one process and answers the import as it ended. */
async function importFile(server: ServerProcess, text: string): Promise<unknown> {
  const body = new FormData()
  body.set('preset', 'events')
  body.set('file', new File([text], 'imported.csv'))
  const headers = { authorization: `Bearer ${server.credentials.apiKey}` }
  const response = await fetch(`${server.url}/api/v1/imports`, { method: 'POST', headers, body })
  const { id } = (await response.json()) as { id: string }
  const read = () => server.api<{ status: string }>('GET', `/imports/${id}`)
  await expect.poll(async () => (await read()).status, { timeout: CATCH_UP_MS }).toMatch(/^(done|failed)$/)
  return read()
}
