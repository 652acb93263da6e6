/** Order lines of any shop system: one line a row, with Chinese or English column names. */
import { RowProblem } from '../errors.ts'
import type { SourceRow } from '../files/row.ts'
import { cleanValues, type EventTime, type Readers } from '../readers.ts'
import { type Decimal, multiply, negative, toNumber } from '../values/decimal.ts'
import { amountText, currencyReader } from './money.ts'
import { NO_CONTEXT, type Preset, withHeader } from './preset.ts'

const CANCELLED = /取消|关闭|退款成功|已退款|已退货|cancel|closed|refunded|void/i
const UNPAID = /待付款|待支付|未付款|未支付|等待买家付款|unpaid|(?:pending|awaiting)[ _-]?payment/i

export const orders: Preset = {
  name: 'orders',
  title: { zh: '订单明细', en: 'Order lines' },
  summary: {
    zh: '每行一件商品：订单号、店铺、客户标识、SKU、数量、单价或金额、付款时间、状态；已取消的记为 order_cancelled，金额为负',
    en: 'One item a row: order number, shop, identifiers of the customer, SKU, quantity, price or amount, time paid, status; cancelled lines become order_cancelled with a negative amount',
  },
  fields: [
    {
      name: 'orderNo',
      words: { zh: '订单号', en: 'order number' },
      aliases: ['order_no', 'order_id', 'order_number', 'order', '订单编号', '主订单编号', '订单id', '单号'],
    },
    { name: 'shop', words: { zh: '店铺', en: 'shop' }, aliases: ['store', 'shop_name', 'store_name', '店铺名称', '门店', '门店名称'] },
    {
      name: 'sku',
      words: { zh: 'SKU', en: 'SKU' },
      aliases: ['sku_id', 'product_id', 'item_id', '商品编码', '商家编码', '货号', '商品id', '规格编码'],
    },
    {
      name: 'itemName',
      words: { zh: '商品名称', en: 'item name' },
      aliases: ['item_name', 'product_name', 'product', 'title', '商品', '商品标题', '宝贝标题', '标题'],
    },
    { name: 'quantity', words: { zh: '数量', en: 'quantity' }, aliases: ['qty', 'num', '购买数量', '件数', '宝贝数量'] },
    { name: 'price', words: { zh: '单价', en: 'price' }, aliases: ['unit_price', '商品单价', '价格'] },
    {
      name: 'amount',
      words: { zh: '金额', en: 'amount' },
      aliases: [
        'total',
        'paid_amount',
        'payment',
        'line_total',
        '实付金额',
        '支付金额',
        '付款金额',
        '应付金额',
        '买家实际支付金额',
        '小计',
      ],
    },
    { name: 'currency', words: { zh: '币种', en: 'currency' }, aliases: ['货币'] },
    {
      name: 'paidAt',
      words: { zh: '付款时间', en: 'time paid' },
      aliases: ['paid_at', 'pay_time', 'payment_time', '支付时间', '订单付款时间'],
    },
    {
      name: 'orderedAt',
      words: { zh: '下单时间', en: 'time ordered' },
      aliases: ['ordered_at', 'order_time', 'order_date', 'created_at', 'date', 'time', '订单创建时间', '创建时间', '时间', '日期'],
    },
    {
      name: 'cancelledAt',
      words: { zh: '取消时间', en: 'time cancelled' },
      aliases: ['cancelled_at', 'canceled_at', '关闭时间', '退款时间'],
    },
    { name: 'status', words: { zh: '状态', en: 'status' }, aliases: ['order_status', '订单状态', '交易状态'] },
  ],
  required: [['orderNo'], ['amount', 'price'], ['paidAt', 'orderedAt']],
  readsIdentifiers: true,
  rest: 'property',
  freeColumns: true,
  layout: withHeader,
  prepare: (readers) => {
    const orderNo = readers.requiredText('orderNo')
    const time = orderTime(readers)
    const amount = lineAmount(readers)
    const details = lineDetails(readers)
    const currency = currencyReader(readers)
    return (row, messageId) => {
      const { when, cancelled } = time(row)
      const value = amount(row)
      return {
        messageId,
        type: 'track',
        name: cancelled ? 'order_cancelled' : 'buy',
        ...when,
        identifiers: readers.identifiers(row),
        properties: cleanValues(row, { ...readers.properties(row), orderNo: orderNo(row), ...details(row) }),
        context: NO_CONTEXT,
        amount: amountText(cancelled ? negative(value) : value),
        currency: currency(row),
        source: 'import',
      }
    }
  },
}

/** An order counts from when it was paid. One that was closed without ever being paid is no purchase and no cancellation of one. */
function orderTime(readers: Readers): (row: SourceRow) => { when: EventTime; cancelled: boolean } {
  const [paidAt, orderedAt, cancelledAt] = [readers.time('paidAt'), readers.time('orderedAt'), readers.time('cancelledAt')]
  const missing = readers.requiredTime(readers.has('paidAt') ? 'paidAt' : 'orderedAt')
  const status = readers.text('status')
  const paidIsKnown = readers.has('paidAt')
  return (row) => {
    const word = status(row)
    const cancelled = CANCELLED.test(word)
    const paid = paidAt(row)
    if (UNPAID.test(word) || (cancelled && paidIsKnown && paid === undefined))
      throw new RowProblem('events.import_row_unpaid', { value: word })
    const when = (cancelled ? cancelledAt(row) : undefined) ?? paid ?? orderedAt(row) ?? missing(row)
    return { when, cancelled }
  }
}

/** The line's amount, else price × quantity (one when not said). */
function lineAmount(readers: Readers): (row: SourceRow) => Decimal {
  const [amount, price, quantity] = [readers.decimal('amount'), readers.decimal('price'), readers.decimal('quantity')]
  const missing = readers.requiredDecimal(readers.has('amount') ? 'amount' : 'price')
  return (row) => {
    const given = amount(row)
    if (given) return given
    const each = price(row) ?? missing(row)
    const units = quantity(row)
    return units ? multiply(each, units) : each
  }
}

function lineDetails(readers: Readers): (row: SourceRow) => Record<string, unknown> {
  const texts = (['shop', 'sku', 'itemName', 'status'] as const).map((name) => [name, readers.text(name)] as const)
  const numbers = (['quantity', 'price'] as const).map((name) => [name, readers.decimal(name)] as const)
  return (row) => {
    const details: Record<string, unknown> = {}
    for (const [name, read] of texts) {
      const value = read(row)
      if (value !== '') details[name] = value
    }
    for (const [name, read] of numbers) {
      const value = read(row)
      if (value) details[name] = toNumber(value)
    }
    return details
  }
}
