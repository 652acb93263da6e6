/** Quotas against the local WeChat: what is used, what nobody knows, what the platform warns of. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { beginAtTen, type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { runCallbacks } from '../callbacks/process.ts'
import { refreshStaff } from '../contacts/staff.ts'
import { wecomHandlers } from '../index.ts'
import { putReceiveCap } from '../mass-send/contract.ts'
import { contactsOf, msgidOf, planTask, run } from '../mass-send/testing.ts'
import {
  getQuotaLimits,
  listQuotaAlarms,
  listQuotas,
  measureQuotas,
  putQuotaLimits,
  type Quota,
  readQuotaDays,
  settleQuotaAlarm,
} from './contract.ts'
import { lookAtDueQuotas } from './look.ts'
import { QUOTAS, type QuotaName } from './names.ts'
import { quotaState, standingOf } from './standing.ts'

const MINUTE_MS = 60_000
const CONTACTS = 5

let world: World
let channel: ChannelWorld
let params: { corpId: string }
let userId: string

beforeAll(async () => {
  world = await openWorld()
  beginAtTen(world)
  channel = await openChannelWorld(world, { plan: { staff: 3, customers: 8, wecomShare: 0 } })
  params = { corpId: channel.corp.corpId }
  userId = channel.staff[0] ?? ''
  for (const customer of channel.customers.slice(0, CONTACTS)) channel.act(`customer:${customer}`, 'addStaff', { userId })
  await channel.settle()
  await refreshStaff(world.handles, channel)
})
afterAll(async () => {
  await channel.close()
  world.business.setOffsetMs(0)
})

const owner = () => channel.server.as('owner', { workspace: channel.workspace })
const pass = (ms: number) => world.business.setOffsetMs(world.business.offsetMs() + ms)

async function measured(): Promise<Record<QuotaName, Quota>> {
  const { items } = await (await owner()).call(measureQuotas, { params })
  return Object.fromEntries(items.map((item) => [item.quota, item])) as Record<QuotaName, Quota>
}

async function shown(): Promise<Record<QuotaName, Quota>> {
  const { items } = await (await owner()).call(listQuotas)
  return Object.fromEntries(items.map((item) => [item.quota, item])) as Record<QuotaName, Quota>
}

describe('what is used', () => {
  test('is unknown before anybody asked, then measured once by whoever comes first', async () => {
    const before = await shown()
    expect(Object.keys(before)).toEqual([...QUOTAS])
    expect(before.corp_tags).toMatchObject({ used: null, limit: null, state: 'unknown', asOf: null, reason: 'not_asked' })
    const input = { wecom: channel.wecom }
    await Promise.all([lookAtDueQuotas(world.handles, input), lookAtDueQuotas(world.handles, input)])
    const after = await shown()
    expect(Object.values(after).filter(({ state }) => state === 'unknown')).toEqual([])
    expect(after.corp_tags).toMatchObject({ unit: 'tags', limit: 3_000, state: 'fine', reason: null, limitFrom: 'platform' })
    expect(after.acquisition).toMatchObject({ used: 0, limit: 1_000, state: 'fine', expiries: [{ units: 1_000 }] })
    expect(after.staff_contacts).toMatchObject({ used: CONTACTS, limit: 5_000, limitFrom: 'settings', near: 0, full: 0 })
    expect(after.staff_contacts.subjects[0]).toMatchObject({ key: userId, used: CONTACTS, state: 'fine' })
    expect(after.staff_contacts.subjects[0]?.name).not.toBe(userId)
    expect(after.calls_hour.subjects).toContainEqual(
      expect.objectContaining({ key: 'externalcontact/customer_acquisition_quota', used: 1 }),
    )
  })

  test('codes of our app are counted, page by page', async () => {
    const before = (await measured()).contact_ways.used ?? 0
    const body = JSON.stringify({ type: 1, scene: 2, user: [userId] })
    const token = await tokenOf()
    for (let made = 0; made < 3; made++) {
      const answer = await fetch(`${channel.wecom.apiBase()}/cgi-bin/externalcontact/add_contact_way?access_token=${token}`, {
        method: 'POST',
        body,
      })
      expect(await answer.json()).toMatchObject({ errcode: 0 })
    }
    expect((await measured()).contact_ways).toMatchObject({ used: before + 3, limit: 500_000, unit: 'codes' })
  })

  test('mass sends take slots; who has none left is counted, and all come back with the next window', async () => {
    await (await owner()).call(putReceiveCap, { params, body: { rule: 'daily' } })
    const contacts = await contactsOf(channel, { userId })
    await planTask(channel, { key: 'first', userId, recipients: contacts.slice(0, 2) })
    await run(channel)
    pass(MINUTE_MS)
    await run(channel)
    channel.act(`staff:${userId}`, 'confirmMassSend', { msgid: await msgidOf(channel, 'first') })
    pass(MINUTE_MS)
    await run(channel)
    const quotas = await measured()
    expect(quotas.receive_slots).toMatchObject({
      used: 2,
      limit: CONTACTS,
      state: 'fine',
      slots: [
        { left: 0, people: 2 },
        { left: 1, people: CONTACTS - 2 },
      ],
    })
    expect(quotas.mass_tasks).toMatchObject({ used: 1, limit: 10, subjects: [{ key: userId, used: 1 }] })
    const resetsAt = Date.parse(quotas.receive_slots.resetsAt ?? '')
    expect((resetsAt + 8 * 3_600_000) % 86_400_000).toBe(0)
    pass(resetsAt - world.handles.clocks.business.now())
    expect((await measured()).receive_slots).toMatchObject({ used: 0, slots: [{ people: 0 }, { people: CONTACTS }] })
  })

  test('limits of the workspace decide what is near and full', async () => {
    const limits = { nearPercent: 60, contactsPerStaff: CONTACTS + 3, newContactsPerStaffADay: null, massTasksPerStaffADay: 1 }
    await (await owner()).call(putQuotaLimits, { params, body: limits })
    expect(await (await owner()).call(getQuotaLimits, { params })).toEqual(limits)
    expect(await shown()).toMatchObject({ staff_contacts: { state: 'near', near: 1, full: 0 }, staff_adds: { limit: null, state: 'fine' } })
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    expect((await analyst.reply(putQuotaLimits, { params, body: limits })).status).toBe(403)
    expect((await analyst.reply(listQuotas)).status).toBe(200)
  })

  test('the most of each day is kept', async () => {
    const day = new Date(world.handles.clocks.business.now()).toISOString().slice(0, 10)
    const from = new Date(world.handles.clocks.business.now() - 3 * 86_400_000).toISOString().slice(0, 10)
    const to = new Date(world.handles.clocks.business.now() + 86_400_000).toISOString().slice(0, 10)
    const { items } = await (await owner()).call(readQuotaDays, { params, query: { from, to } })
    const slots = items.filter(({ quota }) => quota === 'receive_slots')
    expect(Math.max(...slots.map(({ used }) => used))).toBe(2)
    expect(slots.some((one) => one.day >= day)).toBe(true)
  })
})

describe('a platform that does not answer', () => {
  test('leaves what was found with its age, and makes it unknown when that is old; nothing becomes zero', async () => {
    const before = await measured()
    await channel.faults({ error5xx: 1 })
    pass(30 * MINUTE_MS)
    const during = await measured()
    expect(during.acquisition).toMatchObject({ used: 0, limit: 1_000, state: 'fine', asOf: before.acquisition.asOf })
    expect(Date.parse(during.staff_contacts.asOf ?? '')).toBeGreaterThan(Date.parse(before.staff_contacts.asOf ?? ''))
    pass(120 * MINUTE_MS)
    expect((await measured()).acquisition).toMatchObject({
      used: null,
      limit: null,
      state: 'unknown',
      reason: expect.stringContaining('HTTP 5'),
    })
    await channel.faults({})
    expect((await measured()).acquisition).toMatchObject({ limit: 1_000, state: 'fine', reason: null })
  })
})

describe('alarms', () => {
  const told = async (changeType: string, at: number, fields: object = {}) => {
    const seconds = Math.floor(at / 1_000)
    const all = { ...fields, Event: 'customer_acquisition', ChangeType: changeType, CreateTime: seconds, FromUserName: 'sys' }
    const message = {
      event: 'customer_acquisition',
      changeType,
      externalUserId: '',
      happenedAt: seconds * 1_000,
      fields: all,
      key: `sys ${seconds} ${changeType} ${JSON.stringify(fields)}`,
    }
    await channel.intake.add({ workspaceId: channel.workspace.id, corpId: channel.corp.corpId, message })
  }
  const work = () =>
    runCallbacks(world.handles, { wecom: channel.wecom, collector: channel.collector, handlers: wecomHandlers, everything: true })
  const alarms = async (open = true) => (await (await owner()).call(listQuotaAlarms, { query: { open: `${open}` } })).items

  test('are open until the balance is filled up, in whatever order the platform tells', async () => {
    const at = world.handles.clocks.business.now()
    await told('balance_low', at)
    await told('balance_exhausted', at + MINUTE_MS)
    await told('balance_low', at)
    await work()
    expect(await alarms()).toMatchObject([
      { kind: 'balance_exhausted', times: 1 },
      { kind: 'balance_low', times: 1 },
    ])
    await told('balance_increased', at + 2 * MINUTE_MS)
    await work()
    expect(await alarms()).toEqual([])
    // Late: it was filled up after this.
    await told('balance_exhausted', at + MINUTE_MS + 1_000)
    await work()
    expect(await alarms()).toEqual([])
    expect(await alarms(false)).toMatchObject([{ settledBy: null }, { settledBy: null }])
  })

  test('of links are counted by link and settled by hand, once', async () => {
    const at = world.handles.clocks.business.now() - 10 * MINUTE_MS
    await told('link_unavailable', at, { LinkId: 'one' })
    await told('link_unavailable', at + MINUTE_MS, { LinkId: 'one' })
    await told('link_unavailable', at, { LinkId: 'other' })
    await work()
    const [latest, ...rest] = await alarms()
    expect(latest).toMatchObject({ kind: 'link_unavailable', subject: 'one', times: 2 })
    expect(rest).toMatchObject([{ subject: 'other', times: 1 }])
    const id = latest?.id ?? ''
    expect(await (await owner()).call(settleQuotaAlarm, { params: { id } })).toEqual({ settled: true })
    expect(await (await owner()).reply(settleQuotaAlarm, { params: { id } })).toMatchObject({
      status: 404,
      error: { code: 'channels.alarm_unknown' },
    })
    expect(await alarms()).toMatchObject([{ subject: 'other' }])
    await told('link_unavailable', world.handles.clocks.business.now() + MINUTE_MS, { LinkId: 'one' })
    await work()
    expect(await alarms()).toMatchObject([{ subject: 'one', times: 1 }, { subject: 'other' }])
  })

  test('end when the balance is bought anew, which is then asked at once', async () => {
    pass(10 * MINUTE_MS)
    await told('balance_low', world.handles.clocks.business.now() - MINUTE_MS)
    await work()
    expect((await alarms()).map(({ kind }) => kind)).toContain('balance_low')
    channel.act(`staff:${userId}`, 'buyQuota', { number: 500 })
    await channel.settle()
    expect((await alarms()).map(({ kind }) => kind)).not.toContain('balance_low')
    // The balance is asked anew at once, not after its minutes.
    await lookAtDueQuotas(world.handles, { wecom: channel.wecom })
    expect((await shown()).acquisition).toMatchObject({ limit: 1_500 })
  })
})

test('a share of the limit is near, the limit is full, nothing to use is fine', () => {
  const state = (used: number, limit: number | null) => quotaState({ used, limit, nearPercent: 80 })
  expect([state(79, 100), state(80, 100), state(99, 100), state(100, 100), state(101, 100)]).toEqual([
    'fine',
    'near',
    'near',
    'full',
    'full',
  ])
  expect([state(0, 0), state(5, null)]).toEqual(['fine', 'fine'])
  const limits = { nearPercent: 80, contactsPerStaff: null, newContactsPerStaffADay: null, massTasksPerStaffADay: null }
  const units = (used: number, limit: number) => standingOf({ quota: 'acquisition', used, limit }, limits).state
  expect([units(9_000, 9_020), units(9_000, 9_019), units(9_000, 9_000), units(0, 0)]).toEqual(['fine', 'near', 'full', 'fine'])
})

async function tokenOf(): Promise<string> {
  const { corpId, secret } = channel.sandbox.describeWorld()?.corp ?? { corpId: '', secret: '' }
  const answer = await fetch(`${channel.wecom.apiBase()}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
  return ((await answer.json()) as { access_token: string }).access_token
}
