/** Pages of lists in one order. */
import { z } from 'zod'
import { cursorOf, keyOfCursor } from '../../paging.ts'
import { platformError } from '../../platform-error.ts'

/** The order number after which a list goes on; 0 at the beginning. @throws 40058 of what this platform did not give out */
export function readSeqCursor(cursor: string | undefined): number {
  return seqOfKey(keyOfCursor(cursor) ?? '0')
}

/** Where a list over several parts goes on: which part, and the order number after which. @throws 40058 */
export function readPartCursor(cursor: string | undefined): { part: string; after: number } | undefined {
  const key = keyOfCursor(cursor)
  if (key === undefined) return undefined
  const [after = '', ...part] = key.split(' ')
  return { part: part.join(' '), after: seqOfKey(after) }
}

export function partCursor(part: string, seq: number): string {
  return cursorOf(`${seq} ${part}`)
}

/** Cuts a list asked for with one row more than the page holds: the page, and the cursor when more follow. */
export function cutPage<Row extends { readonly seq: number }>(
  rows: readonly Row[],
  limit: number,
): { page: readonly Row[]; cursor: string } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, cursor: rows.length > limit && last ? cursorOf(String(last.seq)) : '' }
}

/** A page size: 0 and absent mean the platform's usual one, too large is 40058. */
export function pageSize(most: number, usual: number): z.ZodType<number> {
  return z
    .int()
    .min(0)
    .max(most)
    .optional()
    .transform((asked) => asked || usual)
}

function seqOfKey(key: string): number {
  return /^\d{1,15}$/.test(key) ? Number(key) : platformError(40058, 'cursor')
}
