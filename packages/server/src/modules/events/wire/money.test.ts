import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalText, takeMoney } from './money.ts'

test.each([
  [-12.5, '-12.5'],
  ['-12.50', '-12.5'],
  [0.1 + 0.2, '0.3'],
  [1e-7, '0'],
  [-0, '0'],
  [12, '12'],
  ['0012.3400', '12.34'],
  [1.00005, '1.0001'],
  [-1.00005, '-1.0001'],
  ['99999999999999.9999', '99999999999999.9999'],
  ['¥1,234.50', '1234.5'],
])('%s → %s', (value, text) => {
  expect(decimalText(value)).toBe(text)
})

test.each([1e14, 1e300, Number.POSITIVE_INFINITY, Number.NaN, '', 'abc', '1.2.3', '100000000000000', '9'.repeat(70), null, true, {}, []])(
  '%s is no amount',
  (value) => {
    expect(decimalText(value)).toBeUndefined()
  },
)

test('numbers keep their value to four places', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      const text = decimalText(value) ?? 'nothing'
      expect(text).toMatch(/^-?\d{1,14}(\.\d{1,4})?$/)
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.000_051)
    }),
  )
})

test('amount and currency leave the properties when usable', () => {
  const properties = { amount: '19.90', currency: 'cny', sku: 'a' }
  expect(takeMoney(properties, true)).toEqual({ amount: '19.9', currency: 'CNY' })
  expect(properties).toEqual({ sku: 'a' })
  const odd = { amount: 'ask', currency: '人民币' }
  expect(takeMoney(odd, true)).toEqual({ amount: undefined, currency: undefined })
  expect(odd).toEqual({ amount: 'ask', currency: '人民币' })
})

test('the Segment names count where no amount stands, and stay', () => {
  const revenue = { revenue: 12.5, total: 15 }
  expect(takeMoney(revenue, true).amount).toBe('12.5')
  expect(revenue).toEqual({ revenue: 12.5, total: 15 })
  expect(takeMoney({ total: 15, currency: 'USD' }, true)).toEqual({ amount: '15', currency: 'USD' })
  expect(takeMoney({ total: 15 }, true).amount).toBeUndefined()
  expect(takeMoney({ revenue: 12.5 }, false).amount).toBeUndefined()
})
