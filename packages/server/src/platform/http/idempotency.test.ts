/** Idempotency-Key: at once, later, with another request, after a crash, after 24 hours. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../contract.ts'
import { AppError } from '../errors.ts'
import { type Caller, openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { bind } from './bind.ts'
import { KEPT_MS, runOnce, sweepIdempotency } from './idempotency.ts'

const summary = { zh: '加一', en: 'Add one' }
const add = endpoint({
  name: 'toy.add',
  method: 'POST',
  path: '/toy/additions',
  access: 'events.write',
  summary,
  body: z.strictObject({ to: z.string(), how: z.enum(['well', 'refused', 'broken']).default('well') }),
  response: z.object({ value: z.number(), secret: z.string() }),
})
const remove = endpoint({
  name: 'toy.remove',
  method: 'DELETE',
  path: '/toy/additions/:to',
  access: 'events.write',
  summary,
  params: z.object({ to: z.string() }),
  response: z.void(),
})

const values = new Map<string, number>()
/** Lets a test hold a running write. */
let gate: Promise<void> = Promise.resolve()

const bindings = [
  bind(add, async ({ body }) => {
    const value = (values.get(body.to) ?? 0) + 1
    values.set(body.to, value)
    await gate
    if (body.how === 'refused') throw new AppError('platform.conflict', { what: 'x' })
    if (body.how === 'broken') throw new Error('broken')
    return { value, secret: `secret of ${body.to}` }
  }),
  bind(remove, ({ params }) => {
    values.set(params.to, (values.get(params.to) ?? 0) - 1)
  }),
]

let world: World
let server: TestServer
let writer: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, bindings)
  writer = await server.as('operator', { workspace: await world.newWorkspace() })
})
afterEach(() => {
  world.real.setOffsetMs(0)
  gate = Promise.resolve()
})
afterAll(() => server.close())

function send(input: { key: string; to: string; how?: string; by?: Caller }) {
  const body = { to: input.to, ...(input.how && { how: input.how }) }
  return (input.by ?? writer).reply(add, { body, headers: { 'idempotency-key': input.key } })
}

describe('a repeated write', () => {
  test('gets the first answer and does not run again', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    const first = await send({ key, to })
    const again = await send({ key, to })
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.text).toBe(first.text)
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true'])
    expect(values.get(to)).toBe(1)
  })

  test('with an empty answer gets that', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    const sent = { params: { to }, headers: { 'idempotency-key': key } }
    const answers = [await writer.reply(remove, sent), await writer.reply(remove, sent)]
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ])
    expect(values.get(to)).toBe(-1)
  })

  test('at once runs once and all copies get the answer', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    let release = () => {}
    gate = new Promise((resolve) => {
      release = resolve
    })
    const copies = Promise.all(Array.from({ length: 6 }, () => send({ key, to })))
    await expect.poll(() => values.get(to)).toBe(1)
    release()
    const answers = await copies
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(6).fill(200))
    expect(values.get(to)).toBe(1)
  })

  test('is audited once', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    const before = server.audited.length
    await send({ key, to })
    await send({ key, to })
    expect(server.audited.length - before).toBe(1)
  })

  test('without a key runs every time', async () => {
    const to = randomUUID()
    await writer.call(add, { body: { to } })
    expect((await writer.call(add, { body: { to } })).value).toBe(2)
  })
})

describe('the same key', () => {
  test('for another body, endpoint, path or caller is a mismatch', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    await send({ key, to })
    const headers = { 'idempotency-key': key }
    const colleague = await server.as('operator')
    const others = [
      await send({ key, to: `${to} other` }),
      await writer.reply(remove, { params: { to }, headers }),
      await colleague.reply(add, { body: { to }, headers: { ...headers, 'x-workspace': writer.headers['x-workspace'] ?? '' } }),
    ]
    expect(others.map(({ status, error }) => [status, error?.code])).toEqual(Array(3).fill([409, 'platform.idempotency_mismatch']))
    expect(values.get(to)).toBe(1)
  })

  test('in another workspace is another key', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    const elsewhere = await server.as('operator', { workspace: await world.newWorkspace() })
    await send({ key, to })
    await send({ key, to, by: elsewhere })
    expect(values.get(to)).toBe(2)
  })

  test('runs again after a refusal or a defect, whose cause may be gone', async () => {
    for (const how of ['refused', 'broken']) {
      const [key, to] = [randomUUID(), randomUUID()]
      expect((await send({ key, to, how })).status).toBe(how === 'refused' ? 409 : 500)
      await send({ key, to, how })
      expect(values.get(to)).toBe(2)
    }
  })

  test('is forgotten after 24 hours', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    await send({ key, to })
    world.real.setOffsetMs(KEPT_MS - 1000)
    await send({ key, to })
    expect(values.get(to)).toBe(1)
    world.real.setOffsetMs(KEPT_MS + 1000)
    await send({ key, to: `${to} other` })
    expect(values.get(`${to} other`)).toBe(1)
  })

  test('is freed when its runner died, which then overwrites nothing', async () => {
    const [key, workspaceId] = [randomUUID(), 999_999]
    let stop = () => {}
    const stopped = new Promise<void>((resolve) => {
      stop = resolve
    })
    const slow = runOnce(world.handles, { workspaceId, key, request: [1], run: () => stopped.then(() => ({ status: 200, text: 'slow' })) })
    await expect.poll(async () => (await keptRows(workspaceId)).length).toBe(1)
    world.real.setOffsetMs(60_000)
    const taken = await runOnce(world.handles, { workspaceId, key, request: [1], run: async () => ({ status: 200, text: '1' }) })
    expect(taken).toEqual({ status: 200, text: '1', replayed: false })
    stop()
    await slow
    const later = await runOnce(world.handles, { workspaceId, key, request: [1], run: async () => ({ status: 200, text: '2' }) })
    expect(later).toEqual({ status: 200, text: '1', replayed: true })
  })

  test.each(['a b', '中', 'x'.repeat(256), '\u007f'])('must be plain text (%j)', async (key) => {
    const answer = await runOnce(world.handles, { workspaceId: 1, key, request: [], run: async () => ({ status: 200, text: '' }) }).catch(
      (error: unknown) => error,
    )
    expect(answer).toMatchObject({ code: 'platform.invalid', details: { field: 'Idempotency-Key' } })
  })
})

describe('the table', () => {
  test('holds neither key nor answer in the clear', async () => {
    const [key, to] = [randomUUID(), randomUUID()]
    await send({ key, to })
    const rows = JSON.stringify(await world.handles.db.selectFrom('http_idempotency').selectAll().execute())
    expect(rows).not.toContain(key)
    expect(rows).not.toContain(to)
    expect(rows.length).toBeGreaterThan(10)
  })

  test('is swept of what has lapsed', async () => {
    await send({ key: randomUUID(), to: randomUUID() })
    await sweepIdempotency(world.handles)
    const before = (await world.handles.db.selectFrom('http_idempotency').select('key_hash').execute()).length
    expect(before).toBeGreaterThan(0)
    // Other tests left rows of their own future behind.
    world.real.setOffsetMs(3 * KEPT_MS)
    await sweepIdempotency(world.handles)
    expect(await world.handles.db.selectFrom('http_idempotency').select('key_hash').execute()).toEqual([])
  })
})

function keptRows(workspaceId: number) {
  return world.handles.db.selectFrom('http_idempotency').selectAll().where('workspace_id', '=', workspaceId).execute()
}
