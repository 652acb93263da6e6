/** Amount and currency of a row, as the general presets read them. */
import { RowProblem } from '../errors.ts'
import type { SourceRow } from '../files/row.ts'
import type { Readers } from '../readers.ts'
import { type Decimal, toAmount, toNumber } from '../values/decimal.ts'

const CURRENCY = /^[A-Za-z]{3}$/
const DEFAULT_CURRENCY = 'CNY'
const YUAN_WORDS = new Set(['', '人民币', '元', 'RMB', 'rmb'])

/** The decimal as an event's amount; refuses the row when it does not fit the store. */
export function amountText(value: Decimal): string {
  const amount = toAmount(value)
  if (amount === undefined) throw new RowProblem('events.import_row_amount', { value: String(toNumber(value)) })
  return amount
}

/** The field `amount` as an event carries it; undefined when empty. */
export function amountReader(readers: Readers): (row: SourceRow) => string | undefined {
  const read = readers.decimal('amount')
  return (row) => {
    const value = read(row)
    return value && amountText(value)
  }
}

/** ISO 4217, CNY when not said. */
export function currencyReader(readers: Readers): (row: SourceRow) => string {
  const read = readers.text('currency')
  return (row) => {
    const value = read(row)
    if (YUAN_WORDS.has(value)) return DEFAULT_CURRENCY
    if (!CURRENCY.test(value)) {
      throw new RowProblem('events.import_row_choice', { field: { zh: '币种', en: 'currency' }, value, allowed: 'CNY, USD, EUR, …' })
    }
    return value.toUpperCase()
  }
}
