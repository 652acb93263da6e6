/** What every list has in common: `?limit=&cursor=` in, `{ items, nextCursor }` out. Browser-safe, for contracts. */
import { z } from 'zod'

export const LIST_LIMIT_DEFAULT = 50
export const LIST_LIMIT_MAX = 1_000
const MAX_CURSOR_LENGTH = 1_000

/** Fields for the query of a list: `z.object({ ...listQuery, q: … })`. */
export const listQuery = {
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(LIST_LIMIT_DEFAULT),
  /** `nextCursor` of the page before; opaque. */
  cursor: z.string().min(1).max(MAX_CURSOR_LENGTH).optional(),
}

/** The answer of a list; `nextCursor` is null on the last page. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** A moment as ISO 8601 in UTC, as answers carry it. */
export const instant = z.iso.datetime()
