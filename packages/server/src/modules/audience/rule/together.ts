/** Leaves about some people brought together so that what they share is read once: many rules ask alike. */
import type { Scope, Together } from './operator.ts'
import { type Asked, togetherSql } from './tree.ts'

/** A leaf and its place among all. */
interface Placed {
  readonly leaf: Asked
  readonly place: number
}

/** All leaves as one `Together`; its rows are empty text when nobody can fit any. */
export function allTogether(leaves: readonly Asked[], scope: Scope): Together {
  const holdsWithoutRow = leaves.map(() => false)
  const queries: string[] = []
  const apart: Placed[] = []
  const placed = leaves.map((leaf, place) => ({ leaf, place }))
  for (const [name, same] of Map.groupBy(placed, ({ leaf }) => leaf.name)) {
    const shared = togetherSql(
      name,
      same.map(({ leaf }) => leaf),
      scope,
    )
    if (!shared) apart.push(...same)
    else if (shared.rows !== '') queries.push(numbered(shared.rows, same))
    for (const [index, { place }] of same.entries()) holdsWithoutRow[place] = shared?.holdsWithoutRow[index] ?? false
  }
  queries.push(...apartSql(apart, { scope, holdsWithoutRow }))
  return { rows: queries.join(' UNION ALL '), holdsWithoutRow }
}

/** Rows with the place among all in place of the one among the leaves of their operator. */
function numbered(rows: string, same: readonly Placed[]): string {
  const places = same.map(({ place }) => place).join(', ')
  return `
    SELECT CAST([${places}], 'Array(UInt32)')[leaf + 1] AS leaf, person, toUInt8(now) AS now, toInt64(flip) AS flip FROM (${rows})`
}

/** Whichever operators they are of: leaves over the same rows are one reading. */
function apartSql(leaves: readonly Placed[], input: { scope: Scope; holdsWithoutRow: boolean[] }): string[] {
  const compiled = leaves.flatMap(({ leaf, place }) => {
    const sql = leaf.sql(input.scope)
    input.holdsWithoutRow[place] = sql?.holdsWithoutRow ?? false
    return sql ? [{ place, sql }] : []
  })
  return [...Map.groupBy(compiled, ({ sql }) => sql.rows)].map(([rows, alike]) => {
    const each = alike.map(({ place, sql }) => `(toUInt32(${place}), toUInt8(${sql.holds}), toInt64(${sql.flipsAt ?? '0'}))`)
    return `SELECT (arrayJoin([${each.join(', ')}]) AS one).1 AS leaf, person, one.2 AS now, one.3 AS flip FROM (${rows})`
  })
}
