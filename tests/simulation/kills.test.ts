/**
 * The server is killed at random moments under load and started again. Everything acknowledged must be there once,
 * everything stored must have been sent, and the stream must have counted what is stored.
 * `LIUCHI_KILLS=20` runs the long form.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../../packages/server/src/platform/testing/available.ts'
import { createEmptyDatabase, dropDatabase } from '../../packages/server/src/platform/testing/postgres-clone.ts'
import { type ServerProcess, startServerProcess } from '../../packages/server/src/platform/testing/server-process.ts'
import { type Random, seededRandom } from './seeded-random.ts'

const KILLS = Number(process.env.LIUCHI_KILLS ?? 3)
const SEED = Number(process.env.LIUCHI_SEED ?? 20_261_122)
const WRITERS = 6
const BATCH_EVENTS = 25
const LONGEST_LIFE_MS = 1_500
const CATCH_UP_MS = 30_000
const STORES = ['pglite', 'postgres'] as const

describe.each(STORES)('kills under load on %s', (store) => {
  const server = postgresUrl()
  const cleanups: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup()
  })

  test.skipIf(store === 'postgres' && !server)(`${KILLS} kills, seed ${SEED}`, { timeout: 60_000 + KILLS * 20_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-kills-'))
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }))
    const env: Record<string, string> = {}
    if (store === 'postgres' && server) {
      env.DATABASE_URL = await createEmptyDatabase(server)
      cleanups.push(() => dropDatabase(server, env.DATABASE_URL ?? ''))
    }
    const books: Books = { sent: new Set(), acknowledged: new Set(), random: seededRandom(SEED), unanswered: [], nextId: 0 }
    for (let kill = 0; kill < KILLS; kill++) {
      const running = await startServerProcess({ dataDir, env })
      const writing = new AbortController()
      const writers = Array.from({ length: WRITERS }, () => write(running, books, writing.signal))
      await new Promise((resolve) => setTimeout(resolve, 50 + books.random() * LONGEST_LIFE_MS))
      await running.kill()
      writing.abort()
      await Promise.all(writers)
    }
    const last = await startServerProcess({ dataDir, env })
    cleanups.unshift(() => last.stop())
    await checkBooks(last, books)
    expect(await last.stop()).toBe(0)
  })
})

interface Books {
  readonly sent: Set<string>
  readonly acknowledged: Set<string>
  readonly random: Random
  /** Ids of batches whose outcome nobody knows. */
  readonly unanswered: string[][]
  nextId: number
}

/** Sends batches until told to end; a batch without an answer is sent again by whoever comes next, as an SDK would. */
async function write(server: ServerProcess, books: Books, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ids = books.unanswered.pop() ?? Array.from({ length: BATCH_EVENTS }, () => `kill-${books.nextId++}`)
    for (const id of ids) books.sent.add(id)
    try {
      const response = await fetch(`${server.url}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ writeKey: server.credentials.writeKey, batch: ids.map((id) => eventOf(id)) }),
      })
      if (response.status === 200) for (const id of ids) books.acknowledged.add(id)
      else books.unanswered.push(ids)
    } catch {
      books.unanswered.push(ids)
      return
    }
  }
}

/** The same id always carries the same event, as an SDK's retry does. */
function eventOf(id: string): Record<string, unknown> {
  const number = Number(id.slice(5))
  return {
    type: 'track',
    event: number % 3 === 0 ? 'kill_buy' : 'kill_view',
    messageId: id,
    userId: `user-${number % 500}`,
    timestamp: new Date(Date.UTC(2026, 10, 22) + number).toISOString(),
    properties: { id },
  }
}

async function checkBooks(server: ServerProcess, books: Books): Promise<void> {
  const stored = [...(await readIds(server, 'kill_view')), ...(await readIds(server, 'kill_buy'))]
  const distinct = new Set(stored)
  expect(stored.length - distinct.size, 'events stored twice').toBe(0)
  expect(
    [...books.acknowledged].filter((id) => !distinct.has(id)),
    'acknowledged and lost',
  ).toEqual([])
  expect(
    [...distinct].filter((id) => !books.sent.has(id)),
    'stored and never sent',
  ).toEqual([])
  expect(books.acknowledged.size).toBeGreaterThan(0)
  await expect.poll(() => planTotal(server), { timeout: CATCH_UP_MS, interval: 200 }).toBe(stored.length)
  const people = await server.api<{ items: unknown[] }>('GET', '/persons?identifier=user_id:user-1')
  expect(people.items).toHaveLength(1)
}

async function readIds(server: ServerProcess, name: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await server.api<{ items: { properties: { id: string } }[]; nextCursor?: string | null }>('POST', '/events/query', {
      names: [name],
      limit: 500,
      ...(cursor && { cursor }),
    })
    ids.push(...page.items.map((item) => item.properties.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const counted = await server.api<{ count: number }>('GET', `/events/count?name=${name}`)
  expect(ids).toHaveLength(counted.count)
  return ids
}

async function planTotal(server: ServerProcess): Promise<number> {
  const plan = await server.api<{ items: { name: string; total: number }[] }>('GET', '/tracking-plan')
  return plan.items.filter((item) => item.name.startsWith('kill_')).reduce((sum, item) => sum + item.total, 0)
}
