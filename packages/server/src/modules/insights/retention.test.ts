import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { type PeriodUnit, periodBounds, periodsAfter } from '../../platform/time-zone.ts'
import { storeEvents, type TestEvent } from '../events/testing.ts'
import { type RetentionQuestion, readRetention, readRetentionPeople } from './retention.ts'

/** Across the night in which New York's clock skips an hour. */
const FIRST = Date.parse('2026-02-20T00:00:00Z')
const LAST = Date.parse('2026-03-25T00:00:00Z')
const HOUR_MS = 3_600_000
const SEED = 20_261_122
const EVENTS = 3_000
const QUESTIONS = 25
const PEOPLE = 60

let world: World
let workspaceId: number
let events: TestEvent[]

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  const event = fc.record({
    name: fc.constantFrom('open', 'open', 'buy', 'other'),
    // Whole hours, so that events of one moment and of the first moment of a day are frequent.
    time: fc.integer({ min: 0, max: (LAST - FIRST) / HOUR_MS - 1 }).map((hour) => FIRST + hour * HOUR_MS),
    atom: fc.integer({ min: 0, max: PEOPLE }),
    properties: fc.constantFrom({ shop: 'a' }, { shop: 'b' }, {}),
  })
  events = fc.sample(event, { numRuns: EVENTS, seed: SEED })
  await storeEvents(world.handles, { workspaceId, events })
})

const shopA = [{ property: 'shop', op: 'eq' as const, value: 'a' }]
const moment = fc.integer({ min: 0, max: (LAST - FIRST) / HOUR_MS }).map((hour) => FIRST + hour * HOUR_MS)
const question = fc.record({
  start: fc.constantFrom({ event: 'open' }, { event: 'open', where: shopA }, { event: 'buy' }),
  return: fc.constantFrom({ event: 'open' }, { event: 'buy' }, { event: 'buy', where: shopA }),
  unit: fc.constantFrom<PeriodUnit>('day', 'week', 'month'),
  periods: fc.integer({ min: 1, max: 8 }),
  mode: fc.constantFrom('exact' as const, 'onOrAfter' as const),
  cohort: fc.constantFrom('each' as const, 'first' as const),
  timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York'),
  range: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  asOf: fc.oneof(moment, fc.constant(LAST + 400 * 24 * HOUR_MS)),
})

describe('retention', () => {
  it('is that of a slow evaluator, with the people behind every cell', async () => {
    for (const { range, ...asked } of fc.sample(question, { numRuns: QUESTIONS, seed: SEED })) {
      const full: RetentionQuestion = { workspaceId, ...asked, from: Math.min(...range), to: Math.max(...range) }
      const expected = slowRetention(full)
      const { cohorts } = await readRetention(world.handles, full)
      expect(
        cohorts.map(({ start, size, counts }) => ({ start: Date.parse(start), size, counts })),
        JSON.stringify(full),
      ).toEqual(
        expected.map(({ start, members, counts }) => ({ start, size: members.length, counts: counts.map((back) => back?.length ?? null) })),
      )
      await expectPeople(full, expected)
    }
  })

  it('weighs the average by the size of cohorts and leaves out what is not over', async () => {
    const { cohorts, average } = await readRetention(world.handles, {
      workspaceId,
      timeZone: 'UTC',
      start: { event: 'open' },
      return: { event: 'buy' },
      unit: 'week',
      periods: 6,
      mode: 'exact',
      cohort: 'each',
      from: FIRST,
      to: LAST,
      asOf: LAST,
    })
    expect(cohorts.map(({ counts }) => counts.filter((count) => count === null).length)).toEqual([2, 3, 4, 5, 6, 7])
    const [first, second] = cohorts
    const rate = (period: number) =>
      ((first?.counts[period] ?? 0) + (second?.counts[period] ?? 0)) / ((first?.size ?? 0) + (second?.size ?? 0))
    expect(average[3]).toBeCloseTo(rate(3), 12)
    expect(average[4]).toBe(first?.rates[4])
    expect(average.slice(5)).toEqual([null, null])
  })

  it('refuses a range of too many cohorts and a cell outside the table', async () => {
    const asked = { workspaceId, timeZone: 'UTC', start: { event: 'open' }, return: { event: 'buy' }, periods: 2, asOf: LAST } as const
    const day = { ...asked, unit: 'day', mode: 'exact', cohort: 'each', from: FIRST, to: FIRST + 400 * 24 * HOUR_MS } as const
    expect((await readRetention(world.handles, day)).cohorts).toHaveLength(400)
    await expect(readRetention(world.handles, { ...day, to: day.to + 1 })).rejects.toMatchObject({ code: 'insights.too_many_cohorts' })
    const cell = { cohortAt: FIRST - 1, which: 'returned', limit: 10 } as const
    expect(() => readRetentionPeople(world.handles, day, cell)).toThrow(expect.objectContaining({ code: 'insights.no_such_cell' }))
    expect(() => readRetentionPeople(world.handles, day, { ...cell, cohortAt: FIRST, period: 3 })).toThrow()
  })
})

interface SlowCohort {
  readonly start: number
  readonly members: number[]
  /** People back after n periods; null where that period is not over. */
  readonly counts: (number[] | null)[]
}

async function expectPeople(asked: RetentionQuestion, cohorts: readonly SlowCohort[]): Promise<void> {
  const index = cohorts.findIndex(({ members }) => members.length > 1)
  const cohort = cohorts[index]
  if (!cohort) return
  const read = async (which: 'returned' | 'gone', period?: number) => {
    const page = await readRetentionPeople(world.handles, asked, { cohortAt: cohort.start, period, which, limit: 200 })
    expect(page.nextCursor).toBeNull()
    return page.personIds.map(Number)
  }
  expect(await read('returned')).toEqual(cohort.members)
  const back = cohort.counts[1]
  if (!back) return
  expect(await read('returned', 1)).toEqual(back)
  expect(await read('gone', 1)).toEqual(cohort.members.filter((person) => !back.includes(person)))
}

/** Person by person, period by period, straight from the definition. */
function slowRetention(asked: RetentionQuestion): SlowCohort[] {
  const { from, to, unit, timeZone, asOf } = asked
  const known = events.filter(({ time }) => Number(time) < asOf)
  const timesOf = (step: RetentionQuestion['start']) => {
    const matching = known.filter(({ name, properties }) => name === step.event && (!step.where || properties?.shop === 'a'))
    const times = new Map<number, number[]>()
    for (const { atom = 0, time } of matching)
      times.set(
        atom,
        [...(times.get(atom) ?? []), Number(time)].sort((a, b) => a - b),
      )
    return (person: number) => times.get(person) ?? []
  }
  const [startsOf, returnsOf] = [timesOf(asked.start), timesOf(asked.return)]
  const starts = periodBounds({ from, to, unit, timeZone }, 1_000)?.slice(0, -1) ?? []
  return starts.map((start) => {
    const bounds = [start, ...periodsAfter(start, asked.periods + 1, unit, timeZone)]
    const own = (time: number) => time >= start && time < (bounds[1] ?? 0)
    const inRange = (time: number) => time >= from && time < to
    const members = people().filter((person) => {
      const times = startsOf(person)
      const counted = times.filter(inRange)
      return asked.cohort === 'each' ? counted.some(own) : times[0] !== undefined && inRange(times[0]) && own(times[0])
    })
    const counts = bounds.slice(0, -1).map((begin, period) => {
      const end = bounds[period + 1] ?? 0
      if (end > asOf) return null
      const until = asked.mode === 'exact' ? end : Number.POSITIVE_INFINITY
      return members.filter((person) => {
        const first = startsOf(person).filter(inRange).find(own) ?? 0
        return returnsOf(person).some((time) => time >= Math.max(begin, first) && time < until)
      })
    })
    return { start, members, counts }
  })
}

function people(): number[] {
  return Array.from({ length: PEOPLE }, (_, index) => index + 1)
}
