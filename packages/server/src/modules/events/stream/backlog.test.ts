import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_BACKLOG_EVENTS, openBacklog } from './backlog.ts'
import type { StreamEvent } from './consumer.ts'

function events(from: number, count: number): StreamEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    workspaceId: 1,
    name: 'view',
    type: 'track',
    source: 'segment',
    time: 0,
    receivedAt: 0,
    atom: 0,
    node: 1,
    sequence: from + index,
    properties: {},
  }))
}

test('whatever the batches and limits, a reader sees every event once and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (sizes, limit) => {
        const backlog = openBacklog()
        let cursor = 0
        let stored = 0
        const seen: number[] = []
        for (const size of sizes) {
          backlog.add(events(stored + 1, size))
          stored += size
          const taken = backlog.takeAfter(cursor, limit)
          if (taken === 'missing') throw new Error('nothing was missing')
          seen.push(...taken.events.map((event) => event.sequence))
          cursor = seen.at(-1) ?? cursor
        }
        for (;;) {
          const taken = backlog.takeAfter(cursor, limit)
          if (taken === 'missing' || taken.events.length === 0) break
          seen.push(...taken.events.map((event) => event.sequence))
          cursor = seen.at(-1) ?? cursor
        }
        expect(seen).toEqual(Array.from({ length: stored }, (_, index) => index + 1))
        expect(backlog.size()).toBe(0)
      },
    ),
  )
})

test('says what is missing when it was cleared or began later than the cursor', () => {
  const backlog = openBacklog()
  backlog.add(events(1, 10))
  backlog.clear()
  expect(backlog.takeAfter(0, 100)).toBe('missing')
  expect(backlog.takeAfter(10, 100)).toEqual({ events: [] })
  backlog.add(events(11, 5))
  expect(backlog.takeAfter(4, 100)).toBe('missing')
  expect(backlog.takeAfter(10, 100)).toMatchObject({ events: [{ sequence: 11 }, {}, {}, {}, { sequence: 15 }] })
})

test('drops what is too much and keeps what comes after', () => {
  const backlog = openBacklog()
  backlog.add(events(1, MAX_BACKLOG_EVENTS))
  backlog.add(events(MAX_BACKLOG_EVENTS + 1, 3))
  expect(backlog.size()).toBe(3)
  expect(backlog.takeAfter(0, 10)).toBe('missing')
  expect(backlog.takeAfter(MAX_BACKLOG_EVENTS, 10)).toMatchObject({ events: [{}, {}, {}] })
})
