/**
 * Orders as the event stream tells them. An order is one order or invoice number on events `buy` of one person; `buy` events without a
 * number make one order per person and calendar day, and one each where there is no person. A number that an event `order_cancelled`
 * names is not an order: the cancellation finds it by that very number, whoever it was sent for. A cancellation under a number of its own
 * (a credit note such as `C536379`) is no order either, but it cannot say which order it takes back, so it takes back none.
 */
import { ask, type Caller } from './ask.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { EVENTS_TABLE, filterSql, HAS_PERSON, personColumn, TIME_MS } from './table.ts'
import { propertySql } from './where.ts'

export const BUY = 'buy'
export const ORDER_CANCELLED = 'order_cancelled'

/** Properties that hold the number of an order, the first one present decides. */
const ORDER_NUMBER_PROPERTIES = ['orderNo', 'invoiceNo', 'order_no', 'invoice_no', 'orderId', 'order_id', 'invoice'] as const

export interface OrderFilter {
  readonly workspaceId: number
  readonly timeZone: string
  /** Only lines from this moment on are looked at; absent: all. Milliseconds. */
  readonly from?: number | undefined
  /** Orders and cancellations at or after this moment are not known; absent: all are. Milliseconds. */
  readonly before?: number | undefined
  /** Only orders with a person. */
  readonly withPerson?: boolean
  /** Only orders of the one person with these atoms, whoever cancelled them; `person` is then 1. */
  readonly atoms?: readonly number[] | undefined
  /** Only orders of some people: their person as an expression over `atom`, and `AND atom IN (…)`. Absent: everybody's. */
  readonly people?: { readonly person: string; readonly only: string } | undefined
}

/**
 * Subquery with one row an order: `person` (UInt64, 0 = nobody), `at` (DateTime64, its first line), `orderKey` (String), `orderNo` (String,
 * empty without a number), `total` (Decimal, of its lines; NULL when none has an amount), `currencyCode` (String, of its first line with an amount).
 */
export function ordersSql(filter: OrderFilter, parameters: Parameters): string {
  const number = orderNumberSql()
  const range = { workspaceId: filter.workspaceId, from: filter.from, to: filter.before }
  const person = filter.atoms ? 'toUInt64(1)' : (filter.people?.person ?? personColumn())
  const day = `toDate32(time, ${parameters.bind('String', filter.timeZone)})`
  const unnumbered = `if(person = 0, concat('e', toString(node), '-', toString(sequence)), concat('d', toString(${day})))`
  const cancelled = `
    SELECT ${number} FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ ...range, names: [ORDER_CANCELLED] }, parameters)} AND ${number} != ''`
  return `
    SELECT person, orderKey, min(time) AS at, any(number) AS orderNo, sum(amount) AS total,
      toString(argMinIf(currency, time, isNotNull(amount))) AS currencyCode
    FROM (
      SELECT ${person} AS person, time, amount, currency, ${number} AS number, if(number = '', ${unnumbered}, concat('n', number)) AS orderKey
      FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ ...range, names: [BUY], atoms: filter.atoms }, parameters)}${filter.withPerson ? ` AND ${HAS_PERSON}` : ''} ${filter.people?.only ?? ''}
    )
    WHERE number = '' OR number GLOBAL NOT IN (${cancelled})
    GROUP BY person, orderKey`
}

function orderNumberSql(): string {
  const texts = ORDER_NUMBER_PROPERTIES.map((property) => propertySql(property).text)
  return `multiIf(${texts
    .slice(0, -1)
    .map((text) => `${text} != '', ${text}`)
    .join(', ')}, ${texts.at(-1)})`
}

/** The number of the order that an event is about, as `ordersSql` reads it; empty without one. */
export function orderNumberOf(properties: Readonly<Record<string, unknown>>): string {
  for (const property of ORDER_NUMBER_PROPERTIES) {
    const value = properties[property]
    const text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
    if (text !== '') return text
  }
  return ''
}

/**
 * Subquery with one row for each of these people who has an order that a cancellation dated `asOf` or later names, whoever that was sent for:
 * `person`, and as `next` (Int64, milliseconds) the first of all those cancellations, which may be earlier than the one of their order.
 */
export function comingCancellationsSql(
  { workspaceId, asOf, people }: { workspaceId: number; asOf: number; people: { readonly person: string; readonly only: string } },
  parameters: Parameters,
): string {
  const number = orderNumberSql()
  const coming = `FROM ${EVENTS_TABLE} WHERE ${filterSql({ workspaceId, names: [ORDER_CANCELLED], from: asOf }, parameters)} AND ${number} != ''`
  return `
    SELECT ${people.person} AS person, (SELECT min(${TIME_MS}) ${coming}) AS next FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, names: [BUY], to: asOf, withPerson: true }, parameters)} ${people.only}
      AND ${number} GLOBAL IN (SELECT ${number} ${coming})
    GROUP BY person`
}

/** Characters of numbers in one question: a server takes at most 128 KB in one parameter. */
const MAX_NUMBERS_LENGTH = 30_000

/** Atoms on which orders of these numbers stand, in no order. */
export async function buyersOfOrders(
  caller: Caller,
  { workspaceId, numbers }: { workspaceId: number; numbers: readonly string[] },
): Promise<number[]> {
  const buyers = new Set<number>()
  for (const some of pieces(numbers)) {
    const parameters = openParameters()
    const rows = await ask<{ atom: number }>(caller, {
      query: `SELECT DISTINCT atom FROM ${EVENTS_TABLE}
        WHERE ${filterSql({ workspaceId, names: [BUY], withPerson: true }, parameters)} AND ${orderNumberSql()} IN ${parameters.bind('Array(String)', some)}`,
      parameters,
    })
    for (const { atom } of rows) buyers.add(atom)
  }
  return [...buyers]
}

function* pieces(numbers: readonly string[]): Generator<string[]> {
  let piece: string[] = []
  let length = 0
  for (const number of numbers) {
    piece.push(number)
    length += number.length
    if (length < MAX_NUMBERS_LENGTH) continue
    yield piece
    piece = []
    length = 0
  }
  if (piece.length > 0) yield piece
}
