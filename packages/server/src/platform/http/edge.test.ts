/** The HTTP edge with small endpoints of its own: parsing, headers, languages, workspaces, errors. */
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../contract.ts'
import { AppError, type ErrorTable } from '../errors.ts'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { bind, bindToAccount } from './bind.ts'
import { BODY_MAX_BYTES } from './server.ts'

const words = { zh: '试', en: 'Try' }
const echo = endpoint({
  name: 'toy.echo',
  method: 'POST',
  path: '/toy/:id/echo',
  access: 'events.read',
  readOnly: true,
  summary: words,
  params: z.object({ id: z.string() }),
  query: z.object({ times: z.coerce.number().int().min(1).max(3).default(1) }),
  body: z.strictObject({ text: z.string(), deep: z.unknown().optional() }),
  response: z.object({ id: z.string(), texts: z.array(z.string()), workspace: z.string(), timeZone: z.string() }),
})
const open = endpoint({
  name: 'toy.open',
  method: 'GET',
  path: '/toy/open',
  access: 'public',
  summary: words,
  response: z.object({ actor: z.string() }),
})
const nothing = endpoint({
  name: 'toy.nothing',
  method: 'GET',
  path: '/toy/nothing',
  access: 'signedIn',
  summary: words,
  response: z.void(),
})
const file = endpoint({
  name: 'toy.file',
  method: 'GET',
  path: '/toy/file',
  access: 'signedIn',
  summary: words,
  response: z.unknown(),
  form: 'file',
})
const upload = endpoint({
  name: 'toy.upload',
  method: 'POST',
  path: '/toy/upload',
  access: 'events.write',
  summary: words,
  response: z.object({ bytes: z.number() }),
  form: 'multipart',
})
const broken = endpoint({
  name: 'toy.broken',
  method: 'GET',
  path: '/toy/broken/:how',
  access: 'public',
  summary: words,
  params: z.object({ how: z.string() }),
  response: z.object({ a: z.number() }),
})
const toyErrors = {
  'toy.full': { status: 429, zh: '{what} 满了', en: '{what} is full' },
} as const satisfies ErrorTable

const BREAKS: Readonly<Record<string, () => { a: number }>> = {
  defect: () => {
    throw new Error('a secret detail 13800000000')
  },
  expected: () => {
    throw new AppError('toy.full', { what: { zh: '池', en: 'The pool' }, retryAfterSeconds: 2.2 })
  },
  undeclared: () => {
    throw new AppError('toy.nobody_declared_this')
  },
  inherited: () => {
    throw new AppError('constructor')
  },
  away: () => {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  },
  lost: () => {
    throw new Error('Connection terminated unexpectedly')
  },
  misfit: () => ({ a: Number.NaN }),
  more: () => Object.assign({ a: 1 }, { passwordHash: 'x' }),
}

const bindings = [
  bind(echo, ({ params, query, body, workspace }) => ({
    id: params.id,
    texts: Array<string>(query.times).fill(body.text),
    workspace: workspace.name,
    timeZone: workspace.timeZone,
  })),
  bindToAccount(open, ({ actor }) => ({ actor: actor.kind })),
  bindToAccount(nothing, () => undefined),
  bindToAccount(file, () => ({ fileName: '客户 "名单".csv', contentType: 'text/csv', body: Readable.from(['a,b\n', '1,2\n']) })),
  bind(upload, async ({ request }) => {
    const sent = await request.file()
    return { bytes: (await sent?.toBuffer())?.length ?? 0 }
  }),
  bindToAccount(broken, ({ params }) => BREAKS[params.how]?.() ?? { a: 1 }),
]

let world: World
let server: TestServer
let workspace: { id: number; name: string; timeZone: string }
let reader: Awaited<ReturnType<TestServer['as']>>

beforeAll(async () => {
  world = await openWorld()
  workspace = await world.newWorkspace({ timeZone: 'Europe/Berlin' })
  server = await openTestServer(world, bindings, { errorTables: [toyErrors] })
  reader = await server.as('operator', { workspace })
})
afterAll(() => server.close())

describe('a call', () => {
  test('gets its parts read, its defaults filled in and its workspace', async () => {
    expect(await reader.call(echo, { params: { id: 'ä/b c' }, query: { times: 2 }, body: { text: 'x' } })).toEqual({
      id: 'ä/b c',
      texts: ['x', 'x'],
      workspace: workspace.name,
      timeZone: 'Europe/Berlin',
    })
    expect((await reader.call(echo, { params: { id: '1' }, body: { text: 'x' } })).texts).toEqual(['x'])
  })

  test('with a misfit names the field', async () => {
    const { status, error } = await reader.reply(echo, { params: { id: '1' }, query: { times: 9 }, body: { text: 'x' } })
    expect([status, error?.code, error?.details.field]).toEqual([400, 'platform.invalid', 'times'])
  })

  test('without an answer is 204', async () => {
    const answer = await reader.reply(nothing)
    expect([answer.status, answer.text]).toEqual([204, ''])
  })

  test('may answer with a file under any name', async () => {
    const answer = await reader.reply(file)
    expect(answer.text).toBe('a,b\n1,2\n')
    expect(answer.headers['content-type']).toContain('text/csv')
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="_.csv"; filename*=UTF-8''${encodeURIComponent('客户 "名单".csv')}`,
    )
  })

  test('may be an upload', async () => {
    const boundary = 'b0undary'
    const payload = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n12345\r\n--${boundary}--\r\n`
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const sent = await reader.inject({ method: 'POST', url: '/api/v1/toy/upload', headers, payload })
    expect([sent.status, sent.body]).toEqual([200, { bytes: 5 }])
    const json = await reader.reply(upload, { body: {} })
    expect([json.status, json.error?.code]).toEqual([415, 'platform.unsupported_media'])
    const misplaced = await reader.inject({ method: 'POST', url: '/api/v1/toy/1/echo', headers, payload })
    expect([misplaced.status, misplaced.error?.code]).toEqual([415, 'platform.unsupported_media'])
  })
})

describe('a body', () => {
  const send = (payload: string | Buffer, contentType?: string) =>
    reader.inject({
      method: 'POST',
      url: '/api/v1/toy/1/echo',
      headers: { 'accept-language': 'en', ...(contentType !== undefined && { 'content-type': contentType }) },
      payload,
    })

  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  test.each([
    { about: 'cut short', payload: '{"text":', code: 'platform.unparsable' },
    { about: 'followed by more', payload: '{"text":"a"}x', code: 'platform.unparsable' },
    { about: 'in single quotes', payload: "{'text':'a'}", code: 'platform.unparsable' },
    { about: 'with a prototype key', payload: '{"text":"a","__proto__":{"admin":true}}', code: 'platform.unparsable' },
    { about: 'with U+0000', payload: '{"text":"a\\u0000b"}', code: 'platform.unparsable' },
    { about: 'with U+0000 in a key', payload: '{"text":"a","deep":{"a\\u0000":1}}', code: 'platform.unparsable' },
    { about: 'nesting too deep', payload: `{"text":"a","deep":${nested(64)}}`, code: 'platform.unparsable' },
    { about: 'nesting absurdly deep', payload: nested(400_000), code: 'platform.unparsable' },
    { about: 'only opening', payload: '['.repeat(400_000), code: 'platform.unparsable' },
    { about: 'that is empty', payload: '', code: 'platform.invalid' },
    { about: 'that is null', payload: 'null', code: 'platform.invalid' },
    { about: 'that is a list', payload: '[]', code: 'platform.invalid' },
    { about: 'that is text', payload: '"text"', code: 'platform.invalid' },
  ])('$about is refused as $code', async ({ payload, code }) => {
    const answer = await send(payload, 'application/json')
    expect([answer.status, answer.error?.code]).toEqual([400, code])
  })

  test('nests up to 64 levels', async () => {
    expect((await send(`{"text":"a","deep":${nested(63)}}`, 'application/json; charset=utf-8')).status).toBe(200)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])('as %s is 415', async (type) => {
    const answer = await send('{"text":"a"}', type)
    expect([answer.status, answer.error?.code]).toEqual([415, 'platform.unsupported_media'])
  })

  test('over the limit is 413 and says the limit', async () => {
    const answer = await send(JSON.stringify({ text: 'x'.repeat(BODY_MAX_BYTES) }), 'application/json')
    expect([answer.status, answer.error?.code, answer.error?.details.limitBytes]).toEqual([413, 'platform.too_large', BODY_MAX_BYTES])
  })

  test('is not read for a stranger', async () => {
    const answer = await server.stranger.inject({ method: 'POST', url: '/api/v1/toy/1/echo', payload: '{"text":' })
    expect([answer.status, answer.error?.code]).toEqual([401, 'platform.unauthenticated'])
    expect(answer.headers['www-authenticate']).toContain('Bearer')
  })
})

describe('an address', () => {
  test.each(['/api/v1/nothing/here', '/api/v2/me', '/api', '/v1/unknown', '/nothing'])(
    'that is unknown (%s) is 404 in the form of errors',
    async (url) => {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const answer = await server.stranger.inject({ method, url, headers: { 'accept-language': 'en' } })
        expect([answer.status, answer.error?.code]).toEqual([404, 'platform.not_found'])
        expect(answer.error?.message).toContain(`${method} ${url}`)
      }
    },
  )

  test('with a wrong method is 404, with a wrong encoding 400', async () => {
    expect((await reader.inject({ method: 'PUT', url: '/api/v1/toy/1/echo' })).status).toBe(404)
    const answer = await reader.inject({ method: 'POST', url: '/api/v1/toy/%zz/echo', headers: { 'x-request-id': 'abcdefgh' } })
    expect([answer.status, answer.error?.code, answer.headers['x-request-id']]).toEqual([400, 'platform.invalid', 'abcdefgh'])
  })

  test('with U+0000 in it is refused', async () => {
    const inPath = await reader.reply(echo, { params: { id: 'a\0b' }, body: { text: 'x' } })
    const inQuery = await reader.reply(echo, { params: { id: '1' }, query: { other: '\0' }, body: { text: 'x' } })
    expect([inPath.error?.code, inQuery.error?.code]).toEqual(['platform.unparsable', 'platform.unparsable'])
  })

  test('may hold an identifier of 600 characters', async () => {
    const id = '中'.repeat(200)
    expect((await reader.call(echo, { params: { id }, body: { text: 'x' } })).id).toBe(id)
  })
})

describe('X-Workspace', () => {
  const withWorkspace = (name: string) =>
    reader.reply(echo, { params: { id: '1' }, body: { text: 'x' }, headers: { 'x-workspace': name, 'accept-language': 'en' } })

  test.each(['no-such-place', 'DEFAULT', 'a b', `${'x'.repeat(64)}`, "' or 1=1 --", '../default', 'default, default'])(
    '%s is 404 with a sentence',
    async (name) => {
      const { status, error } = await withWorkspace(name)
      expect([status, error?.code, error?.message]).toEqual([404, 'auth.unknown_workspace', `There is no workspace named ${name}`])
    },
  )

  test('of somebody else is 403', async () => {
    const other = await world.newWorkspace()
    const { status, error } = await withWorkspace(other.name)
    expect([status, error?.code]).toEqual([403, 'auth.not_a_member'])
  })
})

describe('the language', () => {
  test.each([
    ['en-GB,en;q=0.9', 'Not allowed: this needs events.read'],
    ['zh-CN', '没有权限：需要 events.read'],
    ['fr', '没有权限：需要 events.read'],
  ])('of %s is answered', async (language, message) => {
    const guide = await server.as('guide', { workspace })
    const { error } = await guide.reply(echo, { params: { id: '1' }, headers: { 'accept-language': language } })
    expect(error?.message).toBe(message)
  })
})

describe('a failure', () => {
  const fails = (how: string) =>
    server.stranger.reply(broken, { params: { how }, headers: { 'accept-language': 'en', 'x-request-id': 'request-7' } })

  test('that is expected has its code, words, details and Retry-After', async () => {
    const answer = await fails('expected')
    expect(answer.status).toBe(429)
    expect(answer.body).toEqual({
      error: { code: 'toy.full', message: 'The pool is full', details: { what: 'The pool', retryAfterSeconds: 2.2 } },
    })
    expect(answer.headers['retry-after']).toBe('3')
  })

  test.each(['defect', 'undeclared', 'inherited', 'misfit', 'more'])(
    'of our own making (%s) tells nothing but the request id',
    async (how) => {
      const answer = await fails(how)
      expect(answer.status).toBe(500)
      expect(answer.body).toEqual({
        error: { code: 'platform.internal', message: 'Something went wrong, reference request-7', details: { requestId: 'request-7' } },
      })
    },
  )

  test.each(['away', 'lost'])('of a store (%s) is 503 and asks to come again', async (how) => {
    const answer = await fails(how)
    expect([answer.status, answer.error?.code, answer.headers['retry-after']]).toEqual([503, 'platform.unavailable', '5'])
  })
})

describe('headers', () => {
  test('protect every answer, errors and unknown addresses too', async () => {
    for (const url of ['/api/v1/toy/open', '/api/v1/toy/broken/defect', '/nothing', '/healthz', '/api/v1/%zz']) {
      const { headers } = await server.stranger.inject({ url })
      expect(headers['x-content-type-options'], url).toBe('nosniff')
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy'], url).toContain("script-src 'self';")
      expect(headers['referrer-policy'], url).toBe('strict-origin-when-cross-origin')
      expect(headers['access-control-allow-origin'], url).toBeUndefined()
      expect(headers['x-request-id'], url).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers['strict-transport-security'], url).toBeUndefined()
    }
  })

  test('speak of https only where the visitor came by it, as told by a proxy on this machine', async () => {
    const forwarded = { 'x-forwarded-proto': 'https' }
    const near = await server.stranger.inject({ url: '/healthz', headers: forwarded })
    expect(near.headers['strict-transport-security']).toMatch(/^max-age=\d+$/)
    const far = await server.stranger.inject({ url: '/healthz', headers: forwarded, remoteAddress: '203.0.113.9' })
    expect(far.headers['strict-transport-security']).toBeUndefined()
  })

  test('X-Request-Id is taken over where it is harmless', async () => {
    const idFor = async (given: string) =>
      (await server.stranger.inject({ url: '/healthz', headers: { 'x-request-id': given } })).headers['x-request-id']
    expect(await idFor('trace-12345')).toBe('trace-12345')
    for (const given of ['short', 'x'.repeat(65), 'with space', '<script>alert</script>', 'é'.repeat(10)])
      expect(await idFor(given)).not.toBe(given)
  })

  test('an answer of the API is never stored', async () => {
    expect((await server.stranger.reply(open)).headers['cache-control']).toBe('no-store')
    expect((await server.stranger.reply(broken, { params: { how: 'defect' } })).headers['cache-control']).toBe('no-store')
  })

  test('a preflight from another site gets no permission', async () => {
    const answer = await server.stranger.inject({
      method: 'OPTIONS',
      url: '/api/v1/session',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('Authorization', () => {
  test.each(['Bearer', 'Bearer ', 'Bearer lk_unknown', `Bearer lk_${'x'.repeat(200)}`, 'Bearer lk_a b', 'bearer\tlk_x', 'lk_x'])(
    '%.30s is nobody',
    async (authorization) => {
      const answer = await server.stranger.reply(nothing, { headers: { authorization } })
      expect([answer.status, answer.error?.code]).toEqual([401, 'platform.unauthenticated'])
    },
  )

  test('a public endpoint does not care', async () => {
    expect(await server.stranger.call(open, { headers: { authorization: 'Bearer lk_unknown' } })).toEqual({ actor: 'nobody' })
  })
})

test('bindings that contradict each other stop the start', async () => {
  const again = bindToAccount(open, () => ({ actor: '' }))
  await expect(openTestServer(world, [again, again])).rejects.toThrow('both are toy.open')
  const sameRoute = endpoint({ ...echo, name: 'toy.other', path: '/toy/:other/echo' })
  await expect(
    openTestServer(world, [...bindings, bind(sameRoute, () => ({ id: '', texts: [], workspace: '', timeZone: '' }))]),
  ).rejects.toThrow('toy.other')
  const undeclared = endpoint({ ...open, access: 'toy.play' })
  await expect(openTestServer(world, [bindToAccount(undeclared, () => ({ actor: '' }))])).rejects.toThrow('asks for toy.play')
})
