/** Names and values of traits as people have them, from the copies: counted by atom, a merged person once a part, which is near enough to choose by. */
import { ask, type Caller, openParameters } from '../../events/index.ts'
import { TRAITS_COPY } from '../copies/table.ts'

/** Longer values are no choices for a builder. */
const MAX_VALUE_LENGTH = 200
/** The row of a deleted profile has no name. */
const NAMED = `name != ''`

interface Search {
  readonly workspaceId: number
  readonly q?: string | undefined
  readonly limit: number
}

export async function suggestTraitNames(caller: Caller, { workspaceId, q, limit }: Search): Promise<{ name: string; people: number }[]> {
  const parameters = openParameters()
  const matches = q === undefined ? '1' : `positionCaseInsensitiveUTF8(name, ${parameters.bind('String', q)}) > 0`
  const rows = await ask<{ name: string; people: number }>(caller, {
    query: `
      SELECT toString(name) AS name, uniq(atom) AS people
      FROM ${TRAITS_COPY} FINAL
      WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND ${NAMED} AND set = 1 AND ${matches}
      GROUP BY name ORDER BY people DESC, name LIMIT ${parameters.bind('UInt32', limit)}`,
    parameters,
  })
  return [...rows]
}

export async function suggestTraitValues(
  caller: Caller,
  { workspaceId, name, q, limit }: Search & { readonly name: string },
): Promise<{ value: string; people: number }[]> {
  const parameters = openParameters()
  const matches = q === undefined ? '1' : `positionCaseInsensitiveUTF8(value, ${parameters.bind('String', q)}) > 0`
  const rows = await ask<{ value: string; people: number }>(caller, {
    query: `
      SELECT arrayJoin(if(type = 'list', list, [text])) AS value, uniq(atom) AS people
      FROM ${TRAITS_COPY} FINAL
      WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND name = ${parameters.bind('String', name)} AND set = 1
        AND type IN ('string', 'number', 'boolean', 'list') AND lengthUTF8(value) BETWEEN 1 AND ${MAX_VALUE_LENGTH} AND ${matches}
      GROUP BY value ORDER BY people DESC, value LIMIT ${parameters.bind('UInt32', limit)}`,
    parameters,
  })
  return [...rows]
}
