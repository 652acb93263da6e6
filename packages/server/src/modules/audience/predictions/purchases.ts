/**
 * Purchases as the model counts them: a day on which somebody ordered is one purchase. Of each customer the first day, the repeats after it
 * until the end of the calibration, and what was bought on them.
 */
import { ask, type Caller, EVENTS_TABLE, filterSql, openParameters, ordersSql, type Parameters, TIME_MS } from '../../events/index.ts'
import { dayAt, startOfDay } from './days.ts'

export interface PurchaseQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Days as numbers, both counted: the last one the model knows, and the last one with orders that are looked at. */
  readonly calibrationEnd: number
  readonly dataEnd: number
  /** Of the money; orders of another currency are purchases without an amount. */
  readonly currency: string | undefined
  /** Only people for whom this holds: an SQL condition over `person`, written with the parameters handed to it. */
  readonly among?: ((parameters: Parameters) => string) | undefined
}

/** Subquery with one row a customer and day with an order: `person`, `day` (Int32), `spent` (Float64), `isPaid` (UInt8). */
export function purchaseDaysSql(question: Omit<PurchaseQuestion, 'calibrationEnd'>, parameters: Parameters): string {
  const { workspaceId, timeZone, dataEnd, currency = '', among } = question
  const before = startOfDay(dataEnd + 1, timeZone)
  const paid = `isNotNull(total) AND currencyCode = ${parameters.bind('String', currency)}`
  return `
    SELECT person, toInt32(toDate32(at, ${parameters.bind('String', timeZone)})) AS day,
      sumIf(toFloat64(total), ${paid}) AS spent, max(${paid}) AS isPaid
    FROM (${ordersSql({ workspaceId, timeZone, before, withPerson: true }, parameters)})
    ${among ? `WHERE ${among(parameters)}` : ''}
    GROUP BY person, day`
}

/**
 * Subquery with one row a customer of the calibration: `person`, `firstDay`, `repeats`, `recency` and `age` in days, `later` (days with an
 * order after the calibration), `paidRepeats` (repeats with an amount) and `repeatSpend` (their sum).
 */
export function customersSql(question: PurchaseQuestion, parameters: Parameters): string {
  const end = parameters.bind('Int64', question.calibrationEnd)
  return `
    SELECT person, min(day) AS firstDay, countIf(day <= ${end}) - 1 AS repeats, maxIf(day, day <= ${end}) - firstDay AS recency,
      ${end} - firstDay AS age, countIf(day > ${end}) AS later,
      argMin((isPaid, spent), day) AS firstPaid, countIf(isPaid AND day <= ${end}) - firstPaid.1 AS paidRepeats,
      if(paidRepeats = 0, 0, sumIf(spent, day <= ${end}) - firstPaid.2) AS repeatSpend
    FROM (${purchaseDaysSql(question, parameters)})
    GROUP BY person HAVING firstDay <= ${end}`
}

/** The commonest currency of orders before the moment; undefined without amounts. */
export async function commonestCurrency(
  caller: Caller,
  { workspaceId, timeZone, before }: { workspaceId: number; timeZone: string; before: number },
): Promise<string | undefined> {
  const parameters = openParameters()
  const rows = await ask<{ currency: string }>(caller, {
    query: `
      SELECT currencyCode AS currency FROM (${ordersSql({ workspaceId, timeZone, before, withPerson: true }, parameters)})
      WHERE isNotNull(total) GROUP BY currencyCode ORDER BY count() DESC, currencyCode LIMIT 1`,
    parameters,
  })
  return rows[0]?.currency
}

/** The last day with any event of a person before the moment: until then it is known that nobody bought more. Undefined without events. */
export async function lastDataDay(
  caller: Caller,
  { workspaceId, timeZone, before }: { workspaceId: number; timeZone: string; before: number },
): Promise<number | undefined> {
  const parameters = openParameters()
  const rows = await ask<{ last: number; events: number }>(caller, {
    query: `SELECT max(${TIME_MS}) AS last, count() AS events FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ workspaceId, to: before, withPerson: true }, parameters)}`,
    parameters,
  })
  const [row] = rows
  return row && row.events > 0 ? dayAt(row.last, timeZone) : undefined
}
