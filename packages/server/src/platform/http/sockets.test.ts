/** What only a real connection shows: requests that are no HTTP, header tricks, callers who go away, stopping. */
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../contract.ts'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { bindToAccount } from './bind.ts'

const summary = { zh: '等', en: 'Wait' }
const wait = endpoint({
  name: 'toy.wait',
  method: 'POST',
  path: '/toy/wait',
  access: 'public',
  summary,
  readOnly: true,
  body: z.object({ until: z.enum(['aborted', 'released']) }),
  response: z.object({ ended: z.string() }),
})

let world: World
let server: TestServer
let address: AddressInfo
const seen: string[] = []
let release = () => {}
const released = new Promise<void>((resolve) => {
  release = resolve
})

beforeAll(async () => {
  world = await openWorld()
  const bindings = [
    bindToAccount(wait, async ({ signal, body }) => {
      seen.push('begun')
      if (body.until === 'released') await released
      else await once(signal, 'abort')
      seen.push(signal.aborted ? 'aborted' : 'released')
      return { ended: body.until }
    }),
  ]
  server = await openTestServer(world, bindings)
  await server.fastify.listen({ host: '127.0.0.1', port: 0 })
  address = server.fastify.server.address() as AddressInfo
})
afterAll(() => server.close())

/** Sends raw text and answers everything that comes back until the server hangs up. */
async function raw(text: string): Promise<string> {
  const socket = connect(address.port, address.address)
  socket.end(text)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

const get = (...headers: string[]) => ['GET /api/v1/me HTTP/1.1', 'Host: liuchi', 'Connection: close', ...headers, '', ''].join('\r\n')

describe('a request', () => {
  test.each([
    { about: 'that is no HTTP', text: 'hello\r\n\r\n', line: 'HTTP/1.1 400 Bad Request' },
    { about: 'with two lengths', text: get('Content-Length: 1', 'Content-Length: 2'), line: 'HTTP/1.1 400 Bad Request' },
    { about: 'with a length and chunks', text: get('Content-Length: 1', 'Transfer-Encoding: chunked'), line: 'HTTP/1.1 400 Bad Request' },
    { about: 'with a folded header', text: get('X-Workspace: a', ' b'), line: 'HTTP/1.1 400 Bad Request' },
    {
      about: 'with a bare carriage return in a header',
      text: get('X-Request-Id: abcdefgh\rSet-Cookie: a=b'),
      line: 'HTTP/1.1 400 Bad Request',
    },
    { about: 'with 70 kB of headers', text: get(`X-Long: ${'x'.repeat(70_000)}`), line: 'HTTP/1.1 431 Request Header Fields Too Large' },
  ])('$about is refused in the form of the API', async ({ text, line }) => {
    const [head = '', body = ''] = (await raw(text)).split('\r\n\r\n')
    expect(head.split('\r\n', 1)[0]).toBe(line)
    expect(JSON.parse(body)).toEqual({ error: { code: 'platform.invalid', message: expect.any(String), details: expect.any(Object) } })
  })

  test('with a header twice, odd bytes or a script in it is answered without repeating them', async () => {
    const answer = await raw(
      get('X-Request-Id: first-one', 'X-Request-Id: second-one', 'X-Workspace: <script>', 'Accept-Language: \u00e9\u00ff'),
    )
    expect(answer.split('\r\n', 1)[0]).toBe('HTTP/1.1 401 Unauthorized')
    expect(answer).not.toContain('<script>')
    expect(answer).not.toContain('first-one')
  })

  test('with a parameter of absurd length is refused', async () => {
    const answer = await raw(get().replace('/api/v1/me', `/api/v1/workspaces/${'x'.repeat(3000)}`))
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).toContain('{"error":{"code":"platform.')
  })

  test('that asks for a method nobody serves is 404', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'PUT']) expect(await raw(get().replace('GET', method))).toMatch(/^HTTP\/1\.1 40[04] /)
  })
})

const post = (until: string) => {
  const body = JSON.stringify({ until })
  return `POST /api/v1/toy/wait HTTP/1.1\r\nHost: liuchi\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

test('a caller who goes away is noticed, one whose body has merely been read is not', async () => {
  const socket = connect(address.port, address.address)
  socket.write(post('aborted'))
  await expect.poll(() => seen).toEqual(['begun'])
  socket.destroy()
  await expect.poll(() => seen).toEqual(['begun', 'aborted'])
  seen.length = 0
  const patient = connect(address.port, address.address)
  patient.write(post('released'))
  await expect.poll(() => seen).toEqual(['begun'])
  release()
  const [answer] = await once(patient, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK/)
  expect(seen).toEqual(['begun', 'released'])
  patient.destroy()
})
