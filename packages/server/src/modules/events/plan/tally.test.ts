import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StreamEvent } from '../stream/consumer.ts'
import { type Declarations, LATE_AFTER_MS, planKey, tallyEvents, violationsOf } from './tally.ts'
import { fitsType, valueTypeOf } from './value-type.ts'

const NOON = Date.UTC(2026, 10, 22, 12)

function anEvent(changes: Partial<StreamEvent>): StreamEvent {
  return {
    workspaceId: 1,
    name: 'view',
    type: 'track',
    source: 'segment',
    time: NOON,
    receivedAt: NOON,
    atom: 1,
    node: 1,
    sequence: 1,
    properties: {},
    ...changes,
  }
}

describe('tallyEvents', () => {
  test('counts each event once, under its workspace, name and day', () => {
    const events = fc.array(
      fc.record({
        workspaceId: fc.constantFrom(1, 2),
        name: fc.constantFrom('view', 'buy', '查看'),
        receivedAt: fc.integer({ min: NOON, max: NOON + 3 * 86_400_000 }),
        delay: fc.integer({ min: 0, max: 3 * LATE_AFTER_MS }),
      }),
    )
    fc.assert(
      fc.property(events, (drawn) => {
        const list = drawn.map(({ delay, ...rest }) => anEvent({ ...rest, time: rest.receivedAt - delay }))
        const tallies = tallyEvents(list, new Map())
        for (const tally of tallies) {
          const mine = list.filter((event) => event.workspaceId === tally.workspaceId && event.name === tally.name)
          const late = mine.filter((event) => event.receivedAt - event.time > LATE_AFTER_MS)
          expect([tally.total, tally.late]).toEqual([mine.length, late.length])
          expect([...tally.days.values()].reduce((sum, day) => sum + day.total, 0)).toBe(mine.length)
          expect(tally.firstAt).toBe(Math.min(...mine.map((event) => event.receivedAt)))
          expect(tally.lastAt).toBe(Math.max(...mine.map((event) => event.receivedAt)))
          for (const [day, counted] of tally.days)
            expect(counted.total).toBe(mine.filter((event) => new Date(event.receivedAt).toISOString().startsWith(day)).length)
        }
        expect(tallies.reduce((sum, tally) => sum + tally.total, 0)).toBe(list.length)
        const keys = tallies.map((tally) => planKey(tally.workspaceId, tally.name))
        expect(keys).toEqual([...keys].sort())
      }),
    )
  })

  test('does not call history late', () => {
    const [tally] = tallyEvents(
      [anEvent({ source: 'import', time: NOON - 2 * LATE_AFTER_MS }), anEvent({ time: NOON - 2 * LATE_AFTER_MS })],
      new Map(),
    )
    expect([tally?.total, tally?.late]).toEqual([2, 1])
  })

  test('keeps one row for each type of a property, with a few samples', () => {
    const [tally] = tallyEvents(
      [
        anEvent({ properties: { price: 12.5, tags: ['a'] } }),
        anEvent({ properties: { price: '12.5' } }),
        anEvent({ properties: { price: 12.5 }, amount: '3.10' }),
      ],
      new Map(),
    )
    const rows = [...(tally?.properties.values() ?? [])].map((row) => [row.property, row.valueType, row.total, [...row.samples]])
    expect(rows).toEqual([
      ['price', 'number', 2, ['12.5']],
      ['tags', 'list', 1, ['["a"]']],
      ['price', 'text', 1, ['"12.5"']],
      ['amount', 'number', 1, ['"3.10"']],
    ])
  })

  test('counts how events depart from their declaration', () => {
    const declarations: Declarations = new Map([
      [
        planKey(1, 'view'),
        [
          { name: 'item', type: 'text', required: true },
          { name: 'price', type: 'number', required: false },
        ],
      ],
    ])
    const [tally] = tallyEvents(
      [
        anEvent({ properties: { item: 'a', price: 1, $url: '/' } }),
        anEvent({ properties: { price: 'one' } }),
        anEvent({ properties: { item: 'a', colour: 'red' } }),
      ],
      declarations,
    )
    expect([...(tally?.violations.values() ?? [])]).toEqual([
      { property: 'item', violation: 'missing_property', day: '2026-11-22', total: 1 },
      { property: 'price', violation: 'wrong_type', day: '2026-11-22', total: 1 },
      { property: 'colour', violation: 'undeclared_property', day: '2026-11-22', total: 1 },
    ])
  })
})

test('amount is checked where the event keeps it', () => {
  const declared = [{ name: 'amount', type: 'number' as const, required: true }]
  expect(violationsOf({ properties: {}, amount: '12.5' }, declared)).toEqual([])
  expect(violationsOf({ properties: {} }, declared)).toEqual([{ property: 'amount', violation: 'missing_property' }])
})

test.each([
  ['2026-11-22', 'time'],
  ['2026-11-22T08:30:00.000Z', 'time'],
  ['2026-11-22 08:30', 'time'],
  ['2026-11-22x', 'text'],
  ['', 'text'],
  [0, 'number'],
  [false, 'boolean'],
  [[], 'list'],
  [{}, 'object'],
  [null, 'null'],
] as const)('%j is a %s', (value, type) => {
  expect(valueTypeOf(value)).toBe(type)
})

test('a time is also text, a text is not a time', () => {
  expect(fitsType('2026-11-22', 'text')).toBe(true)
  expect(fitsType('soon', 'time')).toBe(false)
})
