/** Transfers against the local WeChat: on the job and of who left, refused beforehand and at handing over, stopped, seen by roles. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { channelsPersonData } from '../../person-data.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { endMissing } from '../contacts/missing.ts'
import { refreshStaff } from '../contacts/staff.ts'
import {
  approveTransfer,
  createTransfer,
  listTransferredCustomers,
  listTransferredGroups,
  listTransfers,
  listUnassigned,
  previewTransfer,
  readTransfer,
  refreshUnassigned,
  stopTransfer,
} from './contract.ts'
import { claimBatches } from './queue.ts'
import { platformOwners, platformStates, run, startTransfer, statesOf, transferState } from './testing.ts'

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]
/** On a machine that is busy with other things as well. */
const TIMEOUT_MS = 180_000

let world: World
let channel: ChannelWorld
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  world.business.setOffsetMs(0)
  channel = await openChannelWorld(world, { plan: { staff: 6, customers: 30, groups: 4, wecomShare: 0 } })
  await refreshStaff(world.handles, channel)
})
afterAll(async () => {
  world.business.setOffsetMs(0)
  await channel.close()
})

const member = (place: number) => channel.staff[place] ?? ''

/** External userids of new customers of a member. */
async function befriend(userId: string, count: number): Promise<string[]> {
  const customers = channel.customers.slice(taken, taken + count)
  taken += count
  for (const customer of customers) channel.act(`customer:${customer}`, 'addStaff', { userId })
  await channel.settle()
  return customers.map((customer) => contactOf(customer))
}

function contactOf(customer: string): string {
  const statement = 'select external_user_id as id from external_ids where customer_id = ?'
  return String(channel.sandbox.world.store.get<{ id: string }>(statement, [customer])?.id)
}

function customerOf(contact: string): string {
  const statement = 'select customer_id as id from external_ids where external_user_id = ?'
  return String(channel.sandbox.world.store.get<{ id: string }>(statement, [contact])?.id)
}

async function pass(ms: number): Promise<void> {
  world.business.setOffsetMs(world.business.offsetMs() + ms)
  await run(channel)
  await channel.settle()
}

async function* nobody(): AsyncGenerator<never[]> {}

const owner = () => channel.server.as('owner', { workspace: channel.workspace })
const wish = (more: object) => ({ corpId: channel.corp.corpId, kind: 'onjob' as const, handover: '', takeovers: [''], ...more })

async function relation(userId: string, contact: string) {
  const { rows } = await sql<{ state: string; add_way: number; remark: string }>`select state, add_way, remark from channels_wecom_relations
    where workspace_id = ${channel.workspace.id} and user_id = ${userId} and external_user_id = ${contact}`.execute(world.handles.db)
  return rows[0]
}

describe('on the job', () => {
  test('planned, approved, in effect after a day; the pair of before has ended and that of the successor begun', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [anna, ben] = [member(0), member(1)]
    const contacts = await befriend(anna, 3)
    channel.act(`staff:${anna}`, 'editCustomer', { customerId: customerOf(contacts[0] ?? ''), remark: '熟客' })
    await channel.settle()
    const caller = await owner()
    const body = wish({ handover: anna, takeovers: [ben], groups: [], message: '以后由我为您服务' })
    const plan = await caller.call(previewTransfer, { body })
    expect(plan).toEqual({
      customers: { total: 3, planned: 3, excluded: {} },
      groups: { total: 0, planned: 0, excluded: {} },
      takeovers: [{ userId: ben, name: expect.any(String), customers: 3, groups: 0 }],
    })
    const { id, state } = await caller.call(createTransfer, { body })
    expect(state).toBe('planned')
    await pass(MINUTE_MS)
    expect(platformStates(channel, anna).begun).toBe(0)
    await caller.call(approveTransfer, { params: { id } })
    expect((await caller.reply(approveTransfer, { params: { id } })).error?.code).toBe('channels.transfer_wrong_state')
    await pass(MINUTE_MS)
    expect((await caller.call(readTransfer, { params: { id } })).customers).toEqual({ waiting: 3 })
    // What waits is neither planned again nor taken for a deletion by staff.
    expect((await caller.call(previewTransfer, { body })).customers).toEqual({ total: 3, planned: 0, excluded: { waiting: 3 } })
    const now = world.business.now()
    expect(await endMissing(world.handles, { corp: channel.corp, userIds: [anna], notSeenSince: now + HOUR_MS })).toBe(0)
    channel.act(`customer:${customerOf(contacts[1] ?? '')}`, 'refuseTransfer')
    await channel.settle()
    expect((await statesOf(channel, { id: Number(id) }))[contacts[1] ?? '']).toBe('customer_refused')
    for (let hours = 0; hours < 30; hours += 3) await pass(3 * HOUR_MS)
    const shown = await caller.call(readTransfer, { params: { id } })
    expect(shown).toMatchObject({ state: 'ended', customers: { done: 2, customer_refused: 1 }, nextLookAt: null })
    expect(await relation(anna, contacts[0] ?? '')).toMatchObject({ state: 'transferred' })
    expect(await relation(anna, contacts[1] ?? '')).toMatchObject({ state: 'active' })
    expect(await relation(ben, contacts[0] ?? '')).toMatchObject({ state: 'active', add_way: 202, remark: '熟客' })
    const page = await caller.call(listTransferredCustomers, { params: { id }, query: { state: 'done' } })
    expect(page.items.map(({ externalUserId }) => externalUserId).sort()).toEqual([contacts[0], contacts[2]].sort())
    const inbox = channel.sandbox.world.store.all<{ content: string }>('select content from inbox where person = ?', [
      `customer:${customerOf(contacts[0] ?? '')}`,
    ])
    expect(inbox.filter(({ content }) => content.includes('以后由我为您服务'))).toHaveLength(1)
  })

  test('a third time within 90 days is left out beforehand, who is not theirs too, and nobody goes to themselves', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [cleo, dora, ella] = [member(2), member(3), member(4)]
    const [contact = ''] = await befriend(cleo, 1)
    for (const [handover, takeover] of [
      [cleo, dora],
      [dora, ella],
    ] as const) {
      const id = await startTransfer(channel, { kind: 'onjob', handover, takeovers: [takeover], externalUserIds: [contact], chatIds: [] })
      for (let hours = 0; hours < 30 && (await transferState(channel, id)) !== 'ended'; hours += 3) await pass(3 * HOUR_MS)
      expect(await statesOf(channel, { id })).toEqual({ [contact]: 'done' })
    }
    const caller = await owner()
    const third = wish({ handover: ella, takeovers: [cleo], customers: [contact], groups: [] })
    expect((await caller.call(previewTransfer, { body: third })).customers).toEqual({ total: 1, planned: 0, excluded: { too_often: 1 } })
    const none = wish({ handover: cleo, takeovers: [dora], customers: [contact], groups: [] })
    expect((await caller.call(previewTransfer, { body: none })).customers).toEqual({ total: 1, planned: 0, excluded: { not_contact: 1 } })
    const { id } = await caller.call(createTransfer, { body: none })
    expect((await caller.reply(approveTransfer, { params: { id } })).error?.code).toBe('channels.transfer_nobody')
    const self = wish({ handover: cleo, takeovers: [cleo] })
    expect((await caller.reply(previewTransfer, { body: self })).error?.code).toBe('channels.transfer_same_member')
  })

  test('the platform refuses with a code: of a third time that others began, and of a group given away too often', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [anna, ben] = [member(0), member(1)]
    const [contact = ''] = await befriend(anna, 1)
    const begun =
      'insert into transfers (corp_id, kind, handover, takeover, external_userid, customer_id, success_msg, started_at, takes_effect_at, status)'
    for (let times = 0; times < 2; times++)
      channel.sandbox.world.store.run(`${begun} values (?, 'onjob', 'x', 'y', ?, ?, '', ?, 0, 1)`, [
        channel.corp.corpId,
        contact,
        customerOf(contact),
        channel.sandbox.now(),
      ])
    const id = await startTransfer(channel, { kind: 'onjob', handover: anna, takeovers: [ben], externalUserIds: [contact], chatIds: [] })
    await pass(MINUTE_MS)
    const caller = await owner()
    const page = await caller.call(listTransferredCustomers, { params: { id: String(id) } })
    expect(page.items).toMatchObject([{ state: 'refused', errcode: 40128 }])
    expect(await transferState(channel, id)).toBe('ended')
  })

  test('groups change hands within seconds', { timeout: TIMEOUT_MS }, async () => {
    const [anna, ben] = [member(0), member(1)]
    channel.sandbox.world.store.run('update chats set owner = ? where corp_id = ?', [anna, channel.corp.corpId])
    const id = await startTransfer(channel, { kind: 'onjob', handover: anna, takeovers: [ben], externalUserIds: [] })
    for (let looks = 0; looks < 5; looks++) await pass(MINUTE_MS)
    expect(Object.values(await statesOf(channel, { id, what: 'groups' }))).toEqual(['done', 'done', 'done', 'done'])
    expect(new Set(Object.values(platformOwners(channel)))).toEqual(new Set([ben]))
    const caller = await owner()
    expect((await caller.call(listTransferredGroups, { params: { id: String(id) } })).items).toHaveLength(4)
  })
})

test('a call whose answer is lost is looked for and said once; a process that dies is followed by another', {
  timeout: TIMEOUT_MS,
}, async () => {
  const [anna, ben] = [member(0), member(1)]
  const contacts = await befriend(anna, 2)
  const id = await startTransfer(channel, { kind: 'onjob', handover: anna, takeovers: [ben], externalUserIds: contacts, chatIds: [] })
  // Claimed by a process that dies before it says anything.
  expect(await claimBatches(world.handles, { limit: 10 })).toMatchObject([{ state: 'handing' }])
  await sql`update channels_wecom_transfer_batches set leased_until = to_timestamp(0) where transfer_id = ${id}`.execute(world.handles.db)
  for (let rounds = 0; rounds < 8; rounds++) await pass(MINUTE_MS)
  expect(await statesOf(channel, { id })).toEqual(Object.fromEntries(contacts.map((contact) => [contact, 'waiting'])))
  const { rows } = await sql<{ n: number }>`select count(*) as n from channels_wecom_transfer_batches where transfer_id = ${id}`.execute(
    world.handles.db,
  )
  expect(rows).toEqual([{ n: 1 }])
  const begun = channel.sandbox.world.store.all('select 1 from transfers where handover = ? and external_userid in (?, ?)', [
    anna,
    ...contacts,
  ])
  expect(begun).toHaveLength(2)
})

describe('who left', () => {
  test('is listed with what they left behind; stopping cancels what is not handed over; erasing leaves nothing', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [leaver, ben] = [member(5), member(1)]
    const contacts = await befriend(leaver, 3)
    channel.act(`staff:${leaver}`, 'resign')
    const caller = await owner()
    await caller.call(refreshUnassigned, { body: { corpId: channel.corp.corpId } })
    await pass(MINUTE_MS)
    const { items, fetches } = await caller.call(listUnassigned)
    expect(items).toMatchObject([{ handover: { userId: leaver }, customers: 3, groups: 0 }])
    expect(fetches).toMatchObject([{ corpId: channel.corp.corpId, reason: null, fetchedAt: expect.any(String) }])

    const body = wish({ kind: 'resigned', handover: leaver, takeovers: [ben], groups: [] })
    const discarded = await caller.call(createTransfer, { body })
    expect(await caller.call(stopTransfer, { params: { id: discarded.id } })).toMatchObject({
      state: 'discarded',
      customers: { planned: 3 },
    })
    const stopped = await caller.call(createTransfer, { body })
    await caller.call(approveTransfer, { params: { id: stopped.id } })
    await caller.call(stopTransfer, { params: { id: stopped.id } })
    await pass(MINUTE_MS)
    expect(await caller.call(readTransfer, { params: { id: stopped.id } })).toMatchObject({ state: 'ended', customers: { cancelled: 3 } })
    expect(platformStates(channel, leaver).begun).toBe(0)

    const id = await startTransfer(channel, { kind: 'resigned', handover: leaver, takeovers: [ben] })
    expect((await caller.call(listUnassigned)).items).toEqual([])
    for (let hours = 0; hours < 30 && (await transferState(channel, id)) !== 'ended'; hours += 3) await pass(3 * HOUR_MS)
    expect(await statesOf(channel, { id })).toEqual(Object.fromEntries(contacts.map((contact) => [contact, 'done'])))
    expect(await relation(leaver, contacts[0] ?? '')).toMatchObject({ state: 'transferred' })
    const { nextCursor, items: listed } = await caller.call(listTransfers, { query: { limit: 2 } })
    expect(listed.map((one) => one.id)).toEqual([String(id), stopped.id])
    expect(nextCursor).not.toBeNull()

    // Nobody goes to who has left: the whole call is refused, and said once.
    const [other = ''] = await befriend(ben, 1)
    const vain = await startTransfer(channel, { kind: 'onjob', handover: ben, takeovers: [leaver], externalUserIds: [other], chatIds: [] })
    await pass(MINUTE_MS)
    const refused = await caller.call(listTransferredCustomers, { params: { id: String(vain) } })
    expect(refused.items).toMatchObject([{ state: 'refused', errcode: 60111 }])
    expect(await transferState(channel, vain)).toBe('ended')

    const { rows } = await sql<{ atom: number }>`select atom from channels_wecom_transfer_customers
      where transfer_id = ${id} and external_user_id = ${contacts[0]}`.execute(world.handles.db)
    const held = { workspaceId: channel.workspace.id, atoms: rows.map(({ atom }) => atom), signal: new AbortController().signal }
    await channelsPersonData.erase(world.handles, { ...held, erasureId: '1', identifiers: nobody() })
    expect(Object.keys(await statesOf(channel, { id }))).toHaveLength(2)
  })

  test('roles: an analyst sees names shortened and plans nothing; an operator plans and does not approve', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    const body = wish({ handover: member(0), takeovers: [member(1)] })
    expect((await analyst.reply(createTransfer, { body })).status).toBe(403)
    const operator = await channel.server.as('operator', { workspace: channel.workspace })
    const { id } = await operator.call(createTransfer, { body })
    expect((await operator.reply(approveTransfer, { params: { id } })).status).toBe(403)
    const { items } = await analyst.call(listTransferredCustomers, { params: { id } })
    expect(items.length).toBeGreaterThan(0)
    for (const { name } of items) expect(name).toMatch(/^.\*\*$/)
    const other = await channel.server.as('owner', { workspace: await world.newWorkspace() })
    expect((await other.reply(readTransfer, { params: { id } })).error?.code).toBe('channels.transfer_unknown')
  })
})
