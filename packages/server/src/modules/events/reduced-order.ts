/** What is left of an order whose buyer was erased: an expression over the column `properties`, for a mutation. */
import type { Parameters } from './parameters.ts'

/** The context of a reduced order; also how it is known. */
export const REDUCED_CONTEXT = '{"erased":true}'

/** Names of properties that belong to the books, in lower case without separators: `order_no`, `orderNo` and `Order No` are one. */
const KEPT_NAMES: readonly string[] = (
  'orderno orderid ordernumber order invoiceno invoiceid invoice refundno refundid shop shopid shopname store storeid storename channel ' +
  'sku skuid stockcode spu spuid product productid productname item itemid itemname goods goodsid goodsname variant brand category ' +
  'categoryid categoryname quantity qty num count unit price unitprice listprice amount total totalamount subtotal revenue value paid ' +
  'paidamount discount discountamount couponamount shippingfee shipping freight tax currency country status orderstatus paymentmethod ' +
  'products items lines orderlines skus goodslist ' +
  '订单号 订单编号 发票号 店铺 门店 货号 商品 商品编码 商品名称 品牌 类目 数量 单价 价格 金额 实付金额 优惠金额 运费 币种 状态'
).split(' ')

/** A text that is nothing but a date: the store would read it as one and keep another type. The event has its own time. */
const DATE_TEXT = '^"\\\\d{4}[-/]\\\\d{1,2}[-/]\\\\d{1,2}([T ][0-9:.,+\\\\-Z ]*)?"$'

/**
 * The properties without everything whose name is not known to belong to the books. Single values stay, and lists of values or of goods with
 * such values; objects and whatever lies deeper go.
 */
export function reducedPropertiesSql(parameters: Parameters): string {
  const names = parameters.bind('Array(String)', KEPT_NAMES)
  const single = (value: string) => `not match(${value}, '^[{\\\\[]') and not match(${value}, '${DATE_TEXT}')`
  const isKept = `has(${names}, lower(replaceRegexpAll(one.1, '[_\\\\-.$ ]', '')))`
  const object = (kept: string, shown: string, raw: string) =>
    `concat('{', arrayStringConcat(arrayMap(one -> concat(toJSONString(one.1), ':', ${shown}), ` +
    `arrayFilter(one -> ${isKept} and (${kept}), JSONExtractKeysAndValuesRaw(${raw}))), ','), '}')`
  const goods = object(single('one.2'), 'one.2', 'entry')
  const list =
    `concat('[', arrayStringConcat(arrayMap(entry -> if(startsWith(entry, '{'), ${goods}, entry), ` +
    `arrayFilter(entry -> startsWith(entry, '{') or (${single('entry')}), JSONExtractArrayRaw(one.2))), ','), ']')`
  const whole = object(
    `startsWith(one.2, '[') or (${single('one.2')})`,
    `if(startsWith(one.2, '['), ${list}, one.2)`,
    'toJSONString(properties)',
  )
  return `CAST(${whole}, 'JSON(max_dynamic_paths = 32)')`
}
