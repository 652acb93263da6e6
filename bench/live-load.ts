/** The load of the live bench, a process of its own: a steady rate of events, and when each that matters was acknowledged. */
import { Agent, request } from 'node:http'

export interface LiveLoadOrder {
  readonly url: string
  readonly writeKey: string
  readonly audiences: number
  readonly eventsPerSecond: number
  readonly seconds: number
  /** One event in five brings its person into an audience; otherwise none does, and those who will be brought in are seen first. */
  readonly relevant: boolean
}

export interface LiveLoadReport {
  readonly acknowledged: number
  /** Batches. */
  readonly failed: number
  readonly seconds: number
  /** Of each audience, when the events that bring somebody in were acknowledged. */
  readonly acknowledgedAtMs: readonly (readonly number[])[]
}

const BATCH_EVENTS = 100
const CONNECTIONS = 24
const RELEVANT_EVERY = 5
const OTHER_PEOPLE = 20_000

if (process.send)
  process.once('message', (order: LiveLoadOrder) => void run(order).then((report) => process.send?.(report, () => process.exit(0))))

async function run(order: LiveLoadOrder): Promise<LiveLoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const batches = Math.round((order.seconds * order.eventsPerSecond) / BATCH_EVENTS)
  const acknowledgedAtMs: number[][] = Array.from({ length: order.audiences }, () => [])
  let acknowledged = 0
  let failed = 0
  let next = 0
  const begun = performance.now()
  const worker = async () => {
    while (next < batches) {
      const batch = next++
      const wait = begun + (batch * BATCH_EVENTS * 1000) / order.eventsPerSecond - performance.now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      const status = await send(agent, order, batch).catch(() => 0)
      const at = Date.now()
      if (status !== 200) {
        failed++
        continue
      }
      acknowledged += BATCH_EVENTS
      if (order.relevant) for (const audience of broughtIn(order, batch)) acknowledgedAtMs[audience]?.push(at)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  agent.destroy()
  return { acknowledged, failed, seconds: (performance.now() - begun) / 1000, acknowledgedAtMs }
}

/** The audiences into which a batch brings somebody, once for each. */
function broughtIn({ audiences }: LiveLoadOrder, batch: number): number[] {
  const first = (batch * BATCH_EVENTS) / RELEVANT_EVERY
  return Array.from({ length: BATCH_EVENTS / RELEVANT_EVERY }, (_, index) => (first + index) % audiences)
}

function eventOf({ relevant, audiences }: LiveLoadOrder, index: number, at: string): string {
  const matters = relevant && index % RELEVANT_EVERY === 0
  const newcomer = Math.floor(index / RELEVANT_EVERY)
  // Without relevant events everybody who will be brought in is seen once.
  const person = matters ? `buyer-${newcomer}` : relevant ? `other-${(index * 7919) % OTHER_PEOPLE}` : `buyer-${index}`
  const [name, category] = matters ? ['buy', newcomer % audiences] : ['view', index % 300]
  return `{"type":"track","event":"${name}","messageId":"${relevant}-${index}","userId":"${person}","timestamp":"${at}","properties":{"item":"i${index % 5000}","category":"c${category}","price":${(index % 977) / 10},"path":"/p/${index % 1000}"}}`
}

function send(agent: Agent, order: LiveLoadOrder, batch: number): Promise<number> {
  const at = new Date().toISOString()
  const events = Array.from({ length: BATCH_EVENTS }, (_, index) => eventOf(order, batch * BATCH_EVENTS + index, at))
  const body = `{"batch":[${events.join(',')}],"sentAt":"${at}"}`
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Basic ${Buffer.from(`${order.writeKey}:`).toString('base64')}`,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(`${order.url}/v1/batch`, { agent, method: 'POST', headers }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', reject)
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
