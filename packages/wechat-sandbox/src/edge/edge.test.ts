/** The edge over HTTP: tokens, refusals, limits, faults, unknown paths. */
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Area } from '../area.ts'
import { defineCall } from '../call.ts'
import { setFaults } from '../faults.ts'
import { openSandboxOf, type Sandbox } from '../open-sandbox.ts'
import { platformError } from '../platform-error.ts'
import { changeApp } from '../wecom/corp/corps.ts'
import { corpArea } from '../wecom/corp/index.ts'

const MINUTE_MS = 60_000
const NO_FAULTS = { duplicate: 0, lose: 0, reorder: 0, delayMs: 0, error5xx: 0, rateLimit: 0 }

/** A small area with one call of each kind the edge treats differently. */
const notesArea: Area = {
  name: 'notes',
  schema: 'create table if not exists notes (id integer primary key, text text not null) strict;',
  calls: [
    defineCall({
      method: 'POST',
      path: '/cgi-bin/externalcontact/note',
      source: 'test',
      limits: '3 a minute, 5 a day',
      frequency: { perMinute: 3, perDay: 5 },
      body: z.object({ text: z.string(), tags: z.array(z.object({ name: z.string() })).default([]), refuse: z.boolean().default(false) }),
      answer: ({ world, body }) => {
        world.store.run('insert into notes (text) values (?)', [body.text])
        if (body.refuse) platformError(84061, '客户')
        return { count: world.store.get<{ n: number }>('select count(*) as n from notes')?.n }
      },
    }),
    defineCall({ method: 'POST', path: '/cgi-bin/busy', source: 'test', limits: 'one at a time', concurrency: 1, answer: () => ({}) }),
    defineCall({
      method: 'POST',
      path: '/cgi-bin/file',
      source: 'test',
      limits: 'a file',
      multipart: true,
      query: z.object({ type: z.string() }),
      answer: ({ files, query }) => ({ type: query.type, files: files.map((file) => [file.field, file.fileName, file.bytes.length]) }),
    }),
  ],
  verbs: [],
}

let sandbox: Sandbox
let app: FastifyInstance
let token: string
let corp: { corpId: string; secret: string; agentId: number }

beforeEach(async () => {
  sandbox = openSandboxOf({ areas: [corpArea, notesArea], ticking: false, realNow: () => Date.UTC(2026, 9, 15, 4) })
  corp = sandbox.makeWorld({ seed: 5, staff: 2, customers: 1, groups: 0 }).corp
  app = Fastify()
  await app.register(sandbox.routes)
  token = await freshToken()
})

afterEach(async () => {
  await app.close()
  await sandbox.close()
})

type Json = Record<string, unknown> & { errcode: number; errmsg: string }

async function get(url: string): Promise<Json> {
  return (await app.inject({ url })).json<Json>()
}

async function freshToken(): Promise<string> {
  return (await get(`/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`)).access_token as string
}

async function note(body: object | string, path = '/cgi-bin/externalcontact/note'): Promise<Json> {
  return (await app.inject({ method: 'POST', url: `${path}?access_token=${token}`, payload: body })).json<Json>()
}

test.each([
  ['', 41002],
  ['corpid=a', 41004],
  ['corpid=a&corpsecret=b', 40013],
  ['corpid=CORP&corpsecret=b', 40001],
])('gettoken?%s is %i', async (query, errcode) => {
  expect((await get(`/cgi-bin/gettoken?${query.replace('CORP', corp.corpId)}`)).errcode).toBe(errcode)
})

test('2,000 wrong tries of gettoken within an hour block the address for an hour', async () => {
  const wrong = `/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=wrong`
  for (let tries = 0; tries < 2_000; tries += 1) expect((await get(wrong)).errcode).toBe(40001)
  expect((await get(wrong)).errcode).toBe(45009)
  const right = `/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`
  expect((await get(right)).errcode).toBe(45009)
  sandbox.advance(60 * MINUTE_MS)
  expect((await get(right)).errcode).toBe(0)
})

test('a token is the same while it lives, then expired, then another', async () => {
  const url = `/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`
  sandbox.advance(7_199_000)
  expect(await get(url)).toMatchObject({ access_token: token, expires_in: 1 })
  expect((await get(`/cgi-bin/getcallbackip?access_token=${token}`)).errcode).toBe(0)
  sandbox.advance(1_000)
  expect((await get(`/cgi-bin/getcallbackip?access_token=${token}`)).errcode).toBe(42001)
  const next = await get(url)
  expect(next).toMatchObject({ expires_in: 7_200 })
  expect(next.access_token).not.toBe(token)
  expect((await get('/cgi-bin/getcallbackip')).errcode).toBe(41001)
  expect((await get('/cgi-bin/getcallbackip?access_token=forged')).errcode).toBe(40014)
})

test('a refusal is 200 with the code in body and header, and words that name the field', async () => {
  const response = await app.inject({
    method: 'POST',
    url: `/cgi-bin/externalcontact/note?access_token=${token}`,
    payload: { text: 'a', tags: [{ name: 'b' }, { name: 5 }] },
  })
  expect(response.statusCode).toBe(200)
  expect(response.headers['error-code']).toBe('40058')
  expect(response.json<Json>().errmsg).toMatch(
    /^invalid parameter value: tags\.1\.name .+, hint: \[\d+_\d+_[0-9a-f]{32}\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40058$/,
  )
})

test('what is no JSON object is 47001; unknown fields and any content type are taken', async () => {
  expect((await note('{"text":')).errcode).toBe(47001)
  expect((await note('[1]')).errcode).toBe(47001)
  const asForm = await app.inject({
    method: 'POST',
    url: `/cgi-bin/externalcontact/note?access_token=${token}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: '{"text":"a","more":1}',
  })
  expect(asForm.json<Json>()).toMatchObject({ errcode: 0, errmsg: 'ok', count: 1 })
})

test('a refused call leaves nothing behind, and its header is plain', async () => {
  const response = await app.inject({
    method: 'POST',
    url: `/cgi-bin/externalcontact/note?access_token=${token}`,
    payload: { text: 'a', refuse: true },
  })
  expect(response.json<Json>().errcode).toBe(84061)
  expect(response.headers['error-msg']).toBe('not external contact: ??')
  expect(sandbox.world.store.all('select * from notes')).toEqual([])
})

test('the wrong method is 43002, an app not listed for customer contact 48002', async () => {
  expect((await get(`/cgi-bin/externalcontact/note?access_token=${token}`)).errcode).toBe(43002)
  sandbox.world.store.run('update apps set contacts_allowed = 0')
  expect((await note({ text: 'a' })).errcode).toBe(48002)
  expect((await get(`/cgi-bin/getcallbackip?access_token=${token}`)).errcode).toBe(0)
})

test('frequency: over the minute blocks for a minute, over the day for the rest of the day in Beijing', async () => {
  for (let call = 0; call < 3; call += 1) expect((await note({ text: 'a' })).errcode).toBe(0)
  expect((await note({ text: 'a' })).errcode).toBe(45009)
  sandbox.advance(MINUTE_MS - 1)
  expect((await note({ text: 'a' })).errcode).toBe(45009)
  sandbox.advance(1)
  expect((await note({ text: 'a' })).errcode).toBe(0)
  sandbox.advance(MINUTE_MS)
  expect((await note({ text: 'a' })).errcode).toBe(0)
  sandbox.advance(MINUTE_MS)
  expect((await note({ text: 'a' })).errcode).toBe(45009)
  sandbox.advance(12 * 60 * MINUTE_MS - 4 * MINUTE_MS)
  token = await freshToken()
  expect((await note({ text: 'a' })).errcode).toBe(45009)
  sandbox.advance(MINUTE_MS)
  expect((await note({ text: 'a' })).errcode).toBe(0)
})

test('concurrency: a second call while the first is at work is 45033', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `${address}/cgi-bin/busy?access_token=${token}`
  const slow = httpRequest(url, { method: 'POST', headers: { 'content-length': 2 } })
  const first = new Promise<Response>((resolve) =>
    slow.on('response', (message) => resolve(new Response(Readable.toWeb(message) as ReadableStream))),
  )
  const arrived = new Promise((resolve) => app.server.once('request', resolve))
  slow.flushHeaders()
  await arrived
  expect(await (await fetch(url, { method: 'POST', body: '{}' })).json()).toMatchObject({ errcode: 45033 })
  slow.end('{}')
  expect(await (await first).json()).toMatchObject({ errcode: 0 })
  expect(await (await fetch(url, { method: 'POST', body: '{}' })).json()).toMatchObject({ errcode: 0 })
})

test('files come with their field, name and bytes', async () => {
  const form = new FormData()
  form.set('media', new Blob(['hello there']), 'note.txt')
  const request = new Request('http://x', { method: 'POST', body: form })
  const response = await app.inject({
    method: 'POST',
    url: `/cgi-bin/file?type=file&access_token=${token}`,
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  expect(response.json()).toMatchObject({ errcode: 0, type: 'file', files: [['media', 'note.txt', 11]] })
})

test('a body or file above the limit is refused in the platform’s words', async () => {
  expect((await note({ text: 'a'.repeat(5 * 1_048_576) })).errcode).toBe(45002)
  const form = new FormData()
  form.set('media', new Blob([new Uint8Array(22 * 1_048_576)]), 'large.bin')
  const request = new Request('http://x', { method: 'POST', body: form })
  const response = await app.inject({
    method: 'POST',
    url: `/cgi-bin/file?type=file&access_token=${token}`,
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  expect(response.json<Json>().errcode).toBe(45001)
})

test('an address the app does not trust is 60020', async () => {
  changeApp(sandbox.world, corp, { trustedAddresses: ['10.0.0.1'] })
  expect((await get(`/cgi-bin/getcallbackip?access_token=${token}`)).errcode).toBe(60020)
  changeApp(sandbox.world, corp, { trustedAddresses: null })
  expect((await get(`/cgi-bin/getcallbackip?access_token=${token}`)).errcode).toBe(0)
})

test('fault rateLimit refuses without doing; fault error5xx does it in about half of the cases', async () => {
  setFaults(sandbox.world, { ...NO_FAULTS, rateLimit: 1 })
  expect((await note({ text: 'a' })).errcode).toBe(45009)
  expect(sandbox.world.store.all('select * from notes')).toEqual([])
  setFaults(sandbox.world, { ...NO_FAULTS, error5xx: 1 })
  const url = `/cgi-bin/user/list_id?access_token=${token}`
  for (let call = 0; call < 40; call += 1) expect((await app.inject({ method: 'POST', url, payload: {} })).statusCode).toBe(502)
  const counted = sandbox.world.store.get<{ calls: number }>(
    "select calls from call_windows where path = '/cgi-bin/user/list_id' and span = 'perMinute'",
  )
  expect(counted?.calls).toBeGreaterThan(8)
  expect(counted?.calls).toBeLessThan(32)
})

test('unknown paths answer as the platforms do and are listed', async () => {
  expect(await get('/cgi-bin/nothing/here?access_token=1')).toEqual({ errcode: 40066, errmsg: 'invalid url' })
  const pay = await app.inject({ method: 'POST', url: '/v3/pay/transactions/jsapi', payload: {} })
  expect([pay.statusCode, pay.json<{ code: string }>().code]).toEqual([404, 'RESOURCE_NOT_EXISTS'])
  await get('/cgi-bin/nothing/here')
  expect((await app.inject({ url: '/_sandbox/unknown' })).json()).toMatchObject({
    items: [
      { method: 'GET', path: '/cgi-bin/nothing/here', calls: 2 },
      { method: 'POST', path: '/v3/pay/transactions/jsapi', calls: 1 },
    ],
  })
})

test('two areas cannot declare the same path', () => {
  expect(() => openSandboxOf({ areas: [notesArea, { ...notesArea, name: 'again' }], ticking: false })).toThrow('declared twice')
})
