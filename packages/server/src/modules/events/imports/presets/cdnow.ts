/**
 * CDNOW's purchases in both published files, columns by blanks: the master (customer, date, units, dollars; with a header) and the sample
 * (master id, sample id, date, units, dollars; without). The first column is the customer in both and keeps its zeros.
 */
import { identifierText } from '../readers.ts'
import { toNumber } from '../values/decimal.ts'
import { amountText } from './money.ts'
import { NO_CONTEXT, type Preset } from './preset.ts'

const MASTER = ['customer', 'date', 'quantity', 'dollars']
const SAMPLE = ['customer', 'sampleId', 'date', 'quantity', 'dollars']

export const cdnow: Preset = {
  name: 'cdnow',
  title: { zh: 'CDNOW 购买', en: 'CDNOW purchases' },
  summary: {
    zh: '空白分列：总表（客户、日期、张数、美元，有表头）与样本表（总表编号、样本编号、日期、张数、美元，无表头）',
    en: 'Columns by blanks: the master (customer, date, units, dollars; with header) and the sample (master id, sample id, date, units, dollars)',
  },
  fields: [
    { name: 'customer', words: { zh: '客户', en: 'customer' }, aliases: ['customer_id'] },
    { name: 'sampleId', words: { zh: '样本编号', en: 'sample id' }, aliases: [] },
    { name: 'date', words: { zh: '日期', en: 'date' }, aliases: [] },
    { name: 'quantity', words: { zh: '张数', en: 'units' }, aliases: ['number_of_cds', 'units'] },
    { name: 'dollars', words: { zh: '金额（美元）', en: 'dollars' }, aliases: ['dollar_value', 'amount'] },
  ],
  required: [['customer'], ['date'], ['dollars']],
  readsIdentifiers: false,
  rest: 'property',
  delimiter: 'blanks',
  freeColumns: false,
  layout: (first) =>
    /^\d+$/.test(first[0] ?? '') ? { header: false, columns: first.length === SAMPLE.length ? SAMPLE : MASTER } : { header: true },
  prepare: (readers) => {
    const [customer, sampleId] = [readers.text('customer'), readers.text('sampleId')]
    const date = readers.requiredTime('date')
    const [quantity, dollars] = [readers.decimal('quantity'), readers.requiredDecimal('dollars')]
    return (row, messageId) => {
      const person = identifierText(customer(row))
      const [units, value, sample] = [quantity(row), dollars(row), sampleId(row)]
      const properties = readers.properties(row)
      if (units) properties.quantity = toNumber(units)
      if (sample !== '') properties.sampleId = sample
      return {
        messageId,
        type: 'track',
        name: 'buy',
        ...date(row),
        identifiers: person === '' ? [] : [{ kind: 'user_id', value: person }],
        properties,
        context: NO_CONTEXT,
        amount: amountText(value),
        currency: 'USD',
        source: 'import',
      }
    }
  },
}
