import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { localDate } from '../../platform/time-zone.ts'
import { readSeries, type SeriesInput } from './series.ts'
import { storeEvents, type TestEvent } from './testing.ts'

/** Around the night in which New York's clock skips an hour. */
const FROM = Date.parse('2026-03-05T00:00:00Z')
const TO = Date.parse('2026-03-12T00:00:00Z')
const SEED = 20_261_122
const EVENTS = 2_000

let world: World
let workspaceId: number
let events: TestEvent[]

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  const event = fc.record({
    name: fc.constantFrom('view', 'buy'),
    time: fc.integer({ min: FROM, max: TO - 1 }),
    atom: fc.integer({ min: 0, max: 30 }),
    amount: fc.constantFrom('0.1', '2.25', '-1'),
    properties: fc.constantFrom({ shop: 'a' }, { shop: 'a' }, { shop: 'a' }, { shop: 'b' }, { shop: 'b' }, { shop: 3 }, { shop: 'd' }, {}),
  })
  events = fc.sample(event, { numRuns: EVENTS, seed: SEED })
  await storeEvents(world.handles, { workspaceId, events })
})

function read(input: Partial<SeriesInput>) {
  return readSeries(world.handles, {
    workspaceId,
    timeZone: 'Asia/Shanghai',
    names: ['view'],
    measure: { kind: 'count' },
    unit: 'day',
    from: FROM,
    to: TO,
    ...input,
  })
}

describe('events over time', () => {
  it.each(['Asia/Shanghai', 'America/New_York', 'UTC'])('fall into the calendar days of %s', async (timeZone) => {
    const { periods, lines } = await read({ timeZone })
    const expected = new Map<string, number>()
    for (const { name, time } of events) {
      const date = localDate(Number(time), timeZone)
      if (name === 'view') expected.set(date, (expected.get(date) ?? 0) + 1)
    }
    const dates = periods.map((start) => localDate(Date.parse(start), timeZone))
    expect(lines).toHaveLength(1)
    expect(lines[0]?.points).toEqual(dates.map((date) => expected.get(date) ?? 0))
    expect([...expected.keys()].every((date) => dates.includes(date))).toBe(true)
    expect(lines[0]?.total).toBe(events.filter(({ name }) => name === 'view').length)
  })

  it('count each person once a period and once in the total', async () => {
    const { periods, lines } = await read({ measure: { kind: 'persons' }, unit: 'week', timeZone: 'UTC' })
    const people = (from: number, to: number) =>
      new Set(
        events
          .filter(({ name, time, atom }) => name === 'view' && atom !== 0 && Number(time) >= from && Number(time) < to)
          .map(({ atom }) => atom),
      ).size
    const monday = Date.parse('2026-03-09T00:00:00Z')
    expect(periods).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'])
    expect(lines[0]).toMatchObject({ points: [people(0, monday), people(monday, TO)], total: people(0, TO) })
  })

  it('add up amounts exactly, a line a name in the order asked', async () => {
    const { lines } = await read({ names: ['buy', 'view', 'nothing'], measure: { kind: 'sum', property: 'amount' } })
    const total = (name: string) => events.filter((event) => event.name === name).reduce((sum, { amount }) => sum + Number(amount) * 100, 0)
    expect(lines.map(({ event, total: sum }) => [event, Math.round(sum * 100)])).toEqual([
      ['buy', Math.round(total('buy'))],
      ['view', Math.round(total('view'))],
      ['nothing', 0],
    ])
    expect(lines[2]?.points.every((point) => point === 0)).toBe(true)
  })

  it('break down into the largest values, those without one, and the rest', async () => {
    const { lines } = await read({ breakdown: { property: 'shop', limit: 2 }, where: [{ property: 'amount', op: 'gt', value: 0 }] })
    const counted = (shop: unknown) =>
      events.filter(({ name, amount, properties }) => name === 'view' && Number(amount) > 0 && properties?.shop === shop).length
    expect(lines.map(({ value, other, total }) => ({ value, other, total }))).toEqual([
      { value: 'a', other: undefined, total: counted('a') },
      { value: 'b', other: undefined, total: counted('b') },
      { value: null, other: undefined, total: counted(undefined) },
      { value: undefined, other: true, total: counted(3) + counted('d') },
    ])
    for (const { points, total } of lines) expect(points.reduce((sum, point) => sum + point, 0)).toBe(total)
  })

  it('refuse a range of too many periods', async () => {
    await expect(read({ unit: 'hour', from: Date.parse('2025-01-01') })).rejects.toMatchObject({ code: 'events.too_many_periods' })
  })
})
