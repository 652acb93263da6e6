import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashHigh, hashLow, messageHash } from './message-hash.ts'
import { openRecentIds } from './recent-ids.ts'

const CAPACITY = 20

/** One arrival: a new event, or a copy of an earlier one with the same timestamp. Clocks of clients are late, right or ahead. */
const arrival = fc.record({
  copyOf: fc.option(fc.nat({ max: 200 }), { freq: 2 }),
  skewMs: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -3_000, max: 0 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -1e9, max: 1e9 }) },
    { weight: 1, arbitrary: fc.constant(4e12) },
  ),
  passedMs: fc.integer({ min: 0, max: 500 }),
})

function play(arrivals: readonly { copyOf: number | null; skewMs: number; passedMs: number }[], aheadCapacity: number) {
  const recent = openRecentIds({ capacity: CAPACITY, aheadCapacity })
  const stored = new Map<string, number>()
  const seen: { hash: string; timestamp: number }[] = []
  let now = 2e12
  let lookUps = 0
  const remembered = (hash: string) => recent.has(hashHigh(hash), hashLow(hash))
  for (const { copyOf, skewMs, passedMs } of arrivals) {
    now += passedMs
    const again = copyOf === null ? undefined : seen[copyOf % Math.max(seen.length, 1)]
    const event = again ?? { hash: messageHash(1, `m${seen.length}`), timestamp: now + skewMs }
    if (!again) seen.push(event)
    if (remembered(event.hash)) {
      expect(stored.has(event.hash)).toBe(true)
      continue
    }
    const lookedUp = recent.mayBeForgotten(event.timestamp)
    if (lookedUp) lookUps++
    if (lookedUp && stored.has(event.hash)) continue
    expect(stored.has(event.hash), 'stored twice').toBe(false)
    stored.set(event.hash, now)
    recent.add(hashHigh(event.hash), hashLow(event.hash), { aheadMs: Math.max(0, event.timestamp - now), receivedAt: now })
    const newest = [...stored.keys()].slice(-CAPACITY)
    for (const hash of newest) expect(remembered(hash)).toBe(true)
  }
  return lookUps
}

test('a copy with the same timestamp is always known or looked for, with clocks late, right and ahead', () => {
  const arrivals = fc.array(arrival, { maxLength: 150 })
  fc.assert(fc.property(arrivals, fc.constantFrom(1, 4, 1000), (all, aheadCapacity) => void play(all, aheadCapacity)))
})

test('events with a right clock are not looked up, also beside clients whose clock is a day ahead', () => {
  const arrivals = Array.from({ length: 10_000 }, (_, index) => ({
    copyOf: null,
    skewMs: index % 10 === 0 ? 86_400_000 : -50,
    passedMs: 10,
  }))
  expect(play(arrivals, 5_000)).toBe(0)
})
