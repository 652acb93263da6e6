import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRepeats } from './repeats.ts'
import { rowIds } from './row-ids.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-repeats-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function idsOf(rows: readonly string[], columns?: readonly string[]) {
  const repeats = openRepeats({ folder })
  const next = rowIds({ preset: 'events', columns, repeats })
  const ids = rows.map(next)
  repeats.close()
  return ids
}

describe('counting equal rows', () => {
  test('is exact, also with tables that went to disk', () => {
    const hashes = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })), { maxLength: 400 })
    fc.assert(
      fc.property(hashes, (rows) => {
        const repeats = openRepeats({ folder, maxPlaces: 16 })
        const seen = new Map<string, number>()
        for (const [high, low] of rows) {
          const before = seen.get(`${high} ${low}`) ?? 0
          expect(repeats.count(high, low)).toBe(before)
          seen.set(`${high} ${low}`, before + 1)
        }
        repeats.close()
      }),
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('grows in memory before it goes to disk', () => {
    const repeats = openRepeats({ folder })
    for (let round = 0; round < 2; round++) {
      for (let row = 0; row < 50_000; row++) expect(repeats.count((row * 2_654_435_761) >>> 0, row)).toBe(round)
    }
    expect(readdirSync(folder)).toEqual([])
    repeats.close()
  })
})

describe('ids of rows', () => {
  const row = fc.constantFrom('a', 'b', 'a,b', 'c', '0\na')

  test('differ within a file, also for equal rows', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 40 }), (rows) => new Set(idsOf(rows)).size === rows.length))
  })

  test('the same rows have the same ids in every file, in any order; more of a row adds only what is more', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.array(row, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (rows, more, random) => {
        const shuffled = rows
          .map((text) => ({ text, order: random.next().value ?? 0 }))
          .sort((a, b) => a.order - b.order)
          .map(({ text }) => text)
        expect(new Set(idsOf(shuffled))).toEqual(new Set(idsOf(rows)))
        expect(new Set(idsOf([...more, ...rows])).size).toBe(rows.length + more.length)
        const known = new Set(idsOf(rows))
        expect(idsOf([...more, ...rows]).filter((id) => !known.has(id))).toHaveLength(more.length)
      }),
    )
  })

  test('depend on free column names', () => {
    expect(idsOf(['a'], ['x'])).not.toEqual(idsOf(['a'], ['y']))
  })
})
