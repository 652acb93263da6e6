/** What the audit is told of writes that succeed, are refused, fail or cannot be audited. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../contract.ts'
import { fail } from '../errors.ts'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import type { AuditSink } from './audit-sink.ts'
import { bind, bindToAccount } from './bind.ts'

const summary = { zh: '做', en: 'Do' }
const act = endpoint({
  name: 'toy.act',
  method: 'POST',
  path: '/toy/:thingId/acts/:phone',
  access: 'people.write',
  summary,
  params: z.object({ thingId: z.string(), phone: z.string() }),
  body: z.strictObject({ phone: z.string(), how: z.enum(['well', 'refused', 'broken']) }),
  response: z.object({ id: z.string(), personId: z.string() }),
})
const look = endpoint({
  name: 'toy.look',
  method: 'POST',
  path: '/toy/look',
  access: 'people.read',
  summary,
  readOnly: true,
  body: z.object({}),
  response: z.void(),
})
const knock = endpoint({
  name: 'toy.knock',
  method: 'POST',
  path: '/toy/knock',
  access: 'public',
  summary,
  body: z.object({ how: z.enum(['well', 'refused', 'throttled']) }),
  response: z.object({ accountId: z.string() }),
})

let ran = 0
const bindings = [
  bind(act, ({ body }) => {
    ran++
    if (body.how === 'refused') fail('platform.conflict', { what: 'x' })
    if (body.how === 'broken') throw new Error('broken')
    return { id: 'made-1', personId: '77' }
  }),
  bind(look, () => undefined),
  bindToAccount(knock, ({ body }) => {
    if (body.how === 'refused') fail('platform.forbidden', { permission: 'x' })
    if (body.how === 'throttled') fail('platform.too_many', { retryAfterSeconds: 1 })
    return { accountId: '5' }
  }),
]

let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, bindings)
})
afterAll(() => server.close())

const params = { thingId: 'thing-1', phone: '13800000000' }

test.each([
  ['well', { outcome: 'done', status: 200, targets: ['made-1', '77'] }],
  ['refused', { outcome: 'refused', status: 409, errorCode: 'platform.conflict' }],
  ['broken', { outcome: 'failed', status: 500 }],
])('a write that went %s', async (how, outcome) => {
  const workspace = await world.newWorkspace()
  const operator = await server.as('operator', { workspace })
  const answer = await operator.reply(act, { params, body: { phone: '13900000000', how }, headers: { 'x-request-id': 'request-1' } })
  expect(answer.status).toBe(outcome.status)
  expect(server.audited.at(-1)).toEqual({
    write: {
      workspaceId: workspace.id,
      requestId: 'request-1',
      action: 'toy.act',
      actor: { kind: 'key', id: expect.any(String), name: 'test' },
      targets: ['thing-1'],
      fields: ['phone', 'how'],
    },
    outcome,
  })
  expect(JSON.stringify(server.audited)).not.toMatch(/13[89]00000000/)
})

test('a write refused for want of a permission is recorded, a stranger and a misfit are not', async () => {
  const workspace = await world.newWorkspace()
  const analyst = await server.as('analyst', { workspace })
  await analyst.reply(act, { params, body: { phone: '1', how: 'well' } })
  expect(server.audited.at(-1)).toMatchObject({
    write: { workspaceId: workspace.id, action: 'toy.act', targets: [], fields: [] },
    outcome: { outcome: 'refused', status: 403, errorCode: 'platform.forbidden' },
  })
  const before = server.audited.length
  await server.stranger.reply(act, { params, body: { phone: '1', how: 'well' } })
  await (await server.as('operator', { workspace })).reply(act, { params, body: {} })
  await analyst.reply(look, { body: {} })
  expect(server.audited.length).toBe(before)
})

test("a stranger's write is recorded once decided, unless it was throttled", async () => {
  const outcomeOf = async (how: string) => {
    const before = server.audited.length
    await server.stranger.reply(knock, { body: { how } })
    return server.audited
      .slice(before)
      .map(({ write, outcome }) => [write.workspaceId, write.actor.kind, outcome?.outcome, outcome?.targets])
  }
  expect(await outcomeOf('well')).toEqual([[0, 'nobody', 'done', ['5']]])
  expect(await outcomeOf('refused')).toEqual([[0, 'nobody', 'refused', undefined]])
  expect(await outcomeOf('throttled')).toEqual([])
})

test('a write that cannot be audited is not run', async () => {
  const away: AuditSink = {
    begin: () => Promise.reject(new Error('disk full')),
    finish: async () => {},
    record: () => Promise.reject(new Error('disk full')),
  }
  const blind = await openTestServer(world, bindings, { audit: away })
  const operator = await blind.as('operator', { workspace: await world.newWorkspace() })
  const before = ran
  const answer = await operator.reply(act, { params, body: { phone: '1', how: 'well' } })
  expect([answer.status, answer.error?.code, ran]).toEqual([503, 'platform.unavailable', before])
  const analyst = await blind.as('analyst', { workspace: await world.newWorkspace() })
  expect((await analyst.reply(act, { params, body: { phone: '1', how: 'well' } })).status).toBe(403)
  await blind.close()
})

test('a write whose outcome cannot be audited keeps its answer', async () => {
  let attempts = 0
  const forgetful: AuditSink = {
    begin: async ({ workspaceId }) => ({ workspaceId, id: 1 }),
    finish: () => {
      attempts++
      return Promise.reject(new Error('away'))
    },
    record: async () => {},
  }
  const blind = await openTestServer(world, bindings, { audit: forgetful })
  const operator = await blind.as('operator', { workspace: await world.newWorkspace() })
  expect((await operator.reply(act, { params, body: { phone: '1', how: 'well' } })).status).toBe(200)
  expect(attempts).toBe(3)
  await blind.close()
})
