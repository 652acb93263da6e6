import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWriteKeyResolver } from '../../../platform/auth/index.ts'
import { insertWriteKey } from '../../../platform/auth/write-keys.ts'
import { AppError } from '../../../platform/errors.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import { wireRoutes } from './routes.ts'

let world: World
let collector: Collector
let server: FastifyInstance
let writeKey: string
let workspaceId: number
/** When set, the collector refuses everything: what it throws when its queue is full. */
let full = false

beforeAll(async () => {
  world = await openWorld()
  const workspace = await world.newWorkspace()
  workspaceId = workspace.id
  writeKey = (await insertWriteKey(world.handles, world.handles.db, { workspaceId, name: 'test' })).key
  collector = await openCollector(world.handles)
  const collect: Collector['collect'] = async (input) => {
    if (full) throw new AppError('events.overloaded', { retryAfterSeconds: 3 })
    return collector.collect(input)
  }
  server = Fastify()
  await server.register(
    wireRoutes({ handles: world.handles, collector: { ...collector, collect }, writeKeys: openWriteKeyResolver(world.handles.db) }),
  )
  await server.listen({ port: 0, host: '127.0.0.1' })
})

afterAll(async () => {
  await server?.close()
  await collector?.close()
})

interface Stored {
  name: string
  type: string
  atom: number
  amount: number | null
  currency: string
  source: string
  properties: Record<string, unknown>
  context: string
}

function stored(name: string): Promise<Stored[]> {
  return world.handles.clickhouse.query<Stored>({
    query:
      'SELECT name, type, atom, amount, currency, source, properties, context FROM events_v1 WHERE workspace = {w:UInt32} AND name = {n:String} ORDER BY sequence',
    params: { w: workspaceId, n: name },
    lane: 'point',
  })
}

const basic = () => ({ authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` })
const post = (url: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  server.inject({ method: 'POST', url, payload, headers: { ...basic(), ...headers } })
const postJson = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  post(url, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
const packed = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64'))

describe('Segment', () => {
  test('a single call is stored when it is answered', async () => {
    const answer = await postJson('/v1/track', {
      userId: 'u1',
      event: 'one',
      messageId: 'one-1',
      properties: { amount: '19.90', phone: '13800138000', sku: 'x' },
    })
    expect(answer.body).toBe('{"success":true}')
    expect(answer.statusCode).toBe(200)
    const [row, ...others] = await stored('one')
    expect(others).toEqual([])
    expect(row).toMatchObject({ type: 'track', amount: 19.9, currency: 'CNY', source: 'segment', properties: { sku: 'x' } })
    expect(row?.atom).toBeGreaterThan(0)
    expect(JSON.stringify(row)).not.toContain('13800138000')
  })

  test('the key may stand in the body, the content type may be anything, the body may be compressed', async () => {
    const call = (event: string) => JSON.stringify({ writeKey, userId: 'u1', event })
    const send = (payload: string | Buffer, headers: Record<string, string>) =>
      server.inject({ method: 'POST', url: '/v1/t', payload, headers })
    expect((await send(call('key-in-body'), { 'content-type': 'text/plain' })).body).toBe('{"success":true}')
    expect((await send(call('key-in-body'), {})).body).toBe('{"success":true}')
    expect((await send(call('key-in-body'), { 'content-type': 'no type at all' })).body).toBe('{"success":true}')
    expect((await send(gzipSync(call('key-in-body')), { 'content-encoding': 'gzip', 'content-type': 'application/json' })).body).toBe(
      '{"success":true}',
    )
    expect(await stored('key-in-body')).toHaveLength(4)
  })

  test('of a batch the good ones are stored and the bad ones listed', async () => {
    const batch = [
      { type: 'track', userId: 'u1', event: 'mixed' },
      { type: 'track', userId: 'u1' },
      { type: 'track', userId: 'u1', event: 'mixed' },
      { type: 'track', event: 'mixed' },
      5,
      { type: 'track', userId: 'u1', event: 'mixed', properties: JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`) },
    ]
    const answer = await postJson('/v1/batch', { batch }, { 'accept-language': 'en' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      success: true,
      rejected: [
        { index: 1, code: 'events.missing_field', message: 'event is missing' },
        { index: 3, code: 'events.no_identity', message: expect.any(String) },
        { index: 4, code: 'events.wrong_type', message: 'event should be an object' },
        { index: 5, code: 'events.too_deep', message: 'Nested deeper than 64 levels' },
      ],
    })
    expect(await stored('mixed')).toHaveLength(2)
    expect((await postJson('/v1/batch', { batch: [] })).body).toBe('{"success":true}')
  })

  test('the same message id counts once, in one batch, later and at once', async () => {
    const call = { type: 'track', userId: 'u1', event: 'twice', messageId: 'twice-1', timestamp: '2026-11-22T00:00:00.000Z' }
    await Promise.all([postJson('/v1/batch', { batch: [call, call] }), postJson('/v1/import', { batch: [call] })])
    await postJson('/v1/b', { batch: [call] })
    expect(await stored('twice')).toHaveLength(1)
  })

  test.each<[string, number, string, () => Promise<{ statusCode: number; body: string; headers: object }>]>([
    ['no JSON', 400, 'events.unparsable', () => post('/v1/track', '{"event":')],
    ['nothing', 400, 'events.unparsable', () => post('/v1/track', '')],
    ['a single bad event', 400, 'events.missing_field', () => postJson('/v1/track', { userId: 'u' })],
    [
      'a deep one',
      400,
      'events.too_deep',
      () => post('/v1/track', `{"userId":"u","event":"x","properties":${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}}`),
    ],
    ['deep lists', 400, 'events.wrong_type', () => post('/v1/track', `${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
    ['a batch of nothing', 400, 'events.empty', () => postJson('/v1/batch', {})],
    ['a batch that is no list', 400, 'events.wrong_type', () => postJson('/v1/batch', { batch: 'x' })],
    [
      'an event over 32 KB',
      413,
      'events.event_too_large',
      () => postJson('/v1/track', { userId: 'u', event: 'x', properties: { a: 'x'.repeat(33_000) } }),
    ],
    ['a request over 500 KB', 413, 'events.request_too_large', () => post('/v1/batch', Buffer.alloc(600_000, 'x'))],
    [
      'a bomb',
      413,
      'events.request_too_large',
      () => post('/v1/batch', gzipSync(Buffer.alloc(100_000_000)), { 'content-encoding': 'gzip' }),
    ],
    ['many tiny ones', 413, 'events.too_many_events', () => post('/v1/batch', `{"batch":[${'1,'.repeat(6_000)}1]}`)],
    ['an encoding we lack', 415, 'events.unsupported_encoding', () => post('/v1/track', 'x', { 'content-encoding': 'compress' })],
    [
      'a wrong key',
      401,
      'events.bad_write_key',
      () => post('/v1/track', '{}', { authorization: `Basic ${Buffer.from('nobody:').toString('base64')}` }),
    ],
    [
      'no key',
      401,
      'events.bad_write_key',
      async () => server.inject({ method: 'POST', url: '/v1/track', payload: '{"userId":"u","event":"x"}' }),
    ],
  ])('%s is %i with its reason', async (_name, status, code, send) => {
    const answer = await send()
    expect(answer.statusCode).toBe(status)
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, error: { code, message: expect.stringMatching(/./) } })
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' })
  })

  test('when the queue is full the client is told when to come again', async () => {
    full = true
    const answer = await postJson('/v1/track', { userId: 'u', event: 'later' }).finally(() => {
      full = false
    })
    expect(answer.statusCode).toBe(429)
    expect(answer.headers['retry-after']).toBe('3')
    expect(answer.json()).toMatchObject({ success: false, error: { code: 'events.overloaded' } })
  })

  test('words in the language of the request', async () => {
    const zh = await postJson('/v1/track', { userId: 'u' }, { 'accept-language': 'zh-CN,zh;q=0.9' })
    const en = await postJson('/v1/track', { userId: 'u' }, { 'accept-language': 'en-GB' })
    expect(zh.json().error.message).toBe('缺少 event')
    expect(en.json().error.message).toBe('event is missing')
  })

  test('RudderStack’s library', async () => {
    const message = {
      type: 'track',
      event: 'rudder',
      userId: 'r1',
      anonymousId: 'ra1',
      messageId: '5f3c9d3e-6f0f-4f1e-9f0a-000000000001',
      originalTimestamp: '2026-11-22T03:59:50.000Z',
      sentAt: '2026-11-22T03:59:55.000Z',
      channel: 'server',
      properties: { revenue: 30, currency: 'USD' },
      context: { library: { name: '@rudderstack/rudder-sdk-node', version: '2.1.0' } },
      integrations: { All: true },
    }
    const body = gzipSync(JSON.stringify({ batch: [message], sentAt: '2026-11-22T03:59:55.000Z' }))
    expect((await post('/v1/batch', body, { 'content-type': 'application/json', 'content-encoding': 'gzip' })).body).toBe(
      '{"success":true}',
    )
    const beacon = { batch: [{ ...message, messageId: 'rudder-beacon' }] }
    const sent = await server.inject({ method: 'POST', url: `/beacon/v1/batch?writeKey=${writeKey}`, payload: JSON.stringify(beacon) })
    expect(sent.body).toBe('{"success":true}')
    expect(await stored('rudder')).toMatchObject([{ amount: 30, currency: 'USD' }, { amount: 30 }])
  })

  test('pages of any site may ask and post', async () => {
    const answer = await server.inject({
      method: 'OPTIONS',
      url: '/v1/t',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-max-age': '86400',
    })
  })
})

describe('Sensors', () => {
  const entry = (event: string, more: object = {}) => ({
    type: 'track',
    event,
    distinct_id: 'mp1',
    identities: { $identity_mp_id: 'mp1', $identity_mp_wx1_openid: 'o1' },
    lib: { $lib: 'MiniProgram', $lib_version: '1.22.7' },
    properties: { amount: 3 },
    time: 1_763_780_000_000,
    _track_id: 5,
    ...more,
  })
  const sa = (query = '') => `/sa?project=default&token=${writeKey}${query}`
  const form = (url: string, payload: string, headers: Record<string, string> = {}) =>
    server.inject({ method: 'POST', url, payload, headers: { 'content-type': 'text/plain', ...headers } })

  test('a list by POST, again without effect', async () => {
    const list = `data_list=${packed([entry('mp'), entry('mp', { _track_id: 6 })])}`
    expect((await form(sa(), list)).body).toBe('{}')
    expect((await form(sa(), list)).statusCode).toBe(200)
    expect(await stored('mp')).toMatchObject([{ amount: 3, source: 'sensors' }, { amount: 3 }])
  })

  test('gzip, and one by GET answered with a picture', async () => {
    const zipped = encodeURIComponent(gzipSync(JSON.stringify([entry('zipped')])).toString('base64'))
    expect((await form(sa(), `data_list=${zipped}&gzip=1`)).statusCode).toBe(200)
    const picture = await server.inject({ method: 'GET', url: `${sa(`&data=${packed(entry('pictured'))}`)}`.replace('/sa?', '/sa.gif?') })
    expect(picture.headers['content-type']).toBe('image/gif')
    expect(picture.rawPayload.subarray(0, 6).toString()).toBe('GIF89a')
    expect(await stored('zipped')).toHaveLength(1)
    expect(await stored('pictured')).toHaveLength(1)
  })

  test('a dry run checks and stores nothing', async () => {
    const dry = { 'dry-run': 'true' }
    expect((await form(`/debug?token=${writeKey}`, `data=${packed(entry('dry'))}`, dry)).body).toBe('{}')
    expect(await stored('dry')).toEqual([])
    const bad = await form(`/debug?token=${writeKey}`, `data=${packed({ type: 'track' })}`, dry)
    expect(bad.statusCode).toBe(400)
    expect(bad.json().error.code).toBe('events.missing_field')
  })

  test('bad ones of a list are listed, a single bad one is 400, a wrong key 401', async () => {
    const some = await form(sa(), `data_list=${packed([entry('some'), { type: 'nothing' }])}`)
    expect(some.statusCode).toBe(200)
    expect(some.json().rejected).toMatchObject([{ index: 1, code: 'events.unknown_type' }])
    expect(await stored('some')).toHaveLength(1)
    expect((await form(sa(), `data=${packed({ type: 'nothing' })}`)).statusCode).toBe(400)
    expect((await form('/sa?token=nobody', `data=${packed(entry('x'))}`)).statusCode).toBe(401)
    expect((await form(sa(), '')).json().error.code).toBe('events.empty')
  })
})

test('property names that a store could stumble over', async () => {
  const properties = [
    { 'a.b': 1, a: { b: 2 } },
    { a: { b: 1 }, 'a.b': 'x', 'a.b.c': [1] },
    { list: [1, 'x', { y: [[1], ['z', null]] }, null] },
    { big: 1.2e19, bigger: 2e19, small: 5e-324, huge: 1.7e308, negative: -9.3e18 },
    { '`': 1, '"': 2, "'": 3, '\\': 4, ' ': 5, '.': 6, '..': 7, 'a.': 8, '.a': 9, '[]': 10, '%': 11 },
    Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index])),
    { ['x'.repeat(255)]: 1 },
  ]
  for (const [index, one] of properties.entries()) {
    const answer = await postJson('/v1/batch', { batch: [{ type: 'track', event: 'odd', userId: 'u', properties: one }] })
    expect(answer.body, String(index)).toBe('{"success":true}')
  }
  expect(await stored('odd')).toHaveLength(properties.length)
})

test('bad events are kept aside with their reason, without contacts', async () => {
  await postJson('/v1/track', { userId: 'me@example.com', event: 5, messageId: 'kept-aside', writeKey, traits: { phone: '010-65529988' } })
  const kept = await world.handles.clickhouse.query<{ code: string; source: string; raw: string }>({
    query: "SELECT code, source, raw FROM events_rejected_v1 WHERE workspace = {w:UInt32} AND raw LIKE '%kept-aside%'",
    params: { w: workspaceId },
    lane: 'point',
  })
  expect(kept).toMatchObject([{ code: 'events.wrong_type', source: 'segment' }])
  expect(kept[0]?.raw).not.toMatch(/me@|65529988|writeKey/)
})

test('any bytes are answered with a reason, never with 5xx', async () => {
  const url = fc.constantFrom('/v1/track', '/v1/batch', '/v1/identify', '/v1/b', '/sa', '/sa.gif', '/debug')
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.jsonValue({ stringUnit: 'binary' }).map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .record({ batch: fc.array(fc.jsonValue({ stringUnit: 'binary' }), { maxLength: 3 }) })
      .map((value) => Buffer.from(JSON.stringify(value))),
    fc.jsonValue({ stringUnit: 'binary' }).map((value) => Buffer.from(`data=${packed(value)}`)),
    fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
      .map((properties) =>
        Buffer.from(JSON.stringify({ userId: 'fuzz', event: 'fuzz', properties, context: properties, traits: properties })),
      ),
  )
  const headers = fc.record({
    'content-type': fc.constantFrom('application/json', 'text/plain', 'x'),
    'content-encoding': fc.constantFrom('', 'gzip', 'deflate', 'br', 'gzip, gzip'),
  })
  const send = async ([path, payload, sent]: [string, Buffer, Record<string, string>]) => {
    const answer = await post(`${path}?token=${writeKey}`, payload, sent)
    expect(answer.statusCode).toBeLessThan(500)
    if (answer.statusCode !== 200) expect(answer.json().error.message).not.toBe('')
  }
  // At once, because what is refused is gathered for a moment before it is kept.
  const requests = fc.array(fc.tuple(url, body, headers), { minLength: 10, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(requests, async (all) => {
      await Promise.all(all.map(send))
    }),
    { numRuns: 25 },
  )
})

test('a client that goes away in the middle hurts nobody', async () => {
  const { port } = server.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.write(`POST /v1/track HTTP/1.1\r\nhost: x\r\nauthorization: ${basic().authorization}\r\ncontent-length: 1000\r\n\r\n{"userId":`)
  await new Promise<void>((resolve) => socket.end(resolve))
  expect((await postJson('/v1/track', { userId: 'u', event: 'after' })).statusCode).toBe(200)
})
