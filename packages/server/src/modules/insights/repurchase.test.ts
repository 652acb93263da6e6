import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { localDate } from '../../platform/time-zone.ts'
import { storeEvents, type TestEvent } from '../events/testing.ts'
import { type RepurchaseQuestion, readRepurchase, readRepurchasePeople } from './repurchase.ts'

const FIRST = Date.parse('2026-01-01T00:00:00Z')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAYS = 60
const SEED = 20_261_122
const EVENTS = 1_500
const PEOPLE = 200
const TIME_ZONE = 'Asia/Shanghai'

let world: World

beforeAll(async () => {
  world = await openWorld()
})

async function workspaceWith(events: readonly TestEvent[]): Promise<RepurchaseQuestion> {
  const { id: workspaceId } = await world.newWorkspace()
  await storeEvents(world.handles, { workspaceId, events })
  return { workspaceId, timeZone: TIME_ZONE, withinDays: 30, asOf: FIRST + 365 * DAY_MS }
}

const buy = (atom: number, day: number, properties: Record<string, unknown> = {}, name = 'buy'): TestEvent => ({
  name,
  atom,
  time: FIRST + day * DAY_MS,
  properties,
})

describe('repurchase rate', () => {
  it('is that of a slow evaluator', async () => {
    const event = fc.record({
      name: fc.constantFrom('buy', 'buy', 'buy', 'buy', 'order_cancelled', 'view'),
      atom: fc.integer({ min: 0, max: PEOPLE }),
      time: fc.integer({ min: 0, max: DAYS * 24 - 1 }).map((hour) => FIRST + hour * HOUR_MS),
      properties: fc.oneof(
        fc.integer({ min: 1, max: 400 }).map((number) => ({ orderNo: `A${number}` })),
        fc.integer({ min: 1, max: 400 }).map((number) => ({ invoice_no: number })),
        fc.constant({}),
      ),
    })
    const events = fc.sample(event, { numRuns: EVENTS, seed: SEED })
    const base = await workspaceWith(events)
    for (const withinDays of [1, 7, 30])
      for (const asOfDay of [10, 40, 100]) {
        const asked = { ...base, withinDays, asOf: FIRST + asOfDay * DAY_MS }
        const { eligible, repurchased } = slowRepurchase(events, asked)
        expect(await readRepurchase(world.handles, asked)).toMatchObject({ eligible: eligible.length, repurchased: repurchased.length })
        const page = await readRepurchasePeople(world.handles, asked, { which: 'repurchased', limit: 200 })
        expect(page.personIds.map(Number)).toEqual(repurchased)
      }
  })

  it('takes lines of one number for one order, and unnumbered ones of one day', async () => {
    const asked = await workspaceWith([
      buy(1, 0, { orderNo: 'one' }),
      buy(1, 5, { orderNo: 'one' }),
      buy(2, 0),
      { ...buy(2, 0), time: FIRST + 15 * HOUR_MS },
      buy(3, 0),
      // One hour later, but a new day in Shanghai.
      { ...buy(3, 0), time: FIRST + 16 * HOUR_MS },
      buy(4, 0, { orderNo: 7 }),
      buy(4, 0, { orderNo: '8' }),
    ])
    expect(await readRepurchase(world.handles, asked)).toMatchObject({ eligible: 4, repurchased: 2, rate: 0.5 })
    const people = await readRepurchasePeople(world.handles, asked, { which: 'notRepurchased', limit: 10 })
    expect(people).toEqual({ personIds: ['1', '2'], nextCursor: null })
  })

  it('leaves out cancelled orders, whoever the cancellation was sent for, and credit notes', async () => {
    const asked = await workspaceWith([
      buy(1, 0, { orderNo: 'a' }),
      buy(1, 1, { orderNo: 'b' }),
      buy(1, 2, { orderNo: 'b' }, 'order_cancelled'),
      buy(2, 0, { orderNo: 'c' }),
      buy(0, 1, { orderNo: 'c' }, 'order_cancelled'),
      buy(2, 3, { orderNo: 'd' }),
      buy(3, 0, { orderNo: '536379' }),
      buy(3, 1, { orderNo: '536380' }),
      buy(3, 2, { orderNo: 'C536381' }, 'order_cancelled'),
    ])
    expect(await readRepurchase(world.handles, asked)).toMatchObject({ eligible: 3, repurchased: 1 })
    const before = { ...asked, asOf: FIRST + 2 * DAY_MS, withinDays: 1 }
    expect(await readRepurchase(world.handles, before)).toMatchObject({ eligible: 2, repurchased: 2 })
  })

  it('counts only buyers whose days have passed, and a second order up to the last moment', async () => {
    const asked = {
      ...(await workspaceWith([buy(1, 0), buy(1, 30), buy(2, 0), { ...buy(2, 30), time: FIRST + 30 * DAY_MS + 1 }, buy(3, 1)])),
    }
    const at = (day: number) => readRepurchase(world.handles, { ...asked, asOf: FIRST + day * DAY_MS })
    expect(await at(29.99)).toMatchObject({ eligible: 0, repurchased: 0, rate: null, cohorts: [] })
    expect(await at(30.5)).toMatchObject({ eligible: 2, repurchased: 1 })
    expect(await at(31)).toMatchObject({ eligible: 3, repurchased: 1 })
  })

  it('splits by the month of the first order in the calendar of the workspace', async () => {
    const asked = await workspaceWith([
      { ...buy(1, 0), time: '2026-01-31T15:59:59Z' },
      { ...buy(2, 0), time: '2026-01-31T16:00:00Z' },
      { ...buy(2, 0), time: '2026-02-10T00:00:00Z' },
    ])
    expect((await readRepurchase(world.handles, asked)).cohorts).toEqual([
      { month: '2026-01', eligible: 1, repurchased: 0, rate: 0 },
      { month: '2026-02', eligible: 1, repurchased: 1, rate: 1 },
    ])
    const february = await readRepurchasePeople(world.handles, asked, { which: 'eligible', month: '2026-02', limit: 10 })
    expect(february.personIds).toEqual(['2'])
  })
})

function slowRepurchase(events: readonly TestEvent[], { withinDays, asOf }: RepurchaseQuestion) {
  const known = events.filter(({ time }) => Number(time) < asOf)
  const numberOf = ({ properties }: TestEvent) => properties?.orderNo ?? properties?.invoice_no
  const cancelled = new Set(known.filter(({ name }) => name === 'order_cancelled').map((event) => String(numberOf(event))))
  const eligible: number[] = []
  const repurchased: number[] = []
  for (let person = 1; person <= PEOPLE; person++) {
    const orders = new Map<string, number>()
    for (const event of known.filter(({ name, atom }) => name === 'buy' && atom === person)) {
      const number = numberOf(event)
      if (number !== undefined && cancelled.has(String(number))) continue
      const key = number === undefined ? `day ${localDate(Number(event.time), TIME_ZONE)}` : `number ${number}`
      orders.set(key, Math.min(orders.get(key) ?? Number.POSITIVE_INFINITY, Number(event.time)))
    }
    const [first, second] = [...orders.values()].sort((a, b) => a - b)
    if (first === undefined || first + withinDays * DAY_MS > asOf) continue
    eligible.push(person)
    if (second !== undefined && second <= first + withinDays * DAY_MS) repurchased.push(person)
  }
  return { eligible, repurchased }
}
