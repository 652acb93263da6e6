/** What callbacks lost is found and repaired, page by page, also after a crash; what callbacks told meanwhile stays. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { findJob } from '../../../../platform/jobs/index.ts'
import { type JobRunner, startJobRunner } from '../../../../platform/jobs/runner.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { fetchContactPage } from '../client/contacts.ts'
import { endMissing } from '../contacts/missing.ts'
import { recordContacts } from '../contacts/record.ts'
import { platformRegister, storedRegister } from '../contacts/testing.ts'
import { listReconciliations, type ReconcileFigures, startReconciliation } from './contract.ts'
import { reconcileJob } from './job.ts'
import { reconcile } from './run.ts'
import { runPlace, startDueReconciles, startReconcile } from './runs.ts'

const [DAY_MS, HOUR_MS] = [86_400_000, 3_600_000]
const STAFF = 30
const CUSTOMERS = 1_000

let world: World
let channel: ChannelWorld
let jobs: JobRunner

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: STAFF, customers: CUSTOMERS } })
  jobs = startJobRunner(world.handles, [reconcileJob(channel)])
})
beforeEach(() => world.business.setOffsetMs(0))
afterAll(async () => {
  world.business.setOffsetMs(0)
  await jobs.stop()
  await channel.close()
})

/** Everything that happens goes untold, and is settled at the platform. */
async function untold(deeds: () => void): Promise<void> {
  await channel.faults({ lose: 1 })
  deeds()
  await channel.settle()
  await channel.faults({})
}

async function run(): Promise<ReconcileFigures> {
  const jobId = await startReconcile(world.handles, { ...channel.corp, by: 'test' })
  await jobs.drain()
  const job = await findJob(world.handles.db, { workspaceId: channel.workspace.id, jobId })
  if (job?.status !== 'done') throw new Error(`the job is ${job?.status}: ${job?.error}`)
  return job.result as ReconcileFigures
}

async function expectEqual(): Promise<void> {
  expect(await storedRegister(channel)).toEqual(platformRegister(channel))
}

const staffOf = (place: number) => channel.staff[place % STAFF] ?? ''

describe('a reconciliation', () => {
  test('finds everybody of a corp that was there before', async () => {
    await untold(() => {
      for (const [place, customer] of channel.customers.slice(0, 900).entries())
        channel.act(`customer:${customer}`, 'addStaff', { userId: staffOf(place % 3 === 0 ? 0 : place), state: `s${place % 5}` })
    })
    const figures = await run()
    expect(figures).toEqual({ staff: STAFF, checked: 900, repaired: { added: 900 } })
    await expectEqual()
  })

  test('finds nothing a second time', async () => {
    expect(await run()).toEqual({ staff: STAFF, checked: 900, repaired: {} })
  })

  test('repairs what was added, ended and edited', async () => {
    const [first = '', second = '', third = '', new1 = '', new2 = ''] = [
      ...channel.customers.slice(0, 3),
      ...channel.customers.slice(900, 902),
    ]
    await untold(() => {
      channel.act(`staff:${staffOf(0)}`, 'deleteCustomer', { customerId: first })
      channel.act(`staff:${staffOf(1)}`, 'editCustomer', { customerId: second, remark: '新备注' })
      channel.act(`staff:${staffOf(2)}`, 'editCustomer', { customerId: third, description: '描述' })
      for (const customer of [new1, new2]) channel.act(`customer:${customer}`, 'addStaff', { userId: staffOf(5) })
    })
    expect((await run()).repaired).toEqual({ added: 2, remark: 2, deleted_by_staff: 1 })
    await expectEqual()
  })

  test('leaves alone what a callback told after the page was asked for', async () => {
    const { handles } = world
    const { corp, wecom } = channel
    const [fetchedAt, customerId = ''] = [handles.clocks.business.now(), channel.customers[1]]
    const userIds = [staffOf(1), staffOf(3)]
    const page = await fetchContactPage(wecom, { corp, userIds, cursor: '' })
    channel.act(`customer:${channel.customers[910]}`, 'addStaff', { userId: staffOf(3) })
    channel.act(`staff:${staffOf(1)}`, 'editCustomer', { customerId, remark: '更新的备注' })
    await channel.settle()
    const observations = page.items.map(({ contact, follow }) => {
      return { externalUserId: contact.externalUserId, contact, follows: [follow], hints: new Map() }
    })
    expect(await recordContacts(handles, { corp, learntBy: 'reconcile', fetchedAt, observations })).toEqual({ behind: [], figures: {} })
    expect(await endMissing(handles, { corp, userIds, notSeenSince: fetchedAt })).toBe(0)
    await expectEqual()
  })

  test('goes on after a crash where it stopped', async () => {
    const jobId = await startReconcile(world.handles, { ...channel.corp, by: 'test' })
    const { signal } = new AbortController()
    const dies = ({ done }: { done: number }) => {
      if (done > 0) throw new Error('killed')
    }
    const input = { corp: channel.corp, jobId, signal, report: dies }
    await expect(reconcile(world.handles, channel, input)).rejects.toThrow('killed')
    const place = await runPlace(world.handles.db, { ...channel.corp, jobId })
    expect(place?.underWay?.cursor).not.toBe('')
    const checked = place?.figures.checked ?? 0
    expect(checked).toBeGreaterThan(0)
    await jobs.drain()
    const job = await findJob(world.handles.db, { workspaceId: channel.workspace.id, jobId })
    expect(job?.result).toMatchObject({ checked: 902, repaired: {} })
    await expectEqual()
  })

  test('leaves the contacts of who has left as they are', async () => {
    const userId = staffOf(7)
    const before = (await storedRegister(channel)).filter((pair) => pair.startsWith(`${userId} `))
    expect(before.length).toBeGreaterThan(0)
    await untold(() => channel.act(`staff:${userId}`, 'resign'))
    expect(await run()).toMatchObject({ staff: STAFF - 1 })
    expect((await storedRegister(channel)).filter((pair) => pair.startsWith(`${userId} `))).toEqual(before)
    const { rows } = await sql<{ user_id: string }>`select user_id from channels_wecom_staff
      where workspace_id = ${channel.workspace.id} and left_at is not null`.execute(world.handles.db)
    expect(rows).toEqual([{ user_id: userId }])
  })
})

describe('starting one', () => {
  test('over the API: one at a time, listed with what it came to', async () => {
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    const [one, two] = await Promise.all([owner.call(startReconciliation, { params }), owner.call(startReconciliation, { params })])
    expect(one).toEqual(two)
    await jobs.drain()
    const { items, nextAt } = await owner.call(listReconciliations, { params })
    expect(items[0]).toMatchObject({ jobId: one.jobId, error: null, figures: { staff: STAFF - 1 } })
    expect(Date.parse(nextAt ?? '')).toBe(Date.parse(items[0]?.endedAt ?? '') + DAY_MS)
    const operator = await channel.server.as('operator', { workspace: channel.workspace })
    expect((await operator.reply(startReconciliation, { params })).status).toBe(403)
  })

  test('by itself, daily, and an hour after one that failed', async () => {
    const mine = async () => {
      await startDueReconciles(world.handles)
      const { rows } = await sql<{ count: number }>`select count(*) as count from channels_wecom_reconciliations
        where corp_id = ${channel.corp.corpId} and ended_at is null`.execute(world.handles.db)
      await jobs.drain()
      return rows[0]?.count ?? 0
    }
    world.business.setOffsetMs(HOUR_MS)
    expect(await mine()).toBe(0)
    world.business.setOffsetMs(DAY_MS + HOUR_MS)
    expect(await mine()).toBe(1)
    const { store } = channel.sandbox.world
    store.run('update apps set contacts_allowed = 0')
    world.business.setOffsetMs(2 * DAY_MS + 2 * HOUR_MS)
    expect(await mine()).toBe(1)
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const { items } = await owner.call(listReconciliations, { params: { corpId: channel.corp.corpId } })
    expect(items[0]?.error).toContain('48002')
    store.run('update apps set contacts_allowed = 1')
    world.business.setOffsetMs(2 * DAY_MS + 2 * HOUR_MS + HOUR_MS / 2)
    expect(await mine()).toBe(0)
    world.business.setOffsetMs(2 * DAY_MS + 3 * HOUR_MS + 60_000)
    expect(await mine()).toBe(1)
    const after = await owner.call(listReconciliations, { params: { corpId: channel.corp.corpId } })
    expect(after.items[0]).toMatchObject({ error: null, by: 'schedule' })
  })
})

test('a member who leaves while their contacts are asked for spoils it for nobody else', async () => {
  world.business.setOffsetMs(0)
  await sql`delete from channels_wecom_reconciliations where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
  const jobId = await startReconcile(world.handles, { ...channel.corp, by: 'test' })
  const dies = () => {
    throw new Error('killed')
  }
  const { signal } = new AbortController()
  await expect(reconcile(world.handles, channel, { corp: channel.corp, jobId, signal, report: dies })).rejects.toThrow('killed')
  const place = await runPlace(world.handles.db, { ...channel.corp, jobId })
  const gone = place?.underWay?.userIds[3] ?? ''
  await untold(() => channel.act(`staff:${gone}`, 'resign'))
  await jobs.drain()
  const job = await findJob(world.handles.db, { workspaceId: channel.workspace.id, jobId })
  expect(job).toMatchObject({ status: 'done', result: { staff: STAFF - 2 } })
  const { rows } = await sql<{ held: number }>`select count(*) as held from channels_wecom_relations
    where corp_id = ${channel.corp.corpId} and user_id = ${gone} and state = 'active'`.execute(world.handles.db)
  expect(rows[0]?.held).toBeGreaterThan(0)
})
