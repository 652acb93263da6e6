/**
 * A member with many customers and groups resigns; colleagues inherit. Some customers refuse, one colleague is full, callbacks come twice, late
 * or never, calls fail before or after they took effect, and two processes work at once: everybody ends in exactly one of the platform's states,
 * the counts sum, nobody is handed over twice, and the history stays with the person. `LIUCHI_CUSTOMERS=1200` is the long form, `LIUCHI_SEEDS=n`
 * runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { sendPersonEvents } from '../../../packages/server/src/modules/channels/person-events/person-events.ts'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { openWecom } from '../../../packages/server/src/modules/channels/wecom/client/client.ts'
import { platformRegister, storedRegister } from '../../../packages/server/src/modules/channels/wecom/contacts/testing.ts'
import {
  fillMember,
  platformOwners,
  platformStates,
  run,
  startTransfer,
  statesOf,
  transferState,
} from '../../../packages/server/src/modules/channels/wecom/transfer/testing.ts'
import { fetchUnassigned } from '../../../packages/server/src/modules/channels/wecom/transfer/unassigned.ts'
import { EVENTS_TABLE } from '../../../packages/server/src/modules/events/index.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const CUSTOMERS = Number(process.env.LIUCHI_CUSTOMERS ?? 60)
const GROUPS = 15
const HOUR_MS = 3_600_000
/** A11: most customers of one member that are known of. */
const MOST = 20_000
const TIMEOUT_MS = 900_000
const FAULTS = { duplicate: 0.1, lose: 0.15, reorder: 0.2, error5xx: 0.15, rateLimit: 0.03 }

let world: World

beforeAll(async () => {
  world = await openWorld()
})

function advance(ms: number): void {
  world.business.setOffsetMs(world.business.offsetMs() + ms)
}

interface Leaving {
  readonly channel: ChannelWorld
  readonly leaver: string
  readonly colleagues: string[]
}

async function openLeaving(): Promise<Leaving> {
  world.business.setOffsetMs(0)
  const channel = await openChannelWorld(world, { plan: { staff: 4, customers: CUSTOMERS, groups: GROUPS, wecomShare: 0 } })
  const [leaver = '', ...colleagues] = channel.staff
  for (const customer of channel.customers) channel.act(`customer:${customer}`, 'addStaff', { userId: leaver })
  channel.sandbox.world.store.run('update chats set owner = ? where corp_id = ?', [leaver, channel.corp.corpId])
  await channel.settle()
  return { channel, leaver, colleagues }
}

/** External userid → the customer. */
function customersByContact({ sandbox, corp }: ChannelWorld): Map<string, string> {
  const rows = sandbox.world.store.all<{ id: string; customer: string }>(
    'select external_user_id as id, customer_id as customer from external_ids where corp_id = ?',
    [corp.corpId],
  )
  return new Map(rows.map(({ id, customer }) => [id, customer]))
}

async function twoProcesses(channel: ChannelWorld): Promise<void> {
  const other = { ...channel, wecom: openWecom(world.handles, channel.wecom) }
  await Promise.all([run(channel), run(other)])
}

async function untilItEnds(channel: ChannelWorld, id: number): Promise<void> {
  for (let rounds = 0; rounds < 60 && (await transferState(channel, id)) !== 'ended'; rounds++) {
    advance(rounds < 4 ? HOUR_MS / 20 : 3 * HOUR_MS)
    await twoProcesses(channel)
    await channel.settle()
  }
  expect(await transferState(channel, id)).toBe('ended')
}

function tally(states: Record<string, string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of Object.values(states)) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** How many events of each name there are, by person: nobody has one twice. */
async function eventsOf(channel: ChannelWorld, name: string): Promise<{ events: number; atoms: number }> {
  await sendPersonEvents(world.handles, channel.collector)
  const [row] = await world.handles.clickhouse.query<{ events: number; atoms: number }>({
    query: `select count() as events, uniqExact(atom) as atoms from ${EVENTS_TABLE}
      where workspace = ${channel.workspace.id} and name = {name:String}`,
    params: { name },
  })
  return { events: Number(row?.events), atoms: Number(row?.atoms) }
}

async function relationStates({ workspace }: ChannelWorld, userId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; n: number }>`select state, count(*) as n from channels_wecom_relations
    where workspace_id = ${workspace.id} and user_id = ${userId} group by state`.execute(world.handles.db)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('who resigns: every customer and group ends in exactly one state', { timeout: TIMEOUT_MS }, async () => {
    const random = seededRandom(seed)
    const { channel, leaver, colleagues } = await openLeaving()
    const [, , full = ''] = colleagues
    // Has room for a few: some are refused at handing over, some when the day is over.
    fillMember(channel, { userId: full, upTo: MOST - Math.ceil(CUSTOMERS / 10) })
    channel.act(`staff:${leaver}`, 'resign')
    await channel.settle()
    await fetchUnassigned(world.handles, channel)
    await channel.faults(FAULTS)
    const id = await startTransfer(channel, { kind: 'resigned', handover: leaver, takeovers: colleagues })
    for (let rounds = 0; rounds < 6; rounds++) {
      await twoProcesses(channel)
      advance(HOUR_MS / 30)
    }
    const customerOf = customersByContact(channel)
    for (const [contact, state] of Object.entries(await statesOf(channel, { id })))
      if (state === 'waiting' && random() < 0.1) channel.act(`customer:${customerOf.get(contact)}`, 'refuseTransfer')
    // Meanwhile others become theirs: the room of a day ago is gone.
    fillMember(channel, { userId: full, upTo: MOST - 3 })
    await untilItEnds(channel, id)
    await channel.faults({})
    await channel.settle()

    const states = await statesOf(channel, { id })
    const counts = tally(states)
    expect(Object.keys(states)).toHaveLength(CUSTOMERS)
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(CUSTOMERS)
    // Those the platform took are as it says; those refused at handing over it has no transfer of.
    const { states: there, begun } = platformStates(channel, leaver)
    for (const [contact, state] of Object.entries(states)) expect([contact, state]).toEqual([contact, there[contact] ?? 'receiver_full'])
    expect(begun, 'handed over once each').toBe(Object.keys(there).length)
    expect(counts.done).toBeGreaterThan(0)
    expect(counts.customer_refused).toBeGreaterThan(0)
    expect(counts.receiver_full).toBeGreaterThan(0)
    expect(tally(await statesOf(channel, { id, what: 'groups' }))).toEqual({ done: GROUPS })
    expect(Object.values(platformOwners(channel)).filter((owner) => owner === leaver)).toEqual([])

    // What was taken over has ended with the leaver and begun with a colleague; the rest is as it was.
    const left = CUSTOMERS - (counts.done ?? 0)
    expect(await relationStates(channel, leaver)).toEqual({ transferred: counts.done, ...(left > 0 && { active: left }) })
    const there2 = platformRegister(channel).filter((line) => !line.includes('filler-'))
    expect((await storedRegister(channel)).filter((line) => !line.startsWith(`${leaver} `))).toEqual(there2)
    const moved = { events: counts.done, atoms: counts.done }
    expect(await eventsOf(channel, 'wecom_contact_transferred')).toEqual(moved)
    expect(await eventsOf(channel, 'wecom_contact_added')).toEqual({ events: CUSTOMERS + (counts.done ?? 0), atoms: CUSTOMERS })
    if (CUSTOMERS > 60) console.log('transfer', { seed, customers: counts, groups: GROUPS })
    world.business.setOffsetMs(0)
    await channel.close()
  })
})
