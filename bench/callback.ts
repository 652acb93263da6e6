/**
 * Callbacks: signed ones posted at full speed into a running server, each verified, opened and stored before it is answered, while the server
 * works through what it has and asks the local WeChat about it.
 */
import { fork } from 'node:child_process'
import type { Bench, BenchRun } from './bench.ts'
import type { CallbackOrder, CallbackReport } from './callback-load.ts'
import { besideWechat, type ConnectedServer } from './wechat-process.ts'

const FLOOR_PER_SECOND = 1_500
/** The platform gives up after five seconds; the house answers within one. */
const CEILING_P99_MS = 1_000
const CONNECTIONS = 256
const STAFF = 20
const CONTACTS = 500
const SETTLE_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 500

export const bench: Bench = {
  run: (run) => besideWechat({ name: 'callback', staff: STAFF, customers: CONTACTS }, (connected) => measure(run, connected)),
}

async function measure(run: BenchRun, connected: ConnectedServer): Promise<void> {
  const { server, world } = connected
  const { corpId, token, encodingAesKey } = world.corp
  const pairs = await contactsOf(connected)
  const order = { url: `${server.url}/callback/wecom/${corpId}`, corpId, token, encodingAesKey, connections: CONNECTIONS, pairs }
  await load({ ...order, seconds: 3, run: 'warm' })
  const report = await load({ ...order, seconds: run.full ? 60 : 15, run: 'measured' })
  const perSecond = report.acknowledged / report.seconds
  run.note(`${report.acknowledged} acknowledged, p50 ${report.p50Ms.toFixed(0)} ms, p99 ${report.p99Ms.toFixed(0)} ms`)
  if (report.failed > 0) throw new Error(`${report.failed} callbacks were not acknowledged`)
  run.report({ metric: 'perSecond', value: perSecond, unit: 'callbacks/s', better: 'higher' })
  if (perSecond < FLOOR_PER_SECOND) throw new Error(`${Math.round(perSecond)} callbacks/s is below the floor of ${FLOOR_PER_SECOND}`)
  if (report.p99Ms > CEILING_P99_MS) throw new Error(`p99 ${Math.round(report.p99Ms)} ms is above ${CEILING_P99_MS} ms`)
}

interface Contacts {
  readonly items: readonly { readonly userId: string; readonly externalUserId: string }[]
}

/** Everybody adds somebody; answers the pairs once the server knows them all. */
async function contactsOf({ server, control, world }: ConnectedServer): Promise<Contacts['items']> {
  const deeds = world.customers.map(({ id }, place) => ({
    actor: `customer:${id}`,
    verb: 'addStaff',
    userId: world.staff[place % STAFF]?.userId,
  }))
  await control('POST', '/acts', { deeds })
  for (const giveUpAt = Date.now() + SETTLE_WITHIN_MS; ; ) {
    const { items } = await server.api<Contacts>('GET', `/channels/wecom/${world.corp.corpId}/contacts?limit=1000`)
    if (items.length === CONTACTS) return items.map(({ userId, externalUserId }) => ({ userId, externalUserId }))
    if (Date.now() > giveUpAt) throw new Error(`only ${items.length} of ${CONTACTS} contacts became known`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function load(order: CallbackOrder): Promise<CallbackReport> {
  const child = fork(new URL('callback-load.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as CallbackReport))
    child.once('exit', (code) => reject(new Error(`the load generator ended with code ${code}`)))
    child.send(order)
  })
}
