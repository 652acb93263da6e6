/**
 * Welcomes: a hundred customers a second add members of staff in the local WeChat; how long after the add the welcome, with their name in it, is
 * on their phone. Everybody gets it once.
 */
import type { Bench, BenchRun } from './bench.ts'
import { besideWechat, type ConnectedServer } from './wechat-process.ts'

const CEILING_P99_MS = 2_000
const ADDS_PER_SECOND = 100
const STAFF = 20
const WARM_ADDS = 200
const SETTLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 500
const READ_AT_ONCE = 8

export const bench: Bench = {
  run: (run) => {
    const adds = ADDS_PER_SECOND * (run.full ? 60 : 20)
    return besideWechat({ name: 'welcome', staff: STAFF, customers: WARM_ADDS + adds }, (connected) => measure(run, connected))
  },
}

async function measure(run: BenchRun, connected: ConnectedServer): Promise<void> {
  const { server, world } = connected
  await server.api('POST', `/channels/wecom/${world.corp.corpId}/welcomes`, { name: 'welcome', text: '{客户昵称}，欢迎来到留池' })
  const customers = world.customers.map(({ id }) => id)
  await add(connected, customers.slice(0, WARM_ADDS))
  const measured = customers.slice(WARM_ADDS)
  const begun = performance.now()
  const addedAt = await add(connected, measured)
  const rate = (measured.length / (performance.now() - begun)) * 1_000
  await settled(connected, customers.length)
  const waits = await waitsOf(connected, addedAt)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN
  run.note(`${rate.toFixed(0)} adds/s, ${waits.length} welcomed, p50 ${at(0.5).toFixed(0)} ms, most ${at(1).toFixed(0)} ms`)
  if (rate < ADDS_PER_SECOND * 0.95) throw new Error(`only ${rate.toFixed(0)} adds/s of ${ADDS_PER_SECOND} were made`)
  run.report({ metric: 'p99Ms', value: at(0.99), unit: 'ms', better: 'lower' })
  if (at(0.99) > CEILING_P99_MS) throw new Error(`p99 ${Math.round(at(0.99))} ms is above ${CEILING_P99_MS} ms`)
}

/** One after the other at a steady rate; answers when each added. */
async function add({ control, world }: ConnectedServer, customers: readonly string[]): Promise<Map<string, number>> {
  const addedAt = new Map<string, number>()
  const begun = performance.now()
  const deeds = customers.map(async (customer, place) => {
    await later(begun + (place * 1_000) / ADDS_PER_SECOND - performance.now())
    addedAt.set(customer, Date.now())
    const userId = world.staff[place % STAFF]?.userId
    await control('POST', '/act', { actor: `customer:${customer}`, verb: 'addStaff', userId, state: `code-${place % 5}` })
  })
  await Promise.all(deeds)
  return addedAt
}

interface Figures {
  readonly items: readonly { readonly outcome: string; readonly welcomes: number }[]
}

/** Until an outcome of all is known. */
async function settled({ server, world }: ConnectedServer, all: number): Promise<void> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const path = `/channels/wecom/${world.corp.corpId}/welcomes/figures?from=${day(-1)}&to=${day(1)}`
  for (const giveUpAt = Date.now() + SETTLE_WITHIN_MS; ; ) {
    const { items } = await server.api<Figures>('GET', path)
    const sent = items.reduce((sum, { outcome, welcomes }) => sum + (outcome === 'sent' ? welcomes : 0), 0)
    if (sent === all) return
    if (Date.now() > giveUpAt) throw new Error(`not all of ${all} were welcomed: ${JSON.stringify(items)}`)
    await later(LOOK_EVERY_MS)
  }
}

interface Inbox {
  readonly items: readonly { readonly at: number | string }[]
}

/** From the add to the message on the phone, shortest first. The clock of the local WeChat is the machine's. */
async function waitsOf({ control }: ConnectedServer, addedAt: ReadonlyMap<string, number>): Promise<number[]> {
  const waits: number[] = []
  const left = addedAt.entries()
  const reader = async () => {
    for (const [customer, at] of left) {
      const { items } = await control<Inbox>('GET', `/inbox?customer=${customer}`)
      if (items.length !== 1) throw new Error(`${customer} got ${items.length} messages instead of one welcome`)
      waits.push(new Date(items[0]?.at ?? Number.NaN).getTime() - at)
    }
  }
  await Promise.all(Array.from({ length: READ_AT_ONCE }, reader))
  return waits.sort((a, b) => a - b)
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
