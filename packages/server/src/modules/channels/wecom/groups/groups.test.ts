/** Customers come into groups of the local WeChat and go; register, people, events and figures follow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bigints, sql } from '../../../../platform/db/index.ts'
import { startJobRunner } from '../../../../platform/jobs/runner.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { EVENTS_TABLE } from '../../../events/index.ts'
import { personId, personsOfAtoms } from '../../../identity/index.ts'
import { channelsPersonData, underWayPersonData } from '../../person-data.ts'
import { beginAtTen, type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { runCallbacks } from '../callbacks/process.ts'
import { wecomHandlers } from '../index.ts'
import { listReconciliations } from '../reconcile/contract.ts'
import { reconcileJob } from '../reconcile/job.ts'
import { startReconcile } from '../reconcile/runs.ts'
import { listGroupMembers, listGroups, listGroupsOfPerson, readGroup, readGroupFigures, readGroupOverview } from './contract.ts'
import { recordGroups } from './record.ts'
import { platformGroups, storedGroups } from './testing.ts'

const DAY_MS = 86_400_000

let world: World
let channel: ChannelWorld
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  beginAtTen(world)
  channel = await openChannelWorld(world, { plan: { staff: 4, customers: 60 } })
})
afterAll(async () => {
  await channel.close()
  world.business.setOffsetMs(0)
})

/** A customer whom nobody has met. */
function stranger(): string {
  const customer = channel.customers[taken++]
  if (customer === undefined) throw new Error('the world has no more customers')
  return customer
}

const staffOf = (place: number) => channel.staff[place] ?? ''
const ofGroup = (chatId: string) => ({ params: { id: chatId } })

/** Makes a group and answers its id. */
function made(name: string, place = 0): string {
  channel.act(`staff:${staffOf(place)}`, 'makeGroup', { name })
  const { store } = channel.sandbox.world
  return String(store.get<{ chat_id: string }>('select chat_id from chats where name = ? order by seq desc', [name])?.chat_id)
}

function externalUserIdOf(customer: string): string {
  const statement = 'select external_user_id as id from external_ids where customer_id = ?'
  return String(channel.sandbox.world.store.get<{ id: string }>(statement, [customer])?.id)
}

async function atomOf(customer: string): Promise<number> {
  const { rows } = await sql<{ atom: number }>`select atom from channels_wecom_group_members
    where workspace_id = ${channel.workspace.id} and member_id = ${externalUserIdOf(customer)} limit 1`.execute(world.handles.db)
  return rows[0]?.atom ?? 0
}

async function personOf(customer: string): Promise<number> {
  const atom = await atomOf(customer)
  return (await personsOfAtoms(world.handles.db, { workspaceId: channel.workspace.id, atoms: [atom] })).get(atom) ?? atom
}

/** Names of the customer's events with how they went, in order. */
async function eventsOf(customer: string): Promise<string[]> {
  const { rows } = await sql<{ atom: number }>`select atom from identity_members
    where workspace_id = ${channel.workspace.id} and person = ${await personOf(customer)}`.execute(world.handles.db)
  const atoms = [await atomOf(customer), ...rows.map(({ atom }) => atom)]
  const events = await world.handles.clickhouse.query<{ line: string }>({
    query: `select trim(concat(name, ' ', toString(properties.how))) as line from ${EVENTS_TABLE}
      where workspace = ${channel.workspace.id} and atom in (${atoms.join(',')}) order by time, name`,
    params: {},
  })
  return events.map(({ line }) => line)
}

const owner = () => channel.server.as('owner', { workspace: channel.workspace })

async function reconcileNow() {
  const jobs = startJobRunner(world.handles, [reconcileJob(channel)])
  await startReconcile(world.handles, { ...channel.corp, by: 'test' })
  await jobs.drain()
  await jobs.stop()
  const { items } = await (await owner()).call(listReconciliations, { params: { corpId: channel.corp.corpId } })
  return items[0]?.figures
}

async function expectEqual(): Promise<void> {
  expect(await storedGroups(channel)).toEqual(platformGroups(channel))
}

describe('a group', () => {
  test('is known when it is made, with who comes, who goes and how', async () => {
    const chatId = made('福利群')
    const [first, second, third] = [stranger(), stranger(), stranger()]
    for (const customer of [first, second, third]) channel.act(`customer:${customer}`, 'joinGroup', { chatId, state: 'door' })
    await channel.settle()
    await expectEqual()
    channel.sandbox.advance(5_000)
    channel.act(`customer:${first}`, 'leaveGroup', { chatId })
    channel.act(`staff:${staffOf(0)}`, 'kick', { chatId, customerId: second })
    await channel.settle()
    await expectEqual()
    expect(await eventsOf(first)).toEqual(['wecom_group_joined', 'wecom_group_left left'])
    expect(await eventsOf(second)).toEqual(['wecom_group_joined', 'wecom_group_left removed'])
    const here = (await (await owner()).call(listGroupMembers, ofGroup(chatId))).items
    expect(here.map(({ memberId, channelState, joinScene }) => [memberId, channelState, joinScene])).toEqual([
      [externalUserIdOf(third), 'door', 3],
    ])
    const gone = (await (await owner()).call(listGroupMembers, { ...ofGroup(chatId), query: { who: 'left' } })).items
    expect(gone.map(({ memberId, leftHow }) => `${memberId} ${leftHow}`).sort()).toEqual(
      [`${externalUserIdOf(first)} left`, `${externalUserIdOf(second)} removed`].sort(),
    )
  })

  test('makes people of strangers, and who comes back has two times in it', async () => {
    const chatId = made('新品群')
    const customer = stranger()
    for (const verb of ['joinGroup', 'leaveGroup', 'joinGroup']) {
      channel.act(`customer:${customer}`, verb, { chatId })
      channel.sandbox.advance(5_000)
    }
    await channel.settle()
    await expectEqual()
    expect(await eventsOf(customer)).toEqual(['wecom_group_joined', 'wecom_group_left left', 'wecom_group_joined'])
    const { rows } = await sql<{ kind: string }>`select kind from identity_identifiers where workspace_id = ${channel.workspace.id}
      and atom = any(${bigints([await personOf(customer)])})`.execute(world.handles.db)
    expect(rows.length).toBe(1)
    const groups = await (await owner()).call(listGroupsOfPerson, { params: { id: personId(await personOf(customer)) } })
    expect(groups.items.map(({ name, leftAt }) => [name, leftAt === null])).toEqual([
      ['新品群', true],
      ['新品群', false],
    ])
  })

  test('takes a new name, notice, owner and end', async () => {
    const chatId = made('旧名')
    const customer = stranger()
    channel.act(`customer:${customer}`, 'joinGroup', { chatId })
    channel.act(`staff:${staffOf(0)}`, 'editGroup', { chatId, name: '新名', notice: '每周三上新' })
    channel.act(`staff:${staffOf(0)}`, 'giveGroup', { chatId, userId: staffOf(1) })
    await channel.settle()
    await expectEqual()
    expect(await (await owner()).call(readGroup, ofGroup(chatId))).toMatchObject({ name: '新名', notice: '每周三上新', owner: staffOf(1) })
    channel.sandbox.advance(5_000)
    channel.act(`staff:${staffOf(1)}`, 'dismissGroup', { chatId })
    await channel.settle()
    await expectEqual()
    expect(await (await owner()).call(readGroup, ofGroup(chatId))).toMatchObject({ state: 'dismissed', customers: 0 })
    expect(await eventsOf(customer)).toEqual(['wecom_group_joined', 'wecom_group_left dismissed'])
  })

  test('is not undone by an answer to an earlier question', async () => {
    const chatId = made('先后')
    channel.act(`customer:${stranger()}`, 'joinGroup', { chatId })
    await channel.settle()
    const hints = { chatId, createdAt: undefined, dismissedAt: undefined, moves: [] }
    const observations = [{ chatId, answer: 'dismissed', hints } as const]
    const { figures } = await recordGroups(world.handles, { corp: channel.corp, learntBy: 'reconcile', fetchedAt: 1_000, observations })
    expect(figures).toEqual({})
    await expectEqual()
  })
})

describe('a reconciliation', () => {
  test('finds what nobody told: groups, comings, goings, ends', async () => {
    const ended = made('将散')
    const kept = made('留下', 1)
    const [gone, came] = [stranger(), stranger()]
    for (const chatId of [ended, kept]) channel.act(`customer:${gone}`, 'joinGroup', { chatId })
    await channel.settle()
    await reconcileNow()
    await channel.faults({ lose: 1 })
    channel.act(`customer:${gone}`, 'leaveGroup', { chatId: kept })
    channel.act(`customer:${came}`, 'joinGroup', { chatId: kept })
    channel.act(`staff:${staffOf(1)}`, 'editGroup', { chatId: kept, name: '改名' })
    channel.act(`staff:${staffOf(0)}`, 'dismissGroup', { chatId: ended })
    made('没人说过', 2)
    await channel.settle()
    await channel.faults({})
    const figures = await reconcileNow()
    expect(figures?.repaired).toEqual({ group_found: 1, group_changed: 1, group_dismissed: 1, group_joined: 2, group_left: 3 })
    // The dismissed one is looked at as well.
    expect(figures?.groups).toBe(channel.sandbox.world.store.all('select 1 from chats where dismissed_at is null').length + 1)
    await expectEqual()
    expect((await reconcileNow())?.repaired).toEqual({})
    expect(await eventsOf(gone)).toEqual(
      expect.arrayContaining(['wecom_group_joined', 'wecom_group_joined', 'wecom_group_left dismissed', 'wecom_group_left']),
    )
  })

  test('takes over states that only the list tells, and keeps a group out of sight as it was', async () => {
    const chatId = made('看不见', 3)
    await channel.settle()
    const { store } = channel.sandbox.world
    store.run('update chats set status = 1 where chat_id = ?', [chatId])
    await reconcileNow()
    expect((await (await owner()).call(readGroup, ofGroup(chatId))).state).toBe('owner_left')
    store.run('update chats set status = 0 where chat_id = ?', [chatId])
    const all = store.all<{ user_id: string }>('select user_id from staff').map(({ user_id }) => user_id)
    store.run('update apps set visible_user_ids = ?', [JSON.stringify(all.filter((userId) => userId !== staffOf(3)))])
    await reconcileNow()
    expect((await (await owner()).call(readGroup, ofGroup(chatId))).state).toBe('unseen')
    store.run('update apps set visible_user_ids = null')
    await reconcileNow()
    await expectEqual()
  })
})

describe('figures', () => {
  test('day by day, and over all groups', async () => {
    const [one, two] = [made('数字一'), made('数字二', 1)]
    const people = Array.from({ length: 6 }, stranger)
    const { business } = world.handles.clocks
    const from = new Date(business.now() - 60_000).toISOString()
    for (const customer of people) channel.act(`customer:${customer}`, 'joinGroup', { chatId: one })
    for (const customer of people.slice(0, 2)) channel.act(`customer:${customer}`, 'joinGroup', { chatId: two })
    channel.act(`customer:${people[5]}`, 'addStaff', { userId: staffOf(0) })
    await channel.settle()
    channel.sandbox.advance(DAY_MS)
    for (const customer of people.slice(3, 5)) channel.act(`customer:${customer}`, 'leaveGroup', { chatId: one })
    await channel.settle()
    const to = new Date(channel.sandbox.world.clock.now() + 1_000).toISOString()
    const figures = await (await owner()).call(readGroupFigures, { ...ofGroup(one), query: { from, to } })
    expect(figures).toMatchObject({
      customers: { value: 4, source: 'register' },
      joined: { value: 6 },
      left: { value: 2 },
      repeated: { value: 2 },
      strangers: { value: 3 },
    })
    expect(figures.days.map(({ joined, left }) => [joined, left])).toEqual([
      [6, 0],
      [0, 2],
    ])
    expect(figures.days[0]?.customers).toBe(6)
    const overview = await (await owner()).call(readGroupOverview, {})
    expect(overview.groups.value).toBe(channel.sandbox.world.store.all('select 1 from chats where dismissed_at is null').length)
    const seats = channel.sandbox.world.store.all('select 1 from chat_members where type = 2').length
    const distinct = channel.sandbox.world.store.all('select 1 from chat_members where type = 2 group by member_id').length
    expect(overview).toMatchObject({ memberships: { value: seats }, people: { value: distinct }, repeated: { value: 2 } })
    const repeated = await (await owner()).call(listGroupMembers, { ...ofGroup(one), query: { who: 'repeated' } })
    expect(repeated.items.map(({ memberId, otherGroups }) => [memberId, otherGroups]).sort()).toEqual(
      people
        .slice(0, 2)
        .map((customer) => [externalUserIdOf(customer), 1])
        .sort(),
    )
    const strangers = await (await owner()).call(listGroupMembers, { ...ofGroup(one), query: { who: 'strangers' } })
    expect(strangers.items).toHaveLength(3)
    expect(
      await (await owner()).reply(readGroupFigures, { ...ofGroup(one), query: { from: '2020-01-01', to: '2024-01-01' } }),
    ).toMatchObject({
      status: 400,
    })
  })
})

describe('reading the register', () => {
  test('by name, owner, state and size, page by page in both orders', async () => {
    const caller = await owner()
    const all = (await caller.call(listGroups, {})).items
    for (const order of ['newest', 'largest'] as const) {
      const pages = []
      for (let cursor: string | undefined; ; ) {
        const page = await caller.call(listGroups, { query: { order, limit: 2, ...(cursor && { cursor }) } })
        pages.push(...page.items)
        if (page.nextCursor === null) break
        cursor = page.nextCursor
      }
      expect(pages.map(({ chatId }) => chatId).sort()).toEqual(all.map(({ chatId }) => chatId).sort())
      const keys = pages.map(({ createdAt, customers }) => (order === 'newest' ? Date.parse(createdAt) : customers))
      expect(keys).toEqual([...keys].sort((one, other) => other - one))
    }
    const names = async (query: object) => (await caller.call(listGroups, { query })).items.map(({ name }) => name)
    // Made within one second, in either order.
    expect((await names({ q: '数字' })).sort()).toEqual(['数字一', '数字二'])
    expect(await names({ q: '数字', least: 3 })).toEqual(['数字一'])
    expect(await names({ q: '数字', owner: staffOf(1) })).toEqual(['数字二'])
    expect(await names({ state: 'dismissed' })).toEqual(expect.arrayContaining(['新名', '将散']))
    expect(await names({ q: '%' })).toEqual([])
  })

  test('shortens names of customers for who may not see what is personal, and is the workspace’s own', async () => {
    const [group] = (await (await owner()).call(listGroups, { query: { q: '数字一' } })).items
    const ask = ofGroup(group?.chatId ?? '')
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    for (const { name } of (await analyst.call(listGroupMembers, ask)).items) expect(name).toMatch(/^.\*\*$/u)
    const staff = (await analyst.call(listGroupMembers, { ...ask, query: { who: 'staff' } })).items
    expect(staff).toMatchObject([{ memberId: staffOf(0), isOwner: true, personId: null }])
    expect(staff[0]?.name).not.toContain('**')
    const other = await channel.server.as('owner', { workspace: await world.newWorkspace() })
    expect(await other.reply(readGroup, ask)).toMatchObject({ status: 404, error: { code: 'channels.group_unknown' } })
  })
})

test('who was erased is in no group, whatever the platform goes on telling, until they come again', async () => {
  const chatId = made('抹去')
  const customer = stranger()
  channel.act(`customer:${customer}`, 'joinGroup', { chatId })
  await channel.settle()
  const { handles } = world
  const [externalUserId, atoms] = [externalUserIdOf(customer), [await atomOf(customer)]]
  const held = { workspaceId: channel.workspace.id, atoms, signal: new AbortController().signal }
  const exported = []
  for await (const { part, rows } of channelsPersonData.exported?.(handles, held) ?? []) if (rows.length > 0) exported.push(part)
  expect(exported).toEqual(['wecom_group_members'])
  const identifiers = [[{ kind: `external_userid:${channel.corp.corpId}`, value: externalUserId }]]
  await underWayPersonData.erase(handles, { ...held, identifiers: streamOf(identifiers) } as never)
  await channelsPersonData.erase(handles, { ...held, identifiers: streamOf([]) } as never)
  const named = async () => {
    const { rows } = await sql<{
      count: number
    }>`select (select count(*) from channels_wecom_group_members where member_id = ${externalUserId})
      + (select count(*) from channels_wecom_callbacks where fields::text like ${`%${externalUserId}%`}) as count`.execute(handles.db)
    return rows[0]?.count
  }
  expect(await named()).toBe(0)
  // The local WeChat is ahead of our clock by what it was moved.
  await sql`update channels_wecom_erased set erased_at = ${new Date(channel.sandbox.world.clock.now())}
    where corp_id = ${channel.corp.corpId}`.execute(handles.db)
  channel.act(`customer:${stranger()}`, 'joinGroup', { chatId })
  await channel.settle()
  await reconcileNow()
  expect(await named()).toBe(0)
  channel.sandbox.advance(60_000)
  for (const verb of ['leaveGroup', 'joinGroup']) channel.act(`customer:${customer}`, verb, { chatId })
  await channel.settle()
  await runCallbacks(handles, { ...channel, handlers: wecomHandlers, everything: true })
  await expectEqual()
})

async function* streamOf<T>(items: readonly T[]) {
  yield* items
}
