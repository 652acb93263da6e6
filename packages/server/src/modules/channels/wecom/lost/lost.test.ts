/** Customers who delete staff, or are deleted: noted, told as tasks, won back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import { dispatchOutbox } from '../../../../platform/outbox/dispatch.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { CONTACTS_CHANGED } from '../contacts/record.ts'
import { refreshStaff } from '../contacts/staff.ts'
import { changeLostSettings, listLostCustomers, readLostFigures, readLostSettings } from './contract.ts'
import { lostReactions } from './note.ts'
import { CUSTOMER_LOST, customerLostTask } from './task-kind.ts'

const DAY_MS = 86_400_000
/** On a machine that is busy with other things as well. */
const TIMEOUT_MS = 180_000

let world: World
let channel: ChannelWorld
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  world.business.setOffsetMs(0)
  channel = await openChannelWorld(world, { plan: { staff: 2, customers: 20, wecomShare: 0 } })
  await refreshStaff(world.handles, channel)
})
afterAll(async () => {
  world.business.setOffsetMs(0)
  await channel.close()
})

const member = (place: number) => channel.staff[place] ?? ''
const owner = () => channel.server.as('owner', { workspace: channel.workspace })

async function happens(actor: string, verb: string, input: object): Promise<void> {
  channel.act(actor, verb, input)
  await channel.settle()
  await dispatchOutbox(world.handles, lostReactions)
}

/** A new customer of these members, some days ago. */
async function friend(members: readonly string[], days: number): Promise<string> {
  const customer = channel.customers[taken++] ?? ''
  for (const userId of members) channel.act(`customer:${customer}`, 'addStaff', { userId })
  await channel.settle()
  world.business.setOffsetMs(world.business.offsetMs() + days * DAY_MS)
  return customer
}

interface Task {
  readonly state: string
  readonly assignee: string
  readonly facts: Record<string, string | number>
}

/** Of the newest lost customer. */
async function newestTask(): Promise<Task | undefined> {
  const { rows } = await sql<Task>`select state, assignee, facts from tasks_tasks
    where workspace_id = ${channel.workspace.id} and kind = ${CUSTOMER_LOST} order by id desc limit 1`.execute(world.handles.db)
  return rows[0]
}

async function taskCount(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from tasks_tasks where workspace_id = ${channel.workspace.id}`.execute(
    world.handles.db,
  )
  return rows[0]?.n ?? 0
}

/** All news of contacts so far, as after a crash. */
async function tellAgain(): Promise<void> {
  const { rows } = await sql<{ id: number; payload: Record<string, unknown> }>`select id, payload from platform_outbox
    where workspace_id = ${channel.workspace.id} and name = ${CONTACTS_CHANGED} order by id`.execute(world.handles.db)
  expect(rows.length).toBeGreaterThan(0)
  for (const news of rows)
    await inTransaction(world.handles.db, async (tx) => {
      for (const { to, react } of lostReactions) await react(world.handles, tx, { ...news, name: to, workspaceId: channel.workspace.id })
    })
}

const newest = async () => (await (await owner()).call(listLostCustomers, { query: { limit: 1 } })).items[0]

test('a customer of one member: the task is theirs and says what to do; coming back ends it', { timeout: TIMEOUT_MS }, async () => {
  const customer = await friend([member(0)], 40)
  await happens(`customer:${customer}`, 'deleteStaff', { userId: member(0) })
  expect(await newest()).toMatchObject({ byWhom: 'customer', days: 40, stillWith: null, wonBackAt: null, staff: { userId: member(0) } })
  const task = await newestTask()
  expect(task).toMatchObject({ state: 'open', assignee: `staff:${channel.corp.corpId}:${member(0)}`, facts: { days: 40, stillWith: '' } })
  expect(customerLostTask.says(task?.facts ?? {}).zh).toContain('好友 40 天')
  // The same news again changes nothing.
  await tellAgain()
  expect(await taskCount()).toBe(1)
  await happens(`customer:${customer}`, 'addStaff', { userId: member(1) })
  expect(await newest()).toMatchObject({ wonBackBy: { userId: member(1) } })
  expect((await newestTask())?.state).toBe('overtaken')
  // Lost again is another time.
  await happens(`customer:${customer}`, 'deleteStaff', { userId: member(1) })
  expect(await taskCount()).toBe(2)
  expect((await (await owner()).call(listLostCustomers, { query: { wonBack: 'yes' } })).items).toHaveLength(1)
})

test('a friend of somebody else: the task is that one’s', { timeout: TIMEOUT_MS }, async () => {
  const customer = await friend([member(0), member(1)], 3)
  await happens(`customer:${customer}`, 'deleteStaff', { userId: member(0) })
  expect(await newest()).toMatchObject({ stillWith: { userId: member(1) } })
  const task = await newestTask()
  expect(task).toMatchObject({ assignee: `staff:${channel.corp.corpId}:${member(1)}` })
  expect(customerLostTask.says(task?.facts ?? {}).en).toContain('Still a friend of')
})

test('deleted by staff: listed, no task; nor for who was no friend for long enough, nor when it is off', {
  timeout: TIMEOUT_MS,
}, async () => {
  const before = await taskCount()
  const gone = await friend([member(0)], 5)
  await happens(`staff:${member(0)}`, 'deleteCustomer', { customerId: gone })
  expect(await newest()).toMatchObject({ byWhom: 'staff', days: 5 })
  const caller = await owner()
  expect(await caller.call(readLostSettings)).toEqual({ opensTasks: true, minDays: 0 })
  await caller.call(changeLostSettings, { body: { opensTasks: true, minDays: 7 } })
  const short = await friend([member(0)], 6)
  await happens(`customer:${short}`, 'deleteStaff', { userId: member(0) })
  expect(await taskCount()).toBe(before)
  const long = await friend([member(0)], 7)
  await happens(`customer:${long}`, 'deleteStaff', { userId: member(0) })
  expect(await taskCount()).toBe(before + 1)
  await caller.call(changeLostSettings, { body: { opensTasks: false, minDays: 0 } })
  const quiet = await friend([member(0)], 8)
  await happens(`customer:${quiet}`, 'deleteStaff', { userId: member(0) })
  expect(await taskCount()).toBe(before + 1)
  expect((await newest())?.days).toBe(8)
})

test('figures by week and by member sum to the list', { timeout: TIMEOUT_MS }, async () => {
  const caller = await owner()
  const { items } = await caller.call(listLostCustomers, { query: { limit: 100 } })
  const { weeks, staff } = await caller.call(readLostFigures, { query: { weeks: 20 } })
  expect(weeks).toHaveLength(20)
  const sum = (counts: readonly { lost: number; wonBack: number; deletedByStaff: number }[]) => ({
    lost: counts.reduce((all, one) => all + one.lost, 0),
    wonBack: counts.reduce((all, one) => all + one.wonBack, 0),
    deletedByStaff: counts.reduce((all, one) => all + one.deletedByStaff, 0),
  })
  const byCustomer = items.filter(({ byWhom }) => byWhom === 'customer')
  const expected = {
    lost: byCustomer.length,
    wonBack: byCustomer.filter(({ wonBackAt }) => wonBackAt !== null).length,
    deletedByStaff: items.length - byCustomer.length,
  }
  expect(expected.lost).toBe(6)
  expect(expected.deletedByStaff).toBe(1)
  expect(sum(weeks)).toEqual(expected)
  expect(sum(staff)).toEqual(expected)
  const first = await caller.call(listLostCustomers, { query: { limit: 3 } })
  const rest = await caller.call(listLostCustomers, { query: { limit: 100, cursor: first.nextCursor ?? '' } })
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(items.map(({ id }) => id))
})
