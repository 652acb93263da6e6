/** Opaque cursors: what the last item of a page was, in letters a caller cannot mean anything by. */
import { platformError } from './platform-error.ts'

/** Wraps the key of the last item given out. */
export function cursorOf(key: string): string {
  return Buffer.from(`after ${key}`).toString('base64url')
}

/** The key inside; undefined of the empty cursor. @throws 40058 of a cursor that never was one */
export function keyOfCursor(cursor: string | undefined): string | undefined {
  if (!cursor) return undefined
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith('after ')) return platformError(40058, 'cursor')
  return text.slice('after '.length)
}

/** A page of a list that is sorted by `key`. The cursor after the last page is empty. */
export function pageAfter<Item>(
  items: readonly Item[],
  input: { cursor: string; limit: number; key: (item: Item) => string },
): { items: Item[]; nextCursor: string } {
  const after = keyOfCursor(input.cursor)
  const rest = after === undefined ? items : items.filter((item) => input.key(item) > after)
  const page = rest.slice(0, input.limit)
  const last = page.at(-1)
  return { items: page, nextCursor: rest.length > page.length && last !== undefined ? cursorOf(input.key(last)) : '' }
}
