import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openIdSet } from './id-set.ts'

/** Few different ids and few different slots, so that runs collide, wrap around and are cut. */
const id = fc.record({ high: fc.nat({ max: 3 }), low: fc.constantFrom(0, 1, 2, 7, 8, 15, 16, 31, 32, 2 ** 32 - 1) })

test('holds exactly the newest ids, whatever comes in which order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(id, { maxLength: 300 }), (capacity, arrivals) => {
      const left: string[] = []
      const set = openIdSet({ capacity, onLeave: (high, low, note) => left.push(`${high} ${low} ${note}`) })
      const kept: { high: number; low: number; note: number }[] = []
      const expectedLeft: string[] = []
      for (const [note, { high, low }] of arrivals.entries()) {
        const known = kept.some((one) => one.high === high && one.low === low)
        expect(set.has(high, low)).toBe(known)
        expect(set.add(high, low, note)).toBe(!known)
        if (known) continue
        kept.push({ high, low, note })
        if (kept.length > capacity) {
          const oldest = kept.shift()
          expectedLeft.push(`${oldest?.high} ${oldest?.low} ${oldest?.note}`)
        }
      }
      expect(set.size()).toBe(kept.length)
      expect(left).toEqual(expectedLeft)
      for (const one of arrivals)
        expect(set.has(one.high, one.low)).toBe(kept.some((other) => other.high === one.high && other.low === one.low))
    }),
  )
})
