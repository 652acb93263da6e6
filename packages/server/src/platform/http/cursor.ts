/** Cursors of lists: where the page before ended, opaque to callers and checked when it comes back. */
import type { z } from 'zod'
import { fail } from '../errors.ts'

/** Packs the sort key of the last item, e.g. `[createdAtMs, id]`. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * Unpacks a cursor by the shape its list packs; undefined without one.
 * Throws `platform.invalid` for anything that this list did not make.
 */
export function decodeCursor<Key extends z.ZodType<readonly unknown[]>>(cursor: string | undefined, key: Key): z.output<Key> | undefined {
  if (cursor === undefined) return undefined
  const read = key.safeParse(parse(cursor))
  if (read.success) return read.data
  return fail('platform.invalid', { field: 'cursor', reason: { zh: '不是这个列表给出的游标', en: 'is not a cursor of this list' } })
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * Cuts a page: rows were read with `limit + 1` so that the surplus one shows whether there is more.
 * `key` gives the cursor's key of a row.
 */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  input: { limit: number; key: (row: Row) => readonly (string | number)[]; item: (row: Row) => Item },
): { items: Item[]; nextCursor: string | null } {
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return { items: page.map(input.item), nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor(input.key(last)) : null }
}
