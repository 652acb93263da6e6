import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { ask } from '../ask.ts'
import { openParameters } from '../parameters.ts'
import { storeEvents, type TestEvent } from '../testing.ts'
import type { StepsQuestion } from './codes.ts'
import { levelsSql } from './levels.ts'
import type { Step } from './overlap.ts'

type Condition = NonNullable<Step['where']>[number]

/** Moments are whole ticks apart, so that equal times and exact windows are frequent. */
const TICK_MS = 1_000
const START = Date.parse('2026-03-01T00:00:00Z')
const SEED = 20_261_122
const PEOPLE = 4_000
const FUNNELS = 150
/** Candidate events one person may have: the slow evaluator tries every choice. */
const MAX_EVENTS = 7

interface Happened {
  readonly name: string
  readonly tick: number
  readonly x: number | string | undefined
}

let world: World
let workspaceId: number
let people: readonly (readonly Happened[])[]

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  people = fc.sample(fc.array(happened, { minLength: 1, maxLength: MAX_EVENTS }), { numRuns: PEOPLE, seed: SEED })
  await storeEvents(world.handles, {
    workspaceId,
    events: people.flatMap((events, index) => events.map((event) => stored(event, index + 1))),
  })
})

/** Mostly one name, so that events that fit several steps at once are frequent. */
const name = fc.constantFrom('a', 'a', 'a', 'b', 'c')
const happened = fc.record({
  name,
  tick: fc.integer({ min: 0, max: 4 }),
  x: fc.constantFrom(1, 2, '2', 'red', undefined),
})

function stored({ name, tick, x }: Happened, atom: number): TestEvent {
  return { name, atom, time: START + tick * TICK_MS, properties: x === undefined ? {} : { x } }
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ property: fc.constant('x'), op: fc.constantFrom('eq' as const, 'ne' as const), value: fc.constantFrom(1, 2, '2', 'red') }),
  fc.record({ property: fc.constant('x'), op: fc.constant('gte' as const), value: fc.constantFrom(1, 2) }),
  fc.record({ property: fc.constant('x'), op: fc.constant('exists' as const), value: fc.boolean() }),
)
const step: fc.Arbitrary<Step> = fc.record({ event: name, where: fc.array(condition, { maxLength: 1 }) }, { requiredKeys: ['event'] })
const question = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  order: fc.constantFrom('strict' as const, 'any' as const),
  windowTicks: fc.integer({ min: 1, max: 6 }),
  fromTick: fc.constantFrom<number | undefined>(undefined, 1),
  toTick: fc.constantFrom<number | undefined>(undefined, 5),
})
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

describe('levels of people', () => {
  it('are those of a slow evaluator that tries every choice of events', async () => {
    const questions = fc.sample(question, { numRuns: FUNNELS, seed: SEED })
    expect(questions.some(({ steps }) => new Set(steps.map(({ event }) => event)).size < steps.length)).toBe(true)
    for (const asked of questions) await expectSlowAnswer(asked)
  })

  it.each(['strict', 'any'] as const)('are exact for three different events in %s order', async (order) => {
    const steps = ['a', 'b', 'c'].map((event) => ({ event }))
    for (const windowTicks of [1, 2, 3, 5]) await expectSlowAnswer({ steps, order, windowTicks, fromTick: undefined, toTick: undefined })
  })

  it('are those of windowFunnel for steps in order that no event can serve twice', async () => {
    const steps = ['a', 'b', 'c'].map((event) => ({ event }))
    for (const windowTicks of [1, 2, 4]) {
      const parameters = openParameters()
      const rows = await ask<{ person: number; level: number }>(world.handles, {
        query: `
          SELECT atom AS person, windowFunnel(${windowTicks * TICK_MS})(toUInt64(toUnixTimestamp64Milli(time)), name = 'a', name = 'b', name = 'c') AS level
          FROM events_v1 WHERE workspace = ${parameters.bind('UInt32', workspaceId)} GROUP BY atom`,
        parameters,
      })
      const ours = await levels({ steps, order: 'strict', windowTicks, fromTick: undefined, toTick: undefined })
      expect(ours).toEqual(new Map(rows.map(({ person, level }) => [person, level])))
    }
  })
})

async function levels({ steps, order, windowTicks, fromTick, toTick }: Question): Promise<Map<number, number>> {
  const parameters = openParameters()
  const at = (tick: number | undefined) => (tick === undefined ? undefined : START + tick * TICK_MS)
  const asked: StepsQuestion = { workspaceId, steps, order, windowMs: windowTicks * TICK_MS, from: at(fromTick), to: at(toTick) }
  const query = `SELECT person, level FROM (${levelsSql(asked, parameters)})`
  const rows = await ask<{ person: number; level: number }>(world.handles, { query, parameters })
  return new Map(rows.map(({ person, level }) => [person, level]))
}

async function expectSlowAnswer(asked: Question): Promise<void> {
  const found = await levels(asked)
  const wrong = people.flatMap((events, index) => {
    const [slow, fast] = [slowLevel(events, asked), found.get(index + 1) ?? 0]
    return slow === fast ? [] : [{ events, slow, fast }]
  })
  expect(wrong.slice(0, 3), JSON.stringify(asked)).toEqual([])
}

/** The most first steps that can be served by different events under the rules of the contract. */
function slowLevel(events: readonly Happened[], { steps, order, windowTicks, fromTick = 0, toTick = 100 }: Question): number {
  const known = events.filter(({ tick }) => tick >= fromTick && tick < toTick)
  const best = (chosen: readonly Happened[]): number => {
    const next = steps[chosen.length]
    if (!next) return chosen.length
    const fits = known.filter((event) => !chosen.includes(event) && matches(next, event) && allowed([...chosen, event]))
    return Math.max(chosen.length, ...fits.map((event) => best([...chosen, event])))
  }
  const allowed = (chosen: readonly Happened[]) => {
    const ticks = chosen.map(({ tick }) => tick)
    const ordered = order === 'any' || ticks.every((tick, index) => index === 0 || tick >= (ticks[index - 1] ?? 0))
    return ordered && Math.max(...ticks) - Math.min(...ticks) <= windowTicks
  }
  return best([])
}

function matches({ event, where = [] }: Step, { name, x }: Happened): boolean {
  return name === event && where.every((condition) => holds(condition, x))
}

function holds(condition: Condition, x: Happened['x']): boolean {
  const equal = (value: unknown) => x !== undefined && (typeof value === 'number' ? Number(x) === value : String(x) === value)
  if (condition.op === 'eq') return equal(condition.value)
  if (condition.op === 'ne') return !equal(condition.value)
  if (condition.op === 'exists') return (x !== undefined) === condition.value
  return condition.op === 'gte' && Number(x) >= Number(condition.value)
}
