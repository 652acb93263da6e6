/** One life after the other on one data directory: a first start, a stop in the middle of work, a kill, and what each finds again. */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import { dataFolders } from './data-folder.ts'
import { type Load, startLoad } from './load.ts'
import { type Ended, type Running, startProgram } from './program.ts'

const STOP_WITHIN_MS = 10_000
const DAY_MS = 86_400_000
const OWNER_ONLY = 0o600
const IMPORTED_ROWS = 80_000
const IMPORT_ENDS_WITHIN_MS = 40_000

const newFolder = dataFolders()
let dataDir: string
let server: Running

beforeAll(async () => {
  dataDir = await newFolder()
  server = await startProgram({ dataDir })
})

afterAll(async () => {
  server?.signal('SIGTERM')
  await server?.ended
})

const inData = (name: string) => join(dataDir, name)
const readJson = async (name: string) => JSON.parse(await readFile(inData(name), 'utf8')) as unknown
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers })

async function api<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${server.credentials().apiKey}`, ...(init.headers as Record<string, string> | undefined) },
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const count = async (name: string) => (await api<{ count: number }>(`/events/count?name=${name}`)).count

describe('the first start', () => {
  test('says where it is and who may sign in, in one line', () => {
    const { adminEmail, adminPassword } = server.credentials()
    expect(server.stdout()).toBe(`Liuchi is ready  ${server.url}  (admin ${adminEmail} / ${adminPassword})\n`)
  })

  test('leaves credentials that only its user can read, and the way to the server', async () => {
    expect((await stat(inData('credentials.json'))).mode & 0o777).toBe(OWNER_ONLY)
    expect(Object.keys(server.credentials()).toSorted()).toEqual(['adminEmail', 'adminPassword', 'apiKey', 'writeKey'])
    expect(await readJson('server.json')).toEqual({ pid: server.pid, url: server.url })
  })

  test('is alive, ready and measured', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    const metrics = await get('/metrics')
    expect([metrics.status, metrics.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')])
    expect(await metrics.text()).toMatch(/^liuchi_process_resident_memory_bytes \d+/m)
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(401)
  })

  test('describes itself to anybody', async () => {
    const answer = await get('/api/v1/openapi.json')
    const described = (await answer.json()) as { openapi: string; paths: Record<string, unknown> }
    expect([answer.status, described.openapi]).toEqual([200, expect.stringMatching(/^3\./)])
    expect(Object.keys(described.paths).join('\n')).toMatch(/\/events\/count/)
    expect((await get('/api/v1/events/count?name=buy')).status).toBe(401)
  })
})

describe('a SIGTERM in the middle of work', () => {
  let load: Load
  let idle: Socket
  let ended: Ended
  let tookMs: number
  let importId: string
  let storedBefore = 0

  beforeAll(async () => {
    const advance = await api<{ now: string; ran: number }>('/clock', json({ advance: 'P1D' }))
    expect(Date.parse(advance.now)).toBeGreaterThan(Date.now() + DAY_MS / 2)
    load = startLoad(server, 'life_sent')
    await until('events acknowledged', () => load.acknowledged > 200)
    importId = await startImport()
    idle = await halfARequest()
    const begun = performance.now()
    server.signal('SIGTERM')
    server.signal('SIGTERM')
    ended = await server.ended
    tookMs = performance.now() - begun
    await load.ended
  })

  async function startImport(): Promise<string> {
    const rows = Array.from({ length: IMPORTED_ROWS }, (_, row) => `life_imported,2026-11-01T00:00:00Z,${row % 100},${row}`)
    const form = new FormData()
    form.set('preset', 'events')
    form.set('file', new Blob([['name,time,user_id,number', ...rows, ''].join('\n')]), 'rows.csv')
    const made = await api<{ id: string }>('/imports', { method: 'POST', body: form })
    await until('rows of the import stored', async () => {
      storedBefore = (await api<{ rowsStored: number }>(`/imports/${made.id}`)).rowsStored
      return storedBefore > 0
    })
    return made.id
  }

  /** A client that never finishes what it began to say. */
  async function halfARequest(): Promise<Socket> {
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
    socket.on('error', () => undefined)
    await new Promise<void>((resolve) => socket.once('connect', resolve))
    socket.write('POST /v1/track HTTP/1.1\r\nhost: liuchi\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"half":')
    return socket
  }

  test('ends with its last words and code 0 in time, whoever still holds a connection', () => {
    idle.destroy()
    expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nLiuchi has stopped\n$/) })
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS)
    expect(existsSync(inData('server.json'))).toBe(false)
  })

  test('what it could not take any more it refused as a thing to repeat', () => {
    expect(load.refused.filter((status) => status !== 503 && status !== 429)).toEqual([])
  })

  describe('and the start after it', () => {
    const credentials = () => readFile(inData('credentials.json'), 'utf8')
    let before: string

    beforeAll(async () => {
      before = await credentials()
      server = await startProgram({ dataDir })
    })

    test('finds everything that was acknowledged', async () => {
      expect(load.acknowledged).toBeGreaterThan(200)
      const found = await count('life_sent')
      expect(found).toBeGreaterThanOrEqual(load.acknowledged)
      expect(found).toBeLessThanOrEqual(load.sent)
    })

    test('keeps the credentials and the moved clock', async () => {
      expect(await credentials()).toBe(before)
      const { now } = await api<{ now: string }>('/clock', json({ advance: 'PT1S' }))
      expect(Date.parse(now)).toBeGreaterThan(Date.now() + DAY_MS / 2)
    })

    test('ends the import that was under way, each row once', async () => {
      const state = () => api<{ status: string; rowsRead: number; rowsRejected: number }>(`/imports/${importId}`)
      await until('the import done', async () => (await state()).status === 'done', IMPORT_ENDS_WITHIN_MS)
      expect(await state()).toMatchObject({ rowsRead: IMPORTED_ROWS, rowsRejected: 0 })
      expect(await count('life_imported')).toBe(IMPORTED_ROWS)
      expect(storedBefore).toBeLessThan(IMPORTED_ROWS)
    })
  })
})

describe('a SIGKILL under load', () => {
  test('the next start takes the data directory over at once, with everything acknowledged', async () => {
    const load = startLoad(server, 'life_killed')
    await until('events acknowledged', () => load.acknowledged > 200)
    const left = server.pid
    server.signal('SIGKILL')
    await server.ended
    await load.ended
    expect(await readJson('server.json')).toMatchObject({ pid: left })
    server = await startProgram({ dataDir })
    expect(await readJson('server.json')).toEqual({ pid: server.pid, url: server.url })
    expect(await count('life_killed')).toBeGreaterThanOrEqual(load.acknowledged)
    expect(await count('life_imported')).toBe(IMPORTED_ROWS)
  })
})
