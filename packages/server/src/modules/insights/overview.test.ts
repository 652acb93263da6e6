import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { storeEvents } from '../events/testing.ts'
import { readExtent, readOverview } from './overview.ts'

/** Ten in the morning in Shanghai. */
const NOW = Date.parse('2026-03-10T02:00:00Z')
const TIME_ZONE = 'Asia/Shanghai'

let world: World
let workspaceId: number

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace({ timeZone: TIME_ZONE })).id
  const buy = (time: string, atom: number, orderNo: string, amount: string, currency = 'CNY') => ({
    name: 'buy',
    time: `${time}+08:00`,
    atom,
    amount,
    currency,
    properties: { orderNo },
  })
  await storeEvents(world.handles, {
    workspaceId,
    events: [
      buy('2026-03-10T09:59:59', 1, 'a', '10.1'),
      buy('2026-03-10T09:59:59', 1, 'a', '0.2'),
      buy('2026-03-10T10:00:00', 2, 'future', '1000'),
      buy('2026-03-09T09:59:00', 1, 'b', '5'),
      buy('2026-03-09T23:59:59', 2, 'c', '7'),
      buy('2026-03-09T12:00:00', 2, 'd', '100'),
      { ...buy('2026-03-10T08:00:00', 0, 'd', '-100'), name: 'order_cancelled' },
      buy('2026-03-08T00:00:00', 3, 'e', '1', 'EUR'),
      // The first day of the 30 and the last of the 30 before.
      buy('2026-02-08T00:00:00', 3, 'f', '2'),
      buy('2026-02-07T23:59:59', 3, 'g', '3'),
      buy('2025-12-01T00:00:00', 3, 'h', '4'),
      { name: 'view', time: '2026-03-10T00:00:00+08:00', atom: 4 },
      { name: 'view', time: '2026-03-09T00:00:00+08:00' },
    ],
  })
})

describe('the overview', () => {
  it('compares today until now, yesterday and 30 days', async () => {
    const figures = await readOverview(world.handles, { workspaceId, timeZone: TIME_ZONE, now: NOW })
    const numbers = figures.map(({ name, currency, today, yesterday, last30Days }) => [
      currency ?? name,
      ...[today, yesterday, last30Days].flatMap(({ value, previous }) => [value, previous]),
    ])
    expect(numbers).toEqual([
      ['events', 4, 2, 4, 1, 6, 1],
      ['activePersons', 2, 1, 2, 1, 3, 1],
      ['buyers', 1, 1, 2, 1, 3, 1],
      ['orders', 1, 1, 2, 1, 4, 1],
      ['CNY', -89.7, 5, 112, 0, 114, 3],
      ['EUR', 0, 0, 0, 1, 1, 0],
    ])
  })

  it('draws thirty days and today', async () => {
    const figures = await readOverview(world.handles, { workspaceId, timeZone: TIME_ZONE, now: NOW })
    const orders = figures.find(({ name }) => name === 'orders')
    expect(orders?.spark).toHaveLength(31)
    expect(orders?.spark[0]).toEqual({ date: '2026-02-08', value: 1 })
    expect(orders?.spark.slice(-3)).toEqual([
      { date: '2026-03-08', value: 1 },
      { date: '2026-03-09', value: 2 },
      { date: '2026-03-10', value: 1 },
    ])
    const euros = figures.find(({ currency }) => currency === 'EUR')
    expect(euros?.spark.filter(({ value }) => value !== 0)).toEqual([{ date: '2026-03-08', value: 1 }])
  })

  it('is all zero, with one currency, where nothing happened', async () => {
    const { id } = await world.newWorkspace()
    const figures = await readOverview(world.handles, { workspaceId: id, timeZone: 'America/New_York', now: NOW })
    expect(figures.map(({ name, currency }) => currency ?? name)).toEqual(['events', 'activePersons', 'buyers', 'orders', 'CNY'])
    expect(figures.every(({ today, spark }) => today.value === 0 && spark.length === 31)).toBe(true)
    expect(await readExtent(world.handles, id)).toEqual({ events: 0, firstAt: null, lastAt: null })
  })

  it('says from when to when there is anything at all', async () => {
    expect(await readExtent(world.handles, workspaceId)).toEqual({
      events: 13,
      firstAt: '2025-11-30T16:00:00.000Z',
      lastAt: '2026-03-10T02:00:00.000Z',
    })
  })
})
