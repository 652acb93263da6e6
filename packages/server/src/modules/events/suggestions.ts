/** What a builder offers while somebody types: names of events, their properties, and values seen. */
import { ask, type Caller } from './ask.ts'
import { openParameters } from './parameters.ts'
import { EVENTS_TABLE, filterSql, TIME_MS } from './table.ts'
import { propertySql } from './where.ts'

/** Latest events of a name that are looked through for their properties. */
const PROPERTY_SAMPLE_ROWS = 20_000
/** Longer values are no choices for a builder. */
const MAX_VALUE_LENGTH = 200

export type PropertyType = 'text' | 'number' | 'boolean' | 'list'

interface Search {
  readonly workspaceId: number
  readonly q?: string | undefined
  readonly limit: number
}

/** Names of events seen, the most frequent first. */
export async function suggestNames(caller: Caller, input: Search): Promise<{ name: string; count: number; lastSeenAt: string }[]> {
  const parameters = openParameters()
  const matches = input.q === undefined ? '1' : `positionCaseInsensitiveUTF8(name, ${parameters.bind('String', input.q)}) > 0`
  const rows = await ask<{ name: string; count: number; lastMs: number }>(caller, {
    query: `
      SELECT toString(name) AS name, count() AS count, max(${TIME_MS}) AS lastMs
      FROM ${EVENTS_TABLE} WHERE ${filterSql(input, parameters)} AND ${matches}
      GROUP BY name ORDER BY count DESC, name LIMIT ${parameters.bind('UInt32', input.limit)}`,
    parameters,
  })
  return rows.map(({ name, count, lastMs }) => ({ name, count, lastSeenAt: new Date(lastMs).toISOString() }))
}

/** Properties of the latest events of a name with the types they had, in alphabetical order; `amount` first where there was one. */
export async function suggestProperties(
  caller: Caller,
  input: { readonly workspaceId: number; readonly name: string },
): Promise<{ property: string; types: PropertyType[] }[]> {
  const parameters = openParameters()
  const filter = filterSql({ workspaceId: input.workspaceId, names: [input.name] }, parameters)
  const rows = await ask<{ paths: Record<string, string[]>; amounts: number }>(caller, {
    query: `
      SELECT distinctJSONPathsAndTypes(properties) AS paths, count(amount) AS amounts
      FROM (SELECT properties, amount FROM ${EVENTS_TABLE} WHERE ${filter} ORDER BY time DESC LIMIT ${PROPERTY_SAMPLE_ROWS})`,
    parameters,
  })
  const { paths, amounts } = rows[0] ?? { paths: {}, amounts: 0 }
  const own = Object.entries(paths).map(([property, types]) => ({ property, types: [...new Set(types.map(propertyType))] }))
  own.sort((a, b) => (a.property < b.property ? -1 : 1))
  return amounts > 0 ? [{ property: 'amount', types: ['number'] }, ...own] : own
}

function propertyType(stored: string): PropertyType {
  if (stored.startsWith('Array')) return 'list'
  if (stored === 'Bool') return 'boolean'
  return /^(U?Int|Float|Decimal)/.test(stored) ? 'number' : 'text'
}

/** Values of one property of an event, the most frequent first. */
export async function suggestValues(
  caller: Caller,
  input: Search & { readonly name: string; readonly property: string },
): Promise<{ value: string; count: number }[]> {
  const parameters = openParameters()
  const { text, exists } = propertySql(input.property)
  const matches = input.q === undefined ? '1' : `positionCaseInsensitiveUTF8(value, ${parameters.bind('String', input.q)}) > 0`
  const rows = await ask<{ value: string; count: number }>(caller, {
    query: `
      SELECT ${text} AS value, count() AS count
      FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ workspaceId: input.workspaceId, names: [input.name] }, parameters)} AND ${exists} AND ${matches}
        AND lengthUTF8(value) BETWEEN 1 AND ${MAX_VALUE_LENGTH}
      GROUP BY value ORDER BY count DESC, value LIMIT ${parameters.bind('UInt32', input.limit)}`,
    parameters,
  })
  return [...rows]
}
