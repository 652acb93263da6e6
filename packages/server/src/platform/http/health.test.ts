/** Alive, ready, figures, description. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'

let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
})
afterAll(() => server.close())

test('alive and ready', async () => {
  expect(await server.stranger.inject({ url: '/healthz' })).toMatchObject({ status: 200, body: { status: 'alive' } })
  expect(await server.stranger.inject({ url: '/readyz' })).toMatchObject({ status: 200, body: { status: 'ready' } })
})

test('not ready says why, for each thing that does not answer', async () => {
  const failing = await openTestServer(world, [], {
    readiness: [
      { name: 'disk', check: () => Promise.reject(new Error('3 MB are free')) },
      { name: 'fine', check: async () => {} },
      { name: 'coded', check: () => Promise.reject(new AppError('platform.unavailable', { reason: { zh: '走了', en: 'gone' } })) },
      { name: 'silent', check: () => new Promise(() => {}) },
    ],
  })
  const answer = await failing.stranger.inject({ url: '/readyz', headers: { 'accept-language': 'en' } })
  expect(answer.status).toBe(503)
  expect(answer.body).toEqual({
    status: 'not ready',
    reasons: [
      { name: 'disk', reason: '3 MB are free' },
      { name: 'coded', reason: 'A store is unavailable: gone' },
      { name: 'silent', reason: 'no answer within 5000 ms' },
    ],
  })
  expect((await failing.stranger.inject({ url: '/healthz' })).status).toBe(200)
  await failing.close()
})

test('figures are open on this machine only, and count routes by pattern', async () => {
  await server.stranger.inject({ url: '/api/v1/me?phone=13800000000' })
  await server.stranger.inject({ url: '/api/v1/13800000000' })
  const local = await server.stranger.inject({ url: '/metrics' })
  expect(local.status).toBe(200)
  expect(local.headers['content-type']).toContain('text/plain')
  expect(local.text).toContain('route="/api/v1/me",status="401"')
  expect(local.text).not.toContain('13800000000')
})

test.each([
  { remoteAddress: '203.0.113.9', headers: {} },
  { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '203.0.113.9' } },
  { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } },
  { remoteAddress: '203.0.113.9', headers: { 'x-forwarded-for': '127.0.0.1' } },
  { remoteAddress: '::1', headers: { forwarded: 'for=127.0.0.1' } },
])('figures from elsewhere (%j) need a key with metrics.read', async (from) => {
  const ask = (headers: Readonly<Record<string, string>>) =>
    server.fastify.inject({ url: '/metrics', remoteAddress: from.remoteAddress, headers: { ...from.headers, ...headers } })
  const analyst = await server.as('analyst')
  const reader = await server.withPermissions(['metrics.read'], { workspace: await world.newWorkspace() })
  expect((await ask({})).statusCode).toBe(401)
  expect((await ask({ authorization: analyst.headers.authorization ?? '' })).statusCode).toBe(403)
  expect((await ask({ authorization: reader.headers.authorization ?? '' })).statusCode).toBe(200)
})

test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', async (remoteAddress) => {
  expect((await server.fastify.inject({ url: '/metrics', remoteAddress })).statusCode).toBe(200)
})

test('the description of the API is open', async () => {
  const answer = await server.stranger.inject({ url: '/api/v1/openapi.json' })
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ openapi: '3.1.0', paths: { '/session': { post: { operationId: 'auth.sign_in' } } } })
})
