/**
 * One broadcast to everybody of a corp, where nearly everything that can happen to somebody happens to somebody: no slot left, known to us or to the
 * platform alone; staff who never tap, who tap between the end of the offer and its cancelling, who come too late; customers who delete them before
 * or after it was handed over; customers whom three members have. Each outcome is foretold for each customer, and phones agree.
 * `LIUCHI_PEOPLE=3000` is the long form, with a member of staff for every 150 people.
 */
import { beforeAll, expect, test } from 'vitest'
import { chooseReceiveRule } from '../../../packages/server/src/modules/channels/wecom/mass-send/receive-cap.ts'
import { contactsOf, planTask } from '../../../packages/server/src/modules/channels/wecom/mass-send/testing.ts'
import { approveBroadcast, createBroadcast, readBroadcast } from '../../../packages/server/src/modules/reach/contract.ts'
import { EVERYBODY, openReachWorld, type ReachWorld } from '../../../packages/server/src/modules/reach/testing.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'

const PEOPLE = Number(process.env.LIUCHI_PEOPLE ?? 120)
const PEOPLE_PER_STAFF = 150
const STAFF = Math.max(6, Math.ceil(PEOPLE / PEOPLE_PER_STAFF))
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]
const TIMEOUT_MS = 60_000 + PEOPLE * 400
const TEXT = '给所有人'
/** Members by place: whose contacts got one today through us, and through somebody else; who comes too late, late but in time, never. */
const [KNOWN, FOREIGN, TOO_LATE, LATE, NEVER] = [0, 1, STAFF - 3, STAFF - 2, STAFF - 1]

let world: World
beforeAll(async () => {
  world = await openWorld()
})

/** Places of the members who have the customer. */
const staffOf = (place: number) => (place % 10 === 0 ? [0, 1, 2] : [0]).map((more) => (place + more) % STAFF)
const leavesBefore = (place: number) => place % 23 === 5
const leavesAfter = (place: number) => place % 29 === 7 && !leavesBefore(place) && !staffOf(place).includes(FOREIGN)

/** By place: whose outcome is what, given who was to send. */
function foretold(place: number, sender: number): string {
  if (leavesBefore(place)) return 'not_friend'
  if (staffOf(place).includes(KNOWN)) return 'no_slot'
  if (sender === NEVER || sender === TOO_LATE) return 'expired'
  if (leavesAfter(place)) return 'not_friend'
  return staffOf(place).includes(FOREIGN) ? 'no_slot' : 'sent'
}

/** Everybody of one member has received a mass send today. */
async function fillSlots(reach: ReachWorld, { place, key }: { place: number; key: string }): Promise<void> {
  const userId = reach.staff[place] ?? ''
  await planTask(reach.channel, { key, userId, recipients: await contactsOf(reach.channel, { userId }) })
  await reach.pass(20 * MINUTE_MS)
  reach.tap(userId)
  await reach.pass(HOUR_MS)
}

/** As if somebody else had sent it: the platform knows, we do not. */
async function forget(reach: ReachWorld, key: string): Promise<void> {
  await sql`delete from channels_wecom_mass_recipients recipient using channels_wecom_mass_tasks task
    where task.workspace_id = ${reach.channel.workspace.id} and task.key = ${key} and recipient.workspace_id = task.workspace_id
      and recipient.task_id = task.id`.execute(world.handles.db)
}

async function leave(reach: ReachWorld, who: (place: number) => boolean): Promise<void> {
  for (const [place, customer] of reach.customers.entries())
    if (who(place))
      for (const member of staffOf(place)) reach.channel.act(`customer:${customer}`, 'deleteStaff', { userId: reach.staff[member] })
  await reach.channel.settle()
}

interface DeliveryRow {
  readonly external_user_id: string
  readonly atom: number
  readonly user_id: string
  readonly state: string
}

/** By the atom of the contact. */
async function deliveriesOf(reach: ReachWorld): Promise<Map<number, DeliveryRow>> {
  const { rows } = await sql<DeliveryRow>`select external_user_id, atom, user_id, state from reach_deliveries
    where workspace_id = ${reach.channel.workspace.id}`.execute(world.handles.db)
  expect(rows).toHaveLength(PEOPLE)
  return new Map(rows.map((row) => [row.atom, row]))
}

async function countsOf(reach: ReachWorld, id: string | null): Promise<Record<string, number>> {
  const { counts } = await reach.owner.call(readBroadcast, { params: { id: id ?? '' } })
  const { planned, ...others } = counts
  expect(planned).toBe(PEOPLE)
  expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(planned)
  return others
}

test(`${PEOPLE} people, ${STAFF} members of staff: everybody has the outcome that is theirs`, { timeout: TIMEOUT_MS }, async () => {
  const reach = await openReachWorld(world, { plan: { staff: STAFF, customers: PEOPLE, wecomShare: 0 } })
  const member = (place: number) => reach.staff[place] ?? ''
  await reach.befriend(reach.customers.flatMap((customer, place) => staffOf(place).map((one) => [customer, member(one)] as const)))
  reach.channel.act(`staff:${member(0)}`, 'chooseReceiveRule', { rule: 'daily' })
  await chooseReceiveRule(world.handles, { ...reach.channel.corp, rule: 'daily', by: 'simulation' })
  await fillSlots(reach, { place: KNOWN, key: 'known' })
  await fillSlots(reach, { place: FOREIGN, key: 'foreign' })
  await forget(reach, 'foreign')

  const endsAt = world.business.now() + 5 * HOUR_MS
  const body = {
    channels: ['wecom'] as ['wecom'],
    purpose: 'marketing' as const,
    audience: { rule: EVERYBODY },
    contents: [{ text: TEXT }],
  }
  const { id, planned, held, staff } = await reach.owner.call(createBroadcast, {
    body: { ...body, endsAt: new Date(endsAt).toISOString() },
  })
  const knownFull = reach.customers.filter((_, place) => staffOf(place).includes(KNOWN)).length
  expect([planned, held, staff]).toEqual([PEOPLE, { noSlot: knownFull }, STAFF - 1])
  await leave(reach, leavesBefore)
  await reach.owner.call(approveBroadcast, { params: { id: id ?? '' } })
  await reach.pass(20 * MINUTE_MS)
  await countsOf(reach, id)
  await leave(reach, leavesAfter)
  for (let place = 0; place < TOO_LATE; place++) reach.tap(member(place))
  await reach.pass(2 * HOUR_MS)
  await countsOf(reach, id)
  // The offer is over and nobody has cancelled the tasks yet.
  world.business.setOffsetMs(endsAt + MINUTE_MS - world.real.now())
  reach.tap(member(LATE))
  await reach.pass(HOUR_MS)
  reach.tap(member(TOO_LATE))
  await reach.pass(2 * HOUR_MS)

  const counts = await countsOf(reach, id)
  const deliveries = await deliveriesOf(reach)
  const atoms = await atomsOf(reach)
  const expected: Record<string, number> = {}
  const wrong: unknown[] = []
  for (const [place, customer] of reach.customers.entries()) {
    const delivery = deliveries.get(atoms.get(customer) ?? 0)
    const sender = reach.staff.indexOf(delivery?.user_id ?? '')
    const outcome = foretold(place, sender)
    expected[outcome] = (expected[outcome] ?? 0) + 1
    const got = reach.inboxOf(customer).filter((said) => said.includes(TEXT)).length
    if (delivery?.state !== outcome || got !== Number(outcome === 'sent'))
      wrong.push({ place, sender, outcome, got, state: delivery?.state })
  }
  expect(wrong).toEqual([])
  const { not_friend: notFriend, no_slot: noSlot, expired, sent } = expected
  expect(counts).toMatchObject({ notFriend, noSlot, expired, sent, pending: 0, unconfirmed: 0, unknown: 0, failed: 0 })
  for (const count of [notFriend, noSlot, expired, sent]) expect(count).toBeGreaterThan(0)
  await reach.close()
})

/** By customer the atom of their contact. */
async function atomsOf(reach: ReachWorld): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; atom: number }>`select external_user_id as id, atom from channels_wecom_contacts
    where workspace_id = ${reach.channel.workspace.id}`.execute(world.handles.db)
  const atoms = new Map(rows.map(({ id, atom }) => [id, atom]))
  const ids = reach.channel.sandbox.world.store.all<{ customer: string; id: string }>(
    'select customer_id as customer, external_user_id as id from external_ids where corp_id = ?',
    [reach.channel.corp.corpId],
  )
  return new Map(ids.map(({ customer, id }) => [customer, atoms.get(id) ?? 0]))
}
