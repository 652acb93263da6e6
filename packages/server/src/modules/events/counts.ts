/** How many events there are, and what one of their properties adds up to. */
import { ask, type Caller } from './ask.ts'
import { openParameters } from './parameters.ts'
import { EVENTS_TABLE, type EventFilter, filterSql } from './table.ts'
import { propertySql } from './where.ts'

/**
 * Counts the events of a filter; with `sum` also adds up that property over them: `amount` as exact decimal, any other as numbers
 * (texts that read as numbers included). Nothing found is 0.
 */
export async function countEvents(
  caller: Caller,
  input: EventFilter & { readonly sum?: string | undefined },
): Promise<{ count: number; sum?: number }> {
  const parameters = openParameters()
  const sum = input.sum === undefined ? '' : `, ${sumSql(input.sum)} AS sum`
  const rows = await ask<{ count: number; sum?: number }>(caller, {
    query: `SELECT count() AS count${sum} FROM ${EVENTS_TABLE} WHERE ${filterSql(input, parameters)}`,
    parameters,
    lane: input.atoms ? 'point' : 'report',
  })
  return rows[0] ?? { count: 0, ...(input.sum === undefined ? {} : { sum: 0 }) }
}

/** The sum of a property as an aggregate that is 0 over nothing: decimals stay exact, other numbers are added with compensation. */
export function sumSql(property: string): string {
  return property === 'amount' ? 'ifNull(sum(amount), 0)' : `ifNull(sumKahan(${propertySql(property).number}), 0)`
}
