/** The control over HTTP: worlds, deeds, time, and who may reach it. */
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Area } from '../area.ts'
import { openSandboxOf, type Sandbox } from '../open-sandbox.ts'
import { payArea } from '../pay/index.ts'
import { defineVerb, refuseDeed } from '../verb.ts'
import { corpArea } from '../wecom/corp/index.ts'
import { weixinArea } from '../weixin/index.ts'
import { durationMs } from './durations.ts'

const PLAN = { seed: 9, staff: 3, customers: 4, groups: 0 }

const wavesArea: Area = {
  name: 'waves',
  schema: 'create table if not exists waves (at integer not null, due_at integer not null, done integer not null) strict;',
  calls: [],
  verbs: [
    defineVerb({
      name: 'wave',
      actor: 'customer',
      shape: z.object({ to: z.string(), times: z.number().int().min(1).default(1) }),
      act: ({ world, actor, input }) => {
        world.store.run('insert into waves values (?, ?, 0)', [world.clock.now(), world.clock.now() + 86_400_000])
        if (input.times > 3) refuseDeed('too_often', 'three times is enough')
        world.deliver({ to: { customer: actor.id }, from: 'me', channel: 'app', content: { msgtype: 'text', text: { content: input.to } } })
        return [`waved at ${input.to}`]
      },
    }),
  ],
  due: (world) => void world.store.run('update waves set done = 1 where due_at <= ?', [world.clock.now()]),
}

let sandbox: Sandbox
let app: FastifyInstance
let realNow: number

beforeEach(async () => {
  realNow = Date.UTC(2026, 9, 15, 4)
  sandbox = openSandboxOf({ areas: [corpArea, weixinArea, payArea, wavesArea], ticking: false, realNow: () => realNow })
  app = Fastify()
  await app.register(sandbox.routes)
})

afterEach(async () => {
  await app.close()
  await sandbox.close()
})

async function post(path: string, payload: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await app.inject({ method: 'POST', url: `/_sandbox/${path}`, payload })
  return { status: response.statusCode, body: response.json() }
}

async function read(path: string): Promise<Record<string, unknown>> {
  return (await app.inject({ url: `/_sandbox${path}` })).json()
}

test('a world is made whole from its seed, keys of all accounts included', async () => {
  const { body } = await post('world', PLAN)
  expect(body).toMatchObject({
    corp: {
      corpId: expect.stringMatching(/^ww[0-9a-f]{16}$/),
      secret: expect.stringMatching(/^.{43}$/),
      agentId: 1_000_002,
      token: expect.stringMatching(/^[A-Za-z0-9]{1,32}$/),
      encodingAesKey: expect.stringMatching(/^[A-Za-z0-9]{43}$/),
    },
    officialAccount: { appId: expect.stringMatching(/^wx[0-9a-f]{16}$/), encodingAesKey: expect.stringMatching(/^.{43}$/) },
    miniProgram: { appId: expect.stringMatching(/^wx/), secret: expect.stringMatching(/^[0-9a-f]{32}$/) },
    merchant: {
      mchId: expect.stringMatching(/^\d{10}$/),
      apiV3Key: expect.stringMatching(/^.{32}$/),
      serialNo: expect.stringMatching(/^[0-9A-F]{40}$/),
    },
  })
  expect(body.staff).toHaveLength(3)
  expect(body.customers).toHaveLength(4)
  const again = await post('world', PLAN)
  expect(again.body.corp).toEqual(body.corp)
  expect((await post('world', { ...PLAN, seed: 10 })).body.corp).not.toEqual(body.corp)
})

test('the platform certificate is a certificate that verifies itself', async () => {
  const { body } = await post('world', PLAN)
  const pem = (body.merchant as { platformCertificatePem: string }).platformCertificatePem
  const certificate = new X509Certificate(pem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subject).toContain('CN=Tenpay.com sandbox')
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2031)
})

test('before the first world deeds are refused and say so', async () => {
  expect(await post('act', { actor: 'customer:c1', verb: 'wave', to: 'x' })).toMatchObject({
    status: 409,
    body: { error: { code: 'no_world' } },
  })
  expect((await app.inject({ url: '/_sandbox' })).statusCode).toBe(200)
})

test('a deed answers its effects; what it sends is in the inbox', async () => {
  await post('world', PLAN)
  expect((await post('act', { actor: 'customer:c2', verb: 'wave', to: 'zhang' })).body).toEqual({ ok: true, effects: ['waved at zhang'] })
  expect(await read('/inbox?customer=c2')).toMatchObject({
    items: [{ at: realNow, from: 'me', channel: 'app', content: { text: { content: 'zhang' } } }],
  })
  expect(await read('/inbox?customer=c1')).toEqual({ items: [] })
})

test.each([
  [{ actor: 'customer:c1', verb: 'wave' }, 422, 'bad_input', 'to: '],
  [{ actor: 'customer:c1', verb: 'wave', to: 'x', times: 0 }, 422, 'bad_input', 'times: '],
  [{ actor: 'customer:nobody', verb: 'wave', to: 'x' }, 404, 'unknown_customer', 'nobody'],
  [{ actor: 'staff:nobody', verb: 'wave', to: 'x' }, 404, 'unknown_staff', 'nobody'],
  [{ actor: 'customer:c1', verb: 'fly' }, 404, 'unknown_verb', 'fly'],
  [{ actor: 'somebody', verb: 'fly' }, 422, 'bad_input', 'actor: '],
  [{ actor: 'customer:c1', verb: 'wave', to: 'x', times: 4 }, 409, 'too_often', 'three times'],
])('deed %j is %i %s', async (deed, status, code, words) => {
  await post('world', PLAN)
  const answer = await post('act', deed)
  expect(answer).toMatchObject({ status, body: { ok: false, error: { code, message: expect.stringContaining(words) } } })
  expect(sandbox.world.store.all('select * from waves')).toEqual([])
})

test('deeds in bulk: refused ones undo only themselves', async () => {
  await post('world', PLAN)
  const deed = (times: number) => ({ actor: 'customer:c1', verb: 'wave', to: 'x', times })
  const { body } = await post('acts', { deeds: [deed(1), deed(9), deed(2)] })
  expect(body).toMatchObject({ results: [{ ok: true }, { ok: false, error: { code: 'too_often' } }, { ok: true }] })
  expect(sandbox.world.store.all('select * from waves')).toHaveLength(2)
})

test('the clock moves and what falls due on the way happens', async () => {
  await post('world', PLAN)
  await post('act', { actor: 'customer:c1', verb: 'wave', to: 'x' })
  expect((await post('clock', { advance: 'PT23H59M59S' })).body).toEqual({ now: '2026-10-16T03:59:59.000Z' })
  expect(sandbox.world.store.all('select done from waves')).toEqual([{ done: 0 }])
  realNow += 1_000
  sandbox.deliverDue()
  expect(sandbox.world.store.all('select done from waves')).toEqual([{ done: 1 }])
  expect((await post('run', { days: 3 })).body).toEqual({ now: '2026-10-19T04:00:00.000Z', days: 3, livedPeople: 0 })
  expect(await post('clock', { advance: '-P1D' })).toMatchObject({
    status: 422,
    body: { error: { message: expect.stringContaining('advance: ') } },
  })
})

test.each([
  ['P1D', 86_400_000],
  ['PT25S', 25_000],
  ['P1W2DT3H4M5S', 788_645_000],
  ['P', undefined],
  ['PT', undefined],
  ['P1M', undefined],
  ['P0D', undefined],
  ['P99999D', undefined],
  ['1D', undefined],
])('duration %s is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

test('faults are kept, and wrong ones name the field', async () => {
  await post('world', PLAN)
  expect((await post('faults', { lose: 0.1 })).body).toEqual({ duplicate: 0, lose: 0.1, reorder: 0, delayMs: 0, error5xx: 0, rateLimit: 0 })
  expect(await read('/faults')).toMatchObject({ lose: 0.1 })
  expect(await post('faults', { lose: 2 })).toMatchObject({ status: 422, body: { error: { message: expect.stringContaining('lose: ') } } })
  expect(await post('faults', { loose: 1 })).toMatchObject({ status: 422, body: { error: { message: expect.stringContaining('loose') } } })
})

test('settings of the console: what is left out stays, null takes away', async () => {
  await post('world', { ...PLAN, callbackUrl: 'http://127.0.0.1:9/cb' })
  const set = (settings: object) => post('settings', settings).then(({ body }) => body)
  expect(await set({ contactsAllowed: false, trustedAddresses: ['10.0.0.1'] })).toEqual({
    callbackUrl: 'http://127.0.0.1:9/cb',
    contactsAllowed: false,
    visibleUserIds: null,
    trustedAddresses: ['10.0.0.1'],
  })
  expect(await set({ trustedAddresses: null, visibleUserIds: ['a'], callbackUrl: null })).toEqual({
    callbackUrl: null,
    contactsAllowed: false,
    visibleUserIds: ['a'],
    trustedAddresses: null,
  })
  expect(await post('settings', { callbackUrl: 'ftp://x' })).toMatchObject({ status: 422 })
})

test.each([
  ['x-forwarded-for', '127.0.0.1'],
  ['X-Forwarded-Host', 'localhost'],
  ['Forwarded', 'for=127.0.0.1'],
  ['Host', 'shop.example.com'],
])('a request with %s is refused', async (header, value) => {
  const response = await app.inject({ url: '/_sandbox/clock', headers: { [header]: value } })
  expect([response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([403, 'not_local'])
})

test('a page of another site changes nothing, the playground itself may', async () => {
  const make = (site: string) => app.inject({ method: 'POST', url: '/_sandbox/world', headers: { 'sec-fetch-site': site }, payload: PLAN })
  expect((await make('cross-site')).statusCode).toBe(403)
  expect(sandbox.hasWorld()).toBe(false)
  expect((await make('same-origin')).statusCode).toBe(200)
  expect((await app.inject({ url: '/_sandbox', headers: { 'sec-fetch-site': 'cross-site', host: '[::1]:9300' } })).statusCode).toBe(200)
})

test('only loopback reaches the control; the platform itself answers everybody', async () => {
  expect((await app.inject({ url: '/_sandbox/clock', remoteAddress: '192.168.1.9' })).statusCode).toBe(403)
  expect((await app.inject({ url: '/_sandbox/clock', remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200)
  expect((await app.inject({ url: '/_sandbox/clock', remoteAddress: '127.9.9.9' })).statusCode).toBe(200)
  expect((await app.inject({ url: '/_sandbox/clock', remoteAddress: '127.evil' })).statusCode).toBe(403)
  expect((await app.inject({ url: '/cgi-bin/getcallbackip', remoteAddress: '192.168.1.9' })).json()).toMatchObject({ errcode: 41001 })
})

test('a world goes on after a restart: clock, chance, people, faults; a new world ends it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const openHere = () => openSandboxOf({ areas: [corpArea, wavesArea], ticking: false, realNow: () => realNow, folder })
  const first = openHere()
  const made = first.makeWorld(PLAN)
  first.advance(5_000)
  first.act({ actor: 'customer:c1', verb: 'wave', to: 'x' })
  await first.close()
  const second = openHere()
  expect(second.describeWorld()).toEqual(made)
  expect(second.now()).toBe(realNow + 5_000)
  expect(second.world.store.all('select * from waves')).toHaveLength(1)
  const drawn = second.world.random.next()
  await second.close()
  const third = openHere()
  expect(third.world.random.next()).toBe(drawn)
  third.makeWorld(PLAN)
  expect(third.world.store.all('select * from waves')).toEqual([])
  expect(third.now()).toBe(realNow)
  await third.close()
  rmSync(folder, { recursive: true, force: true })
})

test('who listens hears of every new world until they stop', () => {
  const heard: string[] = []
  const stop = sandbox.onWorld((answer) => heard.push(answer.corp.corpId))
  const first = sandbox.makeWorld(PLAN)
  const second = sandbox.makeWorld({ ...PLAN, seed: 2 })
  stop()
  sandbox.makeWorld(PLAN)
  expect(heard).toEqual([first.corp.corpId, second.corp.corpId])
})
