/** Clients that send each event to one process, to several at once or to one after the other, and keep books of what was answered. */
import type { ServerProcess } from '../../packages/server/src/platform/testing/server-process.ts'
import { type Random, seededRandom } from './seeded-random.ts'

const BATCH_EVENTS = 25
const USERS = 300
const HOUR_MS = 3_600_000
/** A client waits so long before it sends again what was not taken. */
const SEND_AGAIN_MS = 100

export interface Books {
  readonly random: Random
  /** Each event as it was first made: its copies carry the same time. */
  readonly sent: Map<string, Record<string, unknown>>
  readonly acknowledged: Set<string>
  /** Ids of batches whose outcome nobody knows. */
  readonly unanswered: string[][]
  /** Answers other than 200, by status and code. */
  readonly refusals: Map<string, number>
}

export function openBooks(seed: number): Books {
  return { random: seededRandom(seed), sent: new Map(), acknowledged: new Set(), unanswered: [], refusals: new Map() }
}

export interface Load {
  /** Resolves when every client has had its last answer. */
  stop(): Promise<void>
}

/** Starts so many clients; `servers` answers who is alive at the moment. */
export function startLoad(books: Books, { clients, servers }: { clients: number; servers: () => readonly ServerProcess[] }): Load {
  const stopping = new AbortController()
  const running = Array.from({ length: clients }, () => sendUntil(books, servers, stopping.signal))
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

async function sendUntil(books: Books, servers: () => readonly ServerProcess[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ids = books.unanswered.pop() ?? newBatch(books)
    if (await sendSomehow(books, servers(), ids)) for (const id of ids) books.acknowledged.add(id)
    else {
      books.unanswered.push(ids)
      await new Promise((resolve) => setTimeout(resolve, SEND_AGAIN_MS))
    }
  }
}

function newBatch(books: Books): string[] {
  return Array.from({ length: BATCH_EVENTS }, () => {
    const id = `copy-${books.sent.size}`
    books.sent.set(id, newEvent(books, id))
    return id
  })
}

/** Of clients whose clock is right, late or ahead. */
function newEvent({ random, sent }: Books, id: string): Record<string, unknown> {
  const clock = random()
  const skewMs = clock < 0.5 ? 0 : (clock - 0.75) * 4 * HOUR_MS
  return {
    type: 'track',
    event: random() < 0.3 ? 'load_buy' : 'load_view',
    messageId: id,
    userId: `user-${sent.size % USERS}`,
    timestamp: new Date(Date.now() + skewMs).toISOString(),
    properties: { id },
  }
}

/** True when somebody acknowledged the batch. */
export async function sendSomehow(books: Books, servers: readonly ServerProcess[], ids: readonly string[]): Promise<boolean> {
  const start = Math.floor(books.random() * servers.length)
  const order = servers.map((_, index) => servers[(start + index) % servers.length]).filter((server) => server !== undefined)
  const way = books.random()
  if (way < 0.3) return (await Promise.all(order.map((server) => send(books, server, ids)))).includes(true)
  let taken = false
  for (const server of way < 0.6 ? order : order.slice(0, 1)) taken = (await send(books, server, ids)) || taken
  return taken
}

/** Sends the batch to one process; true when it was acknowledged, false when it was refused or nobody knows. */
export async function send(books: Books, server: ServerProcess, ids: readonly string[]): Promise<boolean> {
  try {
    const response = await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ writeKey: server.credentials.writeKey, batch: ids.map((id) => books.sent.get(id)) }),
    })
    const text = await response.text()
    if (response.status === 200) return !text.includes('"rejected"')
    const key = `${response.status} ${/"code":"([^"]+)","message":"[^"]/.exec(text)?.[1] ?? text}`
    books.refusals.set(key, (books.refusals.get(key) ?? 0) + 1)
    return false
  } catch {
    return false
  }
}
