import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import type { StepsQuestion } from '../../events/index.ts'
import { storeEvents, type TestEvent } from '../../events/testing.ts'
import { readFunnel, readFunnelBreakdown, readFunnelPeople } from './funnel.ts'

const START = Date.parse('2026-03-01T00:00:00Z')
const MINUTE_MS = 60_000

let world: World
let question: StepsQuestion

const did = (atom: number, minute: number, name: string, channel?: string): TestEvent => ({
  name,
  atom,
  time: START + minute * MINUTE_MS,
  properties: channel === undefined ? {} : { channel },
})

beforeAll(async () => {
  world = await openWorld()
  const { id: workspaceId } = await world.newWorkspace()
  await storeEvents(world.handles, {
    workspaceId,
    events: [
      // Through all steps; the first view decides the channel, and the cart belongs to the later view.
      ...[did(1, 0, 'view', 'ads'), did(1, 100, 'view', 'search'), did(1, 110, 'cart'), did(1, 130, 'buy')],
      ...[did(2, 0, 'view', 'ads'), did(2, 20, 'cart'), did(2, 21, 'buy')],
      ...[did(3, 0, 'view', 'search'), did(3, 50, 'cart'), did(3, 61, 'buy')],
      ...[did(4, 5, 'view'), did(4, 5, 'cart'), did(4, 5, 'buy')],
      ...[did(5, 0, 'cart'), did(5, 5, 'view', 'friends')],
      did(6, 0, 'cart'),
      ...[did(0, 0, 'view', 'ads'), did(0, 1, 'cart'), did(0, 2, 'buy')],
    ],
  })
  const steps = ['view', 'cart', 'buy'].map((event) => ({ event }))
  question = { workspaceId, steps, order: 'strict', windowMs: 60 * MINUTE_MS }
})

describe('the funnel', () => {
  it('counts people, never events without one, and the share of the step before and of the first', async () => {
    expect(await readFunnel(world.handles, question)).toEqual([
      { name: 'view', persons: 5, conversionFromPrevious: 1, conversionFromStart: 1 },
      { name: 'cart', persons: 4, conversionFromPrevious: 0.8, conversionFromStart: 0.8 },
      { name: 'buy', persons: 3, conversionFromPrevious: 0.75, conversionFromStart: 0.6 },
    ])
    const any = await readFunnel(world.handles, { ...question, order: 'any' })
    expect(any.map(({ persons }) => persons)).toEqual([5, 5, 3])
  })

  it('has no shares over nobody', async () => {
    const empty = await readFunnel(world.handles, { ...question, to: START, withMedians: true })
    expect(empty[0]).toEqual({ name: 'view', persons: 0, conversionFromPrevious: null, conversionFromStart: null })
    expect(empty[1]).toMatchObject({ persons: 0, conversionFromPrevious: null, medianSecondsFromPrevious: null })
  })

  it('tells the median time between steps as each person first got there', async () => {
    const steps = await readFunnel(world.handles, { ...question, withMedians: true })
    // To the cart after 10, 20, 50 and 0 minutes, to buying after 20, 1 and 0.
    expect(steps.map(({ medianSecondsFromPrevious }) => medianSecondsFromPrevious)).toEqual([undefined, 20 * 60, 1 * 60])
    const any = await readFunnel(world.handles, { ...question, order: 'any', withMedians: true })
    expect(any[1]).not.toHaveProperty('medianSecondsFromPrevious')
  })

  it('breaks down by the earliest first step, the rest together, and adds up to the whole', async () => {
    const breakdown = (limit: number) => ({ ...question, breakdown: { property: 'channel', limit } })
    const whole = await readFunnel(world.handles, question)
    const lines = await readFunnelBreakdown(world.handles, breakdown(25), whole)
    expect(lines.map(({ value, other, steps }) => [value, other, ...steps.map(({ persons }) => persons)])).toEqual([
      ['ads', undefined, 2, 2, 2],
      [null, undefined, 1, 1, 1],
      ['friends', undefined, 1, 0, 0],
      ['search', undefined, 1, 1, 0],
    ])
    const top = await readFunnelBreakdown(world.handles, breakdown(1), whole)
    expect(top.map(({ value, other, steps }) => [value, other, ...steps.map(({ persons }) => persons)])).toEqual([
      ['ads', undefined, 2, 2, 2],
      [null, true, 3, 2, 1],
    ])
  })

  it('opens to the people who reached or dropped at a step, page by page', async () => {
    const read = (step: number, which: 'reached' | 'dropped', more: object = {}) =>
      readFunnelPeople(world.handles, question, { step, which, limit: 10, ...more })
    expect((await read(2, 'reached')).personIds).toEqual(['1', '2', '3', '4'])
    expect((await read(3, 'dropped')).personIds).toEqual(['3'])
    expect((await read(1, 'dropped')).personIds).toEqual(['6'])
    expect((await read(3, 'reached', { breakdown: { property: 'channel', value: 'ads' } })).personIds).toEqual(['1', '2'])
    expect((await read(3, 'reached', { breakdown: { property: 'channel', value: null } })).personIds).toEqual(['4'])
    const first = await read(1, 'reached', { limit: 3 })
    expect(first.personIds).toEqual(['1', '2', '3'])
    expect(await read(1, 'reached', { limit: 3, cursor: first.nextCursor ?? '' })).toEqual({ personIds: ['4', '5'], nextCursor: null })
  })
})
