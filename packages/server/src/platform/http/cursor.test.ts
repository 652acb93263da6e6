/** Cursors come back as they went out, and nothing else is taken for one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'

const key = z.tuple([z.number(), z.string()])

test('any key survives the way out and back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ unit: 'grapheme' }), (number, text) => {
      const sent = encodeCursor([number, text])
      expect(sent).toMatch(/^[A-Za-z0-9_-]+$/)
      // JSON knows no negative zero.
      expect(decodeCursor(sent, key)).toEqual([number + 0, text])
    }),
  )
})

test('anything else is refused by name', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor(text, key)).toThrow(expect.objectContaining({ code: 'platform.invalid' }))
    }),
  )
  expect(() => decodeCursor(encodeCursor(['of another list']), key)).toThrow()
  expect(decodeCursor(undefined, key)).toBeUndefined()
})

test('pages cut with any limit give every row once and end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 10 }), (count, limit) => {
      const rows = Array.from({ length: count }, (_, index) => index)
      const seen: number[] = []
      let cursor: string | undefined
      do {
        const after = decodeCursor(cursor, z.tuple([z.number()]))?.[0] ?? -1
        const found = rows.filter((row) => row > after).slice(0, limit + 1)
        const page = cutPage(found, { limit, key: (row) => [row], item: (row) => row })
        seen.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(seen).toEqual(rows)
    }),
  )
})
