/** Amounts inside events: decimal text with up to four places, taken out of the properties when usable. */
import { parseDecimal, toAmount } from '../imports/values/decimal.ts'

const DECIMAL_LENGTH_CHARACTERS = 64
/** The column holds Decimal(18, 4). */
const WHOLE_BELOW = 1e14
const HALF_A_PLACE = 0.000_05
/** What most amounts look like, already written as they are kept. */
const SHORT_DECIMAL = /^-?\d{1,14}\.\d{0,3}[1-9]$/
const CURRENCY = /^[A-Za-z]{3}$/

export interface Money {
  amount: string | undefined
  currency: string | undefined
}

/**
 * Takes `amount` and `currency` out of the properties. Without an `amount` the Segment names for what was paid are read and left in place:
 * `revenue`, or `total` where a currency stands beside it. What is no plain decimal below 10¹⁴ stays a property.
 */
export function takeMoney(properties: Record<string, unknown>, segmentNames: boolean): Money {
  const rawCurrency = properties.currency
  const currency = typeof rawCurrency === 'string' && CURRENCY.test(rawCurrency) ? rawCurrency.toUpperCase() : undefined
  if (currency !== undefined) delete properties.currency
  let amount = decimalText(properties.amount)
  if (amount !== undefined) delete properties.amount
  else if (segmentNames) amount = decimalText(properties.revenue) ?? (currency === undefined ? undefined : decimalText(properties.total))
  return { amount, currency }
}

/** `-12.5` for -12.5 or "-12.50"; more than four places are rounded half away from zero; undefined when no decimal or out of range. */
export function decimalText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > DECIMAL_LENGTH_CHARACTERS ? undefined : fromText(value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (Number.isInteger(value) && Math.abs(value) < WHOLE_BELOW) return String(value === 0 ? 0 : value)
  if (Math.abs(value) < HALF_A_PLACE) return '0'
  const text = String(value)
  return SHORT_DECIMAL.test(text) ? text : fromText(text)
}

function fromText(text: string): string | undefined {
  const decimal = parseDecimal(text)
  return decimal && toAmount(decimal)
}
