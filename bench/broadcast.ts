/**
 * A broadcast to everybody: decided about when it is planned, decided about once more when it is handed over, and given to the channel as one
 * task for each member of staff.
 */
import type { Bench, BenchRun } from './bench.ts'
import { addEverybodyUnheard, besideWechat, type ConnectedServer } from './wechat-process.ts'

const STAFF = 20
const CONTACTS = 60_000
const FEWER_CONTACTS = 6_000
const LOOK_EVERY_MS = 50
const GIVE_UP_AFTER_MS = 10 * 60_000

export const bench: Bench = {
  run: (run) => {
    const customers = run.full ? CONTACTS : FEWER_CONTACTS
    return besideWechat({ name: 'broadcast', staff: STAFF, customers }, (connected) => measure(run, connected))
  },
}

interface Shown {
  readonly status: string
  readonly counts: Readonly<Record<string, number>>
  readonly tasks: readonly { readonly recipients: number }[]
}

async function measure(run: BenchRun, connected: ConnectedServer): Promise<void> {
  const { server, world } = connected
  const people = world.customers.length
  await makeContacts(connected)
  const body = {
    audience: { rule: { event: { name: 'wecom_contact_added', count: { gte: 1 } } } },
    contents: [{ text: '新品到店' }],
    channels: ['wecom'],
    purpose: 'service',
  }
  const begun = performance.now()
  const { id, planned } = await server.api<{ id: string; planned: number }>('POST', '/broadcasts', body)
  await until(async () => (await server.api<Shown>('GET', `/broadcasts/${id}`)).status === 'draft')
  const plannedMs = performance.now() - begun
  await server.api('POST', `/broadcasts/${id}/approve`)
  const approvedAt = performance.now()
  await until(async () => {
    const { tasks } = await server.api<Shown>('GET', `/broadcasts/${id}`)
    return tasks.reduce((sum, task) => sum + task.recipients, 0) === people
  })
  const handedMs = performance.now() - approvedAt
  run.note(`${planned} of ${people} planned in ${(plannedMs / 1_000).toFixed(1)} s, handed over in ${(handedMs / 1_000).toFixed(1)} s`)
  run.report({ metric: 'plannedPerSecond', value: people / (plannedMs / 1_000), unit: 'people/s', better: 'higher' })
  run.report({ metric: 'handedPerSecond', value: people / (handedMs / 1_000), unit: 'people/s', better: 'higher' })
}

/** Everybody adds somebody unheard; a reconciliation makes them known. */
async function makeContacts(connected: ConnectedServer): Promise<void> {
  const { server, world } = connected
  await addEverybodyUnheard(connected)
  const path = `/channels/wecom/${world.corp.corpId}/reconciliations`
  const { jobId } = await server.api<{ jobId: string }>('POST', path)
  await until(async () => {
    const { items } = await server.api<{ items: { jobId: string; endedAt: string | null }[] }>('GET', path)
    return items.some((item) => item.jobId === jobId && item.endedAt !== null)
  })
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = performance.now() + GIVE_UP_AFTER_MS; !(await isSo()); ) {
    if (performance.now() > giveUpAt) throw new Error('it did not come to its end in time')
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
