/** What is due with broadcasts, and what came of them on a day, against the local WeChat. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { localDate } from '../../../platform/time-zone.ts'
import { approveBroadcast, createBroadcast, stopBroadcast } from '../contract.ts'
import { EVERYBODY, openReachWorld, type ReachWorld } from '../testing.ts'
import { listReachDue, readReachDay } from './contract.ts'

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]
const ZONE = 'Asia/Shanghai'

let world: World
let reach: ReachWorld

beforeAll(async () => {
  world = await openWorld()
  reach = await openReachWorld(world, { plan: { staff: 3, customers: 9, wecomShare: 0 } })
  const { customers, staff } = reach
  await reach.befriend(customers.map((customer, place) => [customer, staff[place % 3] ?? '']))
})
afterAll(() => reach.close())

const body = (text: string) => ({
  contents: [{ text }],
  channels: ['wecom'] as ['wecom'],
  purpose: 'service' as const,
  audience: { rule: EVERYBODY },
})
const due = () => reach.owner.call(listReachDue)
const day = async (date?: string) => {
  const { figures } = await reach.owner.call(readReachDay, { query: { ...(date && { day: date }) } })
  return Object.fromEntries(figures.map(({ name, value, previous }) => [name, [value, previous]]))
}

test('drafts, taps that are missing, and a day beside the day before', async () => {
  const first = localDate(world.handles.clocks.business.now(), ZONE)
  const endsAt = new Date(world.handles.clocks.business.now() + 6 * HOUR_MS).toISOString()
  const { id } = await reach.owner.call(createBroadcast, { body: { ...body('第一条'), name: '第一条', endsAt } })
  expect(await due()).toMatchObject({ untapped: [], drafts: [{ id, name: '第一条', people: 9, endsAt, at: null }] })
  await reach.owner.call(approveBroadcast, { params: { id: id ?? '' } })
  await reach.pass(20 * MINUTE_MS)
  expect(await due()).toMatchObject({ drafts: [], untapped: [{ id, name: '第一条', staff: 3, staffAll: 3, people: 9, endsAt }] })
  reach.tap(reach.staff[0] ?? '')
  reach.tap(reach.staff[1] ?? '')
  await reach.pass(HOUR_MS)
  expect(await due()).toMatchObject({ untapped: [{ id, staff: 1, staffAll: 3, people: 3 }] })
  // The third never taps: it expires with the offer.
  await reach.pass(6 * HOUR_MS)
  expect(await due()).toEqual({ untapped: [], drafts: [] })
  const second = await reach.owner.call(createBroadcast, { body: body('停掉的') })
  await reach.owner.call(stopBroadcast, { params: { id: second.id ?? '' } })
  expect((await due()).drafts).toEqual([])
  expect(await day(first)).toEqual({ sent: [6, 0], tapped: [2, 0], expired: [3, 0] })
  world.business.setOffsetMs(world.handles.clocks.business.now() - world.real.now() + DAY_MS)
  expect(await day()).toEqual({ sent: [6, 0], tapped: [2, 0], expired: [3, 0] })
  world.business.setOffsetMs(world.handles.clocks.business.now() - world.real.now() + DAY_MS)
  expect(await day()).toEqual({ sent: [0, 6], tapped: [0, 2], expired: [0, 3] })
  const elsewhere = await reach.server.as('owner', { workspace: await world.newWorkspace() })
  expect(await elsewhere.call(listReachDue)).toEqual({ untapped: [], drafts: [] })
})
