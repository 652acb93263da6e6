/** The local WeChat inside the server: a new world connects itself, people of it become people here, time goes together, a kill loses nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServerProcess } from '../../../packages/server/src/platform/testing/server-process.ts'

const TIMEOUT_MS = 120_000
const SEEN_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 200

let dataDir: string
let server: ServerProcess

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'liuchi-local-wechat-'))
  server = await startServerProcess({ dataDir })
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

async function sandbox<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${server.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

interface Made {
  readonly corp: { readonly corpId: string }
  readonly staff: readonly { readonly userId: string }[]
  readonly customers: readonly { readonly id: string }[]
}

const makeWorld = (seed: number) => sandbox<Made>('world', { seed, staff: 2, customers: 6, groups: 0 })
const connected = () => server.api<{ items: { corpId: string; verifiedAt: string | null }[] }>('GET', '/channels/wecom')

async function contacts({ corp }: Made): Promise<{ userId: string; state: string }[]> {
  return (await server.api<{ items: { userId: string; state: string }[] }>('GET', `/channels/wecom/${corp.corpId}/contacts`)).items
}

/** What another program does in its own time is waited for. */
async function until<T>(look: () => Promise<T>, isThere: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + SEEN_WITHIN_MS
  for (;;) {
    const seen = await look()
    if (isThere(seen)) return seen
    if (Date.now() > end) throw new Error(`not seen within ${SEEN_WITHIN_MS} ms: ${JSON.stringify(seen)}\n${server.latestLog()}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

test('from a new world to people, through the clock and a kill', { timeout: TIMEOUT_MS }, async () => {
  const first = await makeWorld(1)
  expect((await connected()).items.map(({ corpId }) => corpId)).toEqual([first.corp.corpId])
  const made = await makeWorld(2)
  expect((await connected()).items.map(({ corpId }) => corpId)).toEqual([made.corp.corpId])
  await until(connected, ({ items }) => items[0]?.verifiedAt !== null)
  const [one, two] = made.staff.map(({ userId }) => userId)
  const add = (place: number, userId: string | undefined) =>
    sandbox('act', { actor: `customer:${made.customers[place]?.id}`, verb: 'addStaff', userId })
  await add(0, one)
  await until(
    () => contacts(made),
    (seen) => seen.length === 1,
  )

  await add(1, two)
  const { now } = await server.api<{ now: string }>('POST', '/clock', { advance: 'P2D' })
  expect(await contacts(made)).toHaveLength(2)
  const there = (await (await fetch(`${server.url}/_sandbox/clock`)).json()) as { now: string }
  expect(Math.abs(Date.parse(there.now) - Date.parse(now))).toBeLessThan(10_000)

  await add(2, one)
  await server.kill()
  // At another port: what waits to be told comes here.
  server = await startServerProcess({ dataDir })
  const seen = await until(
    () => contacts(made),
    (all) => all.length === 3,
  )
  expect(seen.map(({ userId }) => userId).sort()).toEqual([one, one, two].sort())
})
