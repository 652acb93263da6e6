/** Customers add, delete and come back in the local WeChat; register, people and events follow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bigints, sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { EVENTS_TABLE } from '../../../events/index.ts'
import { atomsOfPersons, personId, personsOfAtoms } from '../../../identity/index.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { runCallbacks } from '../callbacks/process.ts'
import { contactCallbacks } from './callbacks.ts'
import { listContactsOfPerson, listWecomContacts, listWecomStaff } from './contract.ts'
import { refreshStaff } from './staff.ts'

const [SECOND_MS, DAY_MS] = [1_000, 86_400_000]

let world: World
let channel: ChannelWorld
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 4, customers: 40, wecomShare: 0 } })
})
afterAll(() => channel.close())

/** A customer whom nobody has met. */
function stranger(): string {
  const customer = channel.customers[taken++]
  if (customer === undefined) throw new Error('the world has no more customers')
  return customer
}

function unionidOf(customer: string): string {
  return String(channel.sandbox.world.store.get<{ unionid: string }>('select unionid from customers where id = ?', [customer])?.unionid)
}

function externalUserIdOf(customer: string): string {
  const statement = 'select external_user_id as id from external_ids where customer_id = ?'
  return String(channel.sandbox.world.store.get<{ id: string }>(statement, [customer])?.id)
}

/** Userid and state of each pair of the customer. */
async function pairsOf(customer: string): Promise<[string, string][]> {
  const { rows } = await sql<{ user_id: string; state: string }>`select user_id, state from channels_wecom_relations
    where workspace_id = ${channel.workspace.id} and external_user_id = ${externalUserIdOf(customer)} order by user_id`.execute(
    world.handles.db,
  )
  return rows.map(({ user_id, state }) => [user_id, state])
}

/** All atoms of the person that the identifier belongs to. */
async function atomsOf(identifier: string): Promise<number[]> {
  const { workspace, handles } = { ...channel }
  const { rows } = await sql<{ atom: number }>`select atom from identity_identifiers
    where workspace_id = ${workspace.id} and key = ${identifier}`.execute(handles.db)
  const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
  const atoms = await atomsOfPersons(handles.db, { workspaceId: workspace.id, persons: [...persons.values()] })
  return [...atoms.values()].flat()
}

/** How many events of each name the customer has. */
async function eventsOf(customer: string): Promise<Record<string, number>> {
  const atoms = await atomsOf(externalUserIdOf(customer))
  const rows = await world.handles.clickhouse.query<{ name: string; count: number }>({
    query: `select name, count() as count from ${EVENTS_TABLE} where workspace = ${channel.workspace.id} and atom in (${atoms.join(',') || 0}) group by name`,
    params: {},
  })
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

async function add(customer: string, place: number, input: object = {}): Promise<string> {
  const userId = channel.staff[place] ?? ''
  channel.act(`customer:${customer}`, 'addStaff', { userId, ...input })
  await channel.settle()
  return userId
}

describe('a customer adds a member of staff', () => {
  test('and is one person with both identifiers, verified, a nickname and an event', async () => {
    const customer = stranger()
    const userId = await add(customer, 0, { state: 'shop-1' })
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const { items } = await owner.call(listWecomContacts, { params: { corpId: channel.corp.corpId }, query: { userId } })
    expect(items).toMatchObject([{ userId, state: 'active', channelState: 'shop-1', endedAt: null, addWay: 1 }])
    const atoms = await atomsOf(unionidOf(customer))
    expect(atoms).toEqual(await atomsOf(externalUserIdOf(customer)))
    const { rows } = await sql<{ kind: string; verified: boolean }>`select kind, verified from identity_identifiers
      where workspace_id = ${channel.workspace.id} and atom = any(${bigints(atoms)}) order by kind`.execute(world.handles.db)
    expect(rows).toEqual([
      { kind: `external_userid:${channel.corp.corpId}`, verified: true },
      { kind: 'unionid', verified: true },
    ])
    const traits = await sql<{ value: string }>`select value from identity_traits
      where workspace_id = ${channel.workspace.id} and atom = any(${bigints(atoms)}) and name = 'nickname'`.execute(world.handles.db)
    expect(traits.rows).toEqual([{ value: items[0]?.name }])
    expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 1 })
    const ofPerson = await owner.call(listContactsOfPerson, { params: { id: items[0]?.personId ?? '' } })
    expect(ofPerson.items).toMatchObject([{ userId, state: 'active', personId: items[0]?.personId }])
  })

  test('whom several have is one contact with several pairs', async () => {
    const customer = stranger()
    await add(customer, 0)
    await add(customer, 1)
    expect(await pairsOf(customer)).toEqual([0, 1].map((place) => [channel.staff[place], 'active']).sort())
    expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 2 })
  })

  test('half, and then for good', async () => {
    const customer = stranger()
    const userId = await add(customer, 0, { mode: 'half' })
    expect(await pairsOf(customer)).toEqual([[userId, 'half_added']])
    channel.sandbox.advance(SECOND_MS)
    channel.act(`staff:${userId}`, 'acceptCustomer', { customerId: customer })
    await channel.settle()
    expect(await pairsOf(customer)).toEqual([[userId, 'active']])
    expect(await eventsOf(customer)).toEqual({ wecom_contact_half_added: 1, wecom_contact_added: 1 })
  })
})

describe('somebody deletes', () => {
  test('the customer: the member still has them, and they may come back', async () => {
    const customer = stranger()
    const userId = await add(customer, 0)
    channel.sandbox.advance(SECOND_MS)
    channel.act(`customer:${customer}`, 'deleteStaff', { userId })
    await channel.settle()
    expect(await pairsOf(customer)).toEqual([[userId, 'deleted_by_customer']])
    channel.sandbox.advance(SECOND_MS)
    await add(customer, 0)
    expect(await pairsOf(customer)).toEqual([[userId, 'active']])
    expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 2, wecom_contact_deleted_by_customer: 1 })
  })

  test('the member', async () => {
    const customer = stranger()
    const userId = await add(customer, 0)
    channel.sandbox.advance(SECOND_MS)
    channel.act(`staff:${userId}`, 'deleteCustomer', { customerId: customer })
    await channel.settle()
    expect(await pairsOf(customer)).toEqual([[userId, 'deleted_by_staff']])
    expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 1, wecom_contact_deleted_by_staff: 1 })
  })

  test('before anybody asked: both are known', async () => {
    const customer = stranger()
    const userId = channel.staff[0] ?? ''
    channel.act(`customer:${customer}`, 'addStaff', { userId })
    channel.sandbox.advance(SECOND_MS)
    channel.act(`staff:${userId}`, 'deleteCustomer', { customerId: customer })
    await channel.settle()
    expect(await pairsOf(customer)).toEqual([[userId, 'deleted_by_staff']])
    expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 1, wecom_contact_deleted_by_staff: 1 })
  })
})

describe('what callbacks alone cannot tell', () => {
  test('a deletion of somebody whose add was lost makes nobody known', async () => {
    const customer = stranger()
    const userId = channel.staff[1] ?? ''
    await channel.faults({ lose: 1 })
    await add(customer, 1)
    await channel.faults({})
    channel.act(`staff:${userId}`, 'deleteCustomer', { customerId: customer })
    await channel.settle()
    expect(await pairsOf(customer)).toEqual([])
    expect(await atomsOf(externalUserIdOf(customer))).toEqual([])
  })

  test('a platform that is away is not asked about everybody; callbacks wait for it', async () => {
    const customers = Array.from({ length: 14 }, stranger)
    await channel.faults({ error5xx: 1 })
    for (const customer of customers) channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[1] ?? '' })
    await channel.settle()
    const waiting = await sql<{ count: number }>`select count(*) as count from channels_wecom_callbacks
      where workspace_id = ${channel.workspace.id} and state = 'waiting' and attempts = 1 and error like '%502%'`.execute(world.handles.db)
    expect(waiting.rows).toEqual([{ count: customers.length }])
    await channel.faults({})
    await runCallbacks(world.handles, { ...channel, handlers: [contactCallbacks], everything: true })
    for (const customer of customers) expect(await pairsOf(customer)).toEqual([[channel.staff[1], 'active']])
  })
})

describe('an edit in the client', () => {
  test('is fetched', async () => {
    const customer = stranger()
    const userId = await add(customer, 0)
    channel.act(`staff:${userId}`, 'editCustomer', { customerId: customer, remark: '老客', description: '爱喝茶' })
    await channel.settle()
    const { rows } = await sql`select remark, description from channels_wecom_relations
      where workspace_id = ${channel.workspace.id} and external_user_id = ${externalUserIdOf(customer)}`.execute(world.handles.db)
    expect(rows).toEqual([{ remark: '老客', description: '爱喝茶' }])
  })
})

describe('reading the register', () => {
  test('shortens names for who may not see what is personal', async () => {
    const customer = stranger()
    const userId = await add(customer, 2)
    channel.act(`staff:${userId}`, 'editCustomer', { customerId: customer, remark: '王小明' })
    await channel.settle()
    const ask = { params: { corpId: channel.corp.corpId }, query: { userId } }
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    const [item] = (await analyst.call(listWecomContacts, ask)).items
    expect(item).toMatchObject({ avatar: '', remark: '王**', name: expect.stringMatching(/^.\*\*$/u) })
  })

  test('lists page by page, and members with how many contacts they have', async () => {
    await refreshStaff(world.handles, { wecom: channel.wecom, corp: channel.corp })
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    const all = (await owner.call(listWecomContacts, { params })).items
    const pages = []
    for (let cursor: string | undefined; ; ) {
      const page = await owner.call(listWecomContacts, { params, query: { limit: 2, ...(cursor && { cursor }) } })
      pages.push(...page.items)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(pages).toEqual(all)
    const staff = (await owner.call(listWecomStaff, { params })).items
    expect(staff.map(({ userId }) => userId).sort()).toEqual([...channel.staff].sort())
    for (const { userId, contacts, name, contactsEnabled } of staff) {
      expect(name).not.toBe('')
      expect(contactsEnabled).toBe(true)
      expect(contacts).toBe(all.filter((one) => one.userId === userId && ['active', 'deleted_by_customer'].includes(one.state)).length)
    }
  })

  test('of another workspace is refused', async () => {
    const other = await world.newWorkspace()
    const owner = await channel.server.as('owner', { workspace: other })
    const params = { corpId: channel.corp.corpId }
    expect(await owner.reply(listWecomStaff, { params })).toMatchObject({ status: 404, error: { code: 'channels.corp_unknown' } })
    const { rows } = await sql<{
      atom: number
    }>`select atom from channels_wecom_relations where workspace_id = ${channel.workspace.id} limit 1`.execute(world.handles.db)
    expect((await owner.reply(listContactsOfPerson, { params: { id: personId(rows[0]?.atom ?? 0) } })).status).toBe(404)
  })
})

test('a later day is a later event', async () => {
  const customer = stranger()
  const userId = await add(customer, 3)
  channel.sandbox.advance(DAY_MS)
  channel.act(`staff:${userId}`, 'deleteCustomer', { customerId: customer })
  await channel.settle()
  channel.sandbox.advance(DAY_MS)
  await add(customer, 3)
  expect(await pairsOf(customer)).toEqual([[userId, 'active']])
  expect(await eventsOf(customer)).toEqual({ wecom_contact_added: 2, wecom_contact_deleted_by_staff: 1 })
})
