/** Broadcasts from the plan to what customers read on their phones, against the local WeChat. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { walkPermissions } from '../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { localDate } from '../../platform/time-zone.ts'
import { newPeople } from '../events/testing.ts'
import { mergePeople, personId } from '../identity/index.ts'
import {
  approveBroadcast,
  cancelBroadcastTasks,
  createBroadcast,
  listBroadcasts,
  personDeliveries,
  readBroadcast,
  remindBroadcast,
  stopBroadcast,
  testBroadcast,
  whyDelivery,
} from './contract.ts'
import { reachPersonData } from './person-data.ts'
import { reachRoutes } from './routes.ts'
import { changeReachSettings, readReachSettings } from './settings/contract.ts'
import { EVERYBODY, openReachWorld, type ReachWorld } from './testing.ts'

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]

let world: World
let reach: ReachWorld

beforeAll(async () => {
  world = await openWorld()
  reach = await openReachWorld(world, { plan: { staff: 3, customers: 30, wecomShare: 0 } })
  const { customers, staff } = reach
  // The first nine have one member each, the tenth has all three.
  await reach.befriend(customers.slice(0, 9).map((customer, place) => [customer, staff[place % 3] ?? '']))
  await reach.befriend(staff.map((userId) => [customers[9] ?? '', userId]))
})
afterAll(() => reach.close())

const text = (words: string) => ({ text: words })
const marketing = { channels: ['wecom'] as ['wecom'], purpose: 'marketing' as const, audience: { rule: EVERYBODY } }
const sumOf = ({ planned: _, ...others }: Record<string, number>) => Object.values(others).reduce((sum, count) => sum + count, 0)
const read = (id: string | null) => reach.owner.call(readBroadcast, { params: { id: id ?? '' } })
const customer = (place: number) => reach.customers[place] ?? ''
const idOf = async (place: number) => personId(await reach.atomOf(customer(place)))
const why = async (place: number, id: string | null) =>
  reach.owner.call(whyDelivery, { query: { personId: await idOf(place), of: `broadcast:${id}` } })

describe('a broadcast', () => {
  test('says who would get it and who not, is approved, tapped, and read on the phones', async () => {
    const [nobody = 0] = await newPeople(world.handles, { workspaceId: reach.channel.workspace.id, count: 1 })
    await reach.consent(customer(0), 'withdrawn')
    const body = { ...marketing, contents: [text('立冬新品到店')] }
    const dry = await reach.owner.call(createBroadcast, { body: { ...body, dryRun: true } })
    const planned = { planned: 11, held: { notFriend: 1, noConsent: 1 }, staff: 3, variants: [{ people: 9, staff: 3 }] }
    expect(dry).toEqual({ id: null, status: 'draft', ...planned })
    const { id, ...made } = await reach.owner.call(createBroadcast, { body })
    expect(made).toEqual({ status: 'draft', ...planned })
    const approved = await reach.owner.call(approveBroadcast, { params: { id: id ?? '' } })
    expect([approved.status, approved.counts.pending, sumOf(approved.counts)]).toEqual(['approved', 9, 11])
    await reach.pass(20 * MINUTE_MS)
    const waiting = await read(id)
    expect(waiting).toMatchObject({ status: 'sending', counts: { planned: 11, unconfirmed: 9, notFriend: 1, noConsent: 1 } })
    expect(waiting.tasks.map(({ userId, recipients }) => [userId, recipients]).sort()).toHaveLength(3)
    expect(waiting.tasks.reduce((sum, { recipients }) => sum + recipients, 0)).toBe(9)
    for (const userId of reach.staff) reach.tap(userId)
    await reach.pass(2 * HOUR_MS)
    const ended = await read(id)
    expect(ended).toMatchObject({ status: 'ended', counts: { planned: 11, sent: 9, unconfirmed: 0, pending: 0 } })
    expect(ended.tasks.every(({ tappedAt, state }) => tappedAt !== null && state === 'ended')).toBe(true)
    const got = reach.customers.slice(0, 10).map((one) => reach.inboxOf(one).filter((said) => said.includes('立冬新品到店')).length)
    expect(got).toEqual([0, ...Array.from({ length: 9 }, () => 1)])
    expect(await why(0, id)).toMatchObject({
      outcome: 'noConsent',
      steps: [
        { rule: 'audience', result: 'passed' },
        { rule: 'friend', result: 'passed' },
        { rule: 'consent', result: 'held', words: { zh: '撤回了同意', en: 'took back their consent' } },
        { rule: 'fatigue', result: 'not_asked' },
        { rule: 'slot', result: 'not_asked' },
        { rule: 'quietHours', result: 'not_asked' },
        { rule: 'holdout', result: 'not_asked' },
        { rule: 'outcome', result: 'told' },
      ],
    })
    const told = await why(9, id)
    expect(told.outcome).toBe('sent')
    expect(told.steps.map(({ result }) => result)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'told',
    ])
    const none = await reach.owner.call(whyDelivery, { query: { personId: personId(nobody), of: `broadcast:${id}` } })
    expect([none.outcome, none.steps[1]?.words.en]).toEqual(['notFriend', 'is nobody’s WeCom contact'])
    const { items } = await reach.owner.call(personDeliveries, { params: { id: await idOf(9) } })
    expect(items).toMatchObject([{ broadcastId: id, outcome: 'sent', sentAt: expect.any(String), userId: expect.any(String) }])
    const listed = await reach.owner.call(listBroadcasts)
    expect(listed.items[0]).toMatchObject({ id, status: 'ended', counts: { sent: 9 } })
  })

  test('of marketing is not for whoever had one that day; a service message is', async () => {
    const contents = [text('第二条')]
    const second = await reach.owner.call(createBroadcast, { body: { ...marketing, contents, dryRun: true } })
    expect(second.held).toEqual({ notFriend: 1, noConsent: 1, fatigued: 9 })
    const service = await reach.owner.call(createBroadcast, { body: { ...marketing, purpose: 'service', contents, dryRun: true } })
    expect(service.held).toEqual({ notFriend: 1 })
    const made = await reach.owner.call(createBroadcast, { body: { ...marketing, contents, approve: true } })
    expect(made.status).toBe('draft')
    const refused = await reach.owner.reply(approveBroadcast, { params: { id: made.id ?? '' } })
    expect([refused.status, refused.error?.code]).toEqual([422, 'reach.nobody'])
  })
})

describe('what is refused', () => {
  test.each([
    [{ audience: {} }, 400, 'platform.invalid'],
    [{ audience: { id: '999999' } }, 404, 'audience.not_found'],
    [{ contents: [] }, 400, 'platform.invalid'],
    [{ contents: [{}] }, 400, 'platform.invalid'],
    [{ endsAt: '2020-01-01' }, 422, 'reach.ends_before_start'],
    [{ holdout: 0.9 }, 400, 'platform.invalid'],
    [{ channels: ['pigeon'] }, 400, 'platform.invalid'],
  ])('%j', async (wrong, status, code) => {
    const answer = await reach.owner.reply(createBroadcast, { body: { ...marketing, contents: [text('x')], ...wrong } })
    expect([answer.status, answer.error?.code]).toEqual([status, code])
  })

  test('approving without the permission, and a broadcast of another workspace', async () => {
    const writer = await reach.server.withPermissions(['reach.read', 'reach.write'], { workspace: reach.channel.workspace })
    const body = { ...marketing, contents: [text('x')], approve: true }
    expect((await writer.reply(createBroadcast, { body })).error?.code).toBe('platform.forbidden')
    const elsewhere = await reach.server.as('owner', { workspace: await world.newWorkspace() })
    const [one] = (await reach.owner.call(listBroadcasts)).items
    expect((await elsewhere.reply(readBroadcast, { params: { id: one?.id ?? '' } })).error?.code).toBe('reach.broadcast_unknown')
  })

  test('every call of whoever must not', async () => {
    expect(await walkPermissions(world, reach.server, reachRoutes({ wecom: reach.channel.wecom }))).toEqual([])
  })
})

describe('settings and quiet hours', () => {
  test('have defaults and are changed', async () => {
    const { settings } = await reach.owner.call(readReachSettings)
    expect(settings).toEqual({
      fatigue: { perDay: 1, perWeek: 3, perMonth: 8 },
      quietHours: { from: '22:00', to: '08:00', action: 'postpone' },
      marketingConsent: 'not_withdrawn',
      holdout: 0,
    })
    const strict = { ...settings, marketingConsent: 'granted' as const }
    expect(await reach.owner.call(changeReachSettings, { body: strict })).toEqual({ settings: strict })
    const dry = await reach.owner.call(createBroadcast, { body: { ...marketing, contents: [text('x')], dryRun: true } })
    expect(dry.held).toEqual({ notFriend: 1, noConsent: 10 })
    await reach.owner.call(changeReachSettings, { body: settings })
  })

  test('put marketing off until they end, or it is not sent where it ends before', async () => {
    const at = localTomorrow('23:00')
    const body = { ...marketing, contents: [text('夜里')], at, approve: true }
    const dry = await reach.owner.call(createBroadcast, { body: { ...body, endsAt: localTomorrow('23:30'), dryRun: true } })
    expect(dry.held).toEqual({ notFriend: 1, noConsent: 1, quietHours: 9 })
    const { id, status } = await reach.owner.call(createBroadcast, { body })
    expect(status).toBe('approved')
    await reach.pass(Date.parse(at) - world.business.now() + 5 * MINUTE_MS)
    const postponed = await read(id)
    expect([postponed.status, Date.parse(postponed.dueAt ?? '') - Date.parse(at)]).toEqual(['approved', 9 * HOUR_MS])
    await reach.pass(9 * HOUR_MS)
    expect((await read(id)).counts).toMatchObject({ planned: 11, unconfirmed: 9, notFriend: 1, noConsent: 1 })
    const stopped = await reach.owner.call(stopBroadcast, { params: { id: id ?? '' } })
    expect(stopped.status).toBe('stopped')
    await reach.pass(HOUR_MS)
    expect((await read(id)).counts).toMatchObject({ planned: 11, cancelled: 9, unconfirmed: 0 })
    for (const userId of reach.staff) reach.tap(userId)
    expect(reach.inboxOf(customer(1)).some((said) => said.includes('夜里'))).toBe(false)
    // What reached nobody is not counted against anybody.
    const again = await reach.owner.call(createBroadcast, { body: { ...marketing, contents: [text('y')], dryRun: true } })
    expect(again.held).toEqual({ notFriend: 1, noConsent: 1 })
  })
})

/** A time of tomorrow on the wall in Shanghai. */
function localTomorrow(time: string): string {
  const day = localDate(world.business.now() + 24 * HOUR_MS, 'Asia/Shanghai')
  return `${day}T${time}:00+08:00`
}

describe('tasks of staff', () => {
  test('are reminded of three times a day, cancelled one by one, and expire with the offer', async () => {
    const [anna = '', ben = ''] = reach.staff
    const endsAt = new Date(world.business.now() + 5 * HOUR_MS).toISOString()
    const body = { ...marketing, contents: [text('限时')], endsAt, approve: true }
    const { id } = await reach.owner.call(createBroadcast, { body })
    const params = { id: id ?? '' }
    await reach.pass(20 * MINUTE_MS)
    for (const round of [1, 2, 3])
      expect([round, await reach.owner.call(remindBroadcast, { params, body: { userIds: [anna] } })]).toEqual([
        round,
        { reminded: 1, refused: 0 },
      ])
    const fourth = await reach.owner.reply(remindBroadcast, { params, body: { userIds: [anna] } })
    expect([fourth.status, fourth.error?.code]).toEqual([409, 'channels.reminded_enough'])
    expect(await reach.owner.call(cancelBroadcastTasks, { params, body: { userIds: [ben] } })).toEqual({ cancelled: 1 })
    await reach.consent(customer(3), 'withdrawn')
    await reach.pass(20 * MINUTE_MS)
    const now = await read(id)
    const ofBen = now.tasks.find(({ userId }) => userId === ben)
    expect([ofBen?.state, now.counts.cancelled]).toEqual(['ended', ofBen?.recipients])
    expect(now.withdrawnInTasks).toBe(1)
    await reach.pass(8 * HOUR_MS)
    const ended = await read(id)
    expect([ended.status, ended.counts.expired + ended.counts.cancelled, sumOf(ended.counts)]).toEqual(['ended', 9, 11])
    await reach.consent(customer(3), 'granted')
  })

  test('of a test send are for one person and count for nothing', async () => {
    const { id } = await reach.owner.call(createBroadcast, { body: { ...marketing, contents: [text('先看看')] } })
    const { userId } = await reach.owner.call(testBroadcast, { params: { id: id ?? '' }, body: { personId: await idOf(2) } })
    await reach.pass(20 * MINUTE_MS)
    reach.tap(userId)
    await reach.pass(20 * MINUTE_MS)
    expect(reach.inboxOf(customer(2)).filter((said) => said.includes('先看看'))).toHaveLength(1)
    expect((await read(id)).counts).toMatchObject({ planned: 11, pending: 9, sent: 0 })
    const refused = await reach.owner.reply(testBroadcast, { params: { id: id ?? '' }, body: { personId: await idOf(0) } })
    expect(refused.error?.code).toBe('reach.not_reachable')
  })
})

describe('between the plan and the sending', () => {
  test('whoever takes back their consent or deletes the member gets nothing, and two who became one get one', async () => {
    await reach.pass(24 * HOUR_MS)
    // Whom nobody knows on WeCom, until the merge.
    const [b = 0] = await newPeople(world.handles, { workspaceId: reach.channel.workspace.id, count: 1 })
    const { id } = await reach.owner.call(createBroadcast, { body: { ...marketing, contents: [text('换季')] } })
    await reach.consent(customer(4), 'withdrawn')
    reach.channel.act(`customer:${customer(5)}`, 'deleteStaff', { userId: reach.staff[2] ?? '' })
    await reach.channel.settle()
    const a = await reach.atomOf(customer(6))
    await mergePeople(world.handles, { workspaceId: reach.channel.workspace.id, a, b, cause: 'request', by: 'test', evidence: 'test' })
    await reach.owner.call(approveBroadcast, { params: { id: id ?? '' } })
    await reach.pass(20 * MINUTE_MS)
    for (const userId of reach.staff) reach.tap(userId)
    await reach.pass(2 * HOUR_MS)
    expect((await read(id)).counts).toMatchObject({ planned: 11, sent: 7, noConsent: 2, notFriend: 1, cancelled: 1 })
    const got = [4, 5, 6, 7, 8, 9].map((place) => reach.inboxOf(customer(place)).filter((said) => said.includes('换季')).length)
    expect(got).toEqual([0, 0, 1, 1, 1, 1])
    expect((await why(6, id)).outcome).toBe('sent')
  })

  test('a deletion within two days is the cost of the sending', async () => {
    const [latest] = (await reach.owner.call(listBroadcasts)).items
    reach.channel.act(`customer:${customer(8)}`, 'deleteStaff', { userId: reach.staff[2] ?? '' })
    await reach.channel.settle()
    expect((await read(latest?.id ?? '')).cost).toEqual({ sent: 7, deleted: 1, holdout: 0, holdoutDeleted: 0 })
  })
})

describe('an erasure', () => {
  test('leaves nothing about the person, and the counts still sum', async () => {
    const atoms = [await reach.atomOf(customer(1))]
    const held = { workspaceId: reach.channel.workspace.id, atoms }
    const { signal } = new AbortController()
    const parts = new Map<string, number>()
    for await (const { part, rows } of reachPersonData.exported?.(world.handles, { ...held, signal }) ?? [])
      parts.set(part, (parts.get(part) ?? 0) + rows.length)
    expect([...parts.values()].every((rows) => rows > 0)).toBe(true)
    expect(await reachPersonData.count?.(world.handles, held)).toBe([...parts.values()].reduce((sum, rows) => sum + rows, 0))
    await reachPersonData.erase(world.handles, { ...held, signal, erasureId: 'test', identifiers: (async function* () {})() })
    expect(await reachPersonData.count?.(world.handles, held)).toBe(0)
    for (const { counts } of (await reach.owner.call(listBroadcasts)).items) expect(sumOf(counts)).toBe(counts.planned)
  })
})
