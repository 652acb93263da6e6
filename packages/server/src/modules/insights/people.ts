/** The people behind a number, a page at a time, in the order of their ids. */
import { z } from 'zod'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { ask, type Caller, openParameters, type Parameters } from '../events/index.ts'
import { personId } from '../identity/index.ts'

export interface PeoplePage {
  readonly personIds: string[]
  readonly nextCursor: string | null
}

/** Id of the last person of a page. */
const CursorKey = z.tuple([z.number().int().nonnegative()])

/**
 * One page of the distinct people (column `person`) that the subquery finds; it is written with the parameters handed to it.
 * Throws `platform.invalid` for a cursor of another list.
 */
export async function peoplePage(
  caller: Caller,
  page: { readonly limit: number; readonly cursor?: string | undefined },
  peopleSql: (parameters: Parameters) => string,
): Promise<PeoplePage> {
  const parameters = openParameters()
  const [after] = decodeCursor(page.cursor, CursorKey) ?? [0]
  const rows = await ask<{ person: number }>(caller, {
    query: `
      SELECT DISTINCT person FROM (${peopleSql(parameters)})
      WHERE person > ${parameters.bind('UInt64', after)}
      ORDER BY person LIMIT ${parameters.bind('UInt32', page.limit + 1)}`,
    parameters,
  })
  const { items, nextCursor } = cutPage(rows, { limit: page.limit, key: ({ person }) => [person], item: ({ person }) => personId(person) })
  return { personIds: items, nextCursor }
}
