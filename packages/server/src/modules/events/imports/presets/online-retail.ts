/**
 * UCI Online Retail: one line of an invoice a row. Invoices that begin with C are cancellations, whose lines have negative quantities;
 * everything else, also write-offs and adjustments, is a `buy`, so that the sum over both is the sum of the file.
 */
import { cleanValues, identifierText } from '../readers.ts'
import { multiply, toNumber } from '../values/decimal.ts'
import { amountText } from './money.ts'
import { NO_CONTEXT, type Preset, withHeader } from './preset.ts'

export const onlineRetail: Preset = {
  name: 'online-retail',
  title: { zh: 'UCI Online Retail 发票', en: 'UCI Online Retail invoices' },
  summary: {
    zh: '表头 InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country；C 开头的发票为取消',
    en: 'Header InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country; invoices beginning with C are cancellations',
  },
  fields: [
    { name: 'invoice', words: { zh: '发票号', en: 'invoice' }, aliases: ['InvoiceNo', 'Invoice'] },
    { name: 'sku', words: { zh: '货号', en: 'stock code' }, aliases: ['StockCode'] },
    { name: 'itemName', words: { zh: '名称', en: 'description' }, aliases: ['Description'] },
    { name: 'quantity', words: { zh: '数量', en: 'quantity' }, aliases: [] },
    { name: 'date', words: { zh: '时间', en: 'date' }, aliases: ['InvoiceDate'] },
    { name: 'price', words: { zh: '单价', en: 'unit price' }, aliases: ['UnitPrice'] },
    { name: 'customer', words: { zh: '客户', en: 'customer' }, aliases: ['CustomerID'] },
    { name: 'country', words: { zh: '国家', en: 'country' }, aliases: [] },
  ],
  required: [['invoice'], ['quantity'], ['date'], ['price']],
  readsIdentifiers: false,
  rest: 'property',
  freeColumns: false,
  layout: withHeader,
  prepare: (readers) => {
    const [invoice, customer] = [readers.requiredText('invoice'), readers.text('customer')]
    const [sku, itemName, country] = [readers.text('sku'), readers.text('itemName'), readers.text('country')]
    const [quantity, price] = [readers.requiredDecimal('quantity'), readers.requiredDecimal('price')]
    const date = readers.requiredTime('date', { monthFirst: true })
    return (row, messageId) => {
      const [orderNo, units, unitPrice] = [invoice(row), quantity(row), price(row)]
      const person = identifierText(customer(row)).replace(/\.0$/, '')
      const properties: Record<string, unknown> = { orderNo, sku: sku(row), quantity: toNumber(units), price: toNumber(unitPrice) }
      const [name, place] = [itemName(row), country(row)]
      if (name !== '') properties.itemName = name
      if (place !== '') properties.country = place
      return {
        messageId,
        type: 'track',
        name: /^c/i.test(orderNo) ? 'order_cancelled' : 'buy',
        ...date(row),
        identifiers: person === '' ? [] : [{ kind: 'user_id', value: person }],
        properties: cleanValues(row, Object.assign(properties, readers.properties(row))),
        context: NO_CONTEXT,
        amount: amountText(multiply(units, unitPrice)),
        currency: 'GBP',
        source: 'import',
      }
    }
  },
}
