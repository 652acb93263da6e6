/** The load generator, a process of its own: sends batches of 100 events over keep-alive connections and reports what was acknowledged. */
import { Agent, request } from 'node:http'

export interface LoadOrder {
  readonly url: string
  readonly writeKey: string
  readonly connections: number
  readonly seconds: number
  /** Batches a second over all connections; absent: as fast as the answers come. */
  readonly batchesPerSecond?: number
  /** Makes this run's ids differ from every other's. */
  readonly run: string
}

export interface LoadReport {
  readonly acknowledged: number
  readonly refused429: number
  readonly failed: number
  readonly seconds: number
  /** Of the answered batches. */
  readonly p50Ms: number
  readonly p99Ms: number
}

export const BATCH_EVENTS = 100
const NAMES = ['view', 'view', 'view', 'view', 'view', 'favorite', 'cart', 'view', 'page_leave', 'buy']
const KNOWN_PEOPLE = 50_000

/** One event of the load: nine in ten come from known people, one in ten brings a new identifier. */
export function loadEvent(run: string, index: number, at: string): string {
  const person = index % 10 === 0 ? `${run}-new-${index}` : `known-${(index * 7919) % KNOWN_PEOPLE}`
  const name = NAMES[index % NAMES.length]
  return `{"type":"track","event":"${name}","messageId":"${run}-${index}","userId":"${person}","timestamp":"${at}","properties":{"item":"i${index % 5000}","category":"c${index % 300}","price":${(index % 977) / 10},"channel":"${index % 3 === 0 ? 'wecom' : 'h5'}","path":"/p/${index % 1000}"},"context":{"library":{"name":"bench","version":"1"}}}`
}

if (process.send)
  process.once('message', (order: LoadOrder) => void run(order).then((report) => process.send?.(report, () => process.exit(0))))

async function run(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const counts = { acknowledged: 0, refused429: 0, failed: 0 }
  const latencies: number[] = []
  let next = 0
  const begun = performance.now()
  const endsAt = begun + order.seconds * 1000
  const worker = async () => {
    while (performance.now() < endsAt) {
      const batch = next++
      if (order.batchesPerSecond) {
        const due = begun + (batch / order.batchesPerSecond) * 1000
        const wait = due - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      }
      const sent = performance.now()
      const status = await send(agent, order, batch).catch(() => 0)
      latencies.push(performance.now() - sent)
      if (status === 200) counts.acknowledged += BATCH_EVENTS
      else if (status === 429) {
        counts.refused429++
        await new Promise((resolve) => setTimeout(resolve, 100))
      } else counts.failed++
    }
  }
  await Promise.all(Array.from({ length: order.connections }, worker))
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { ...counts, seconds: (performance.now() - begun) / 1000, p50Ms: at(0.5), p99Ms: at(0.99) }
}

function send(agent: Agent, order: LoadOrder, batch: number): Promise<number> {
  const at = new Date().toISOString()
  const events: string[] = []
  for (let index = 0; index < BATCH_EVENTS; index++) events.push(loadEvent(order.run, batch * BATCH_EVENTS + index, at))
  const body = `{"batch":[${events.join(',')}],"sentAt":"${at}"}`
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${order.url}/v1/batch`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Basic ${Buffer.from(`${order.writeKey}:`).toString('base64')}`,
        },
      },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
        response.once('error', reject)
      },
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
