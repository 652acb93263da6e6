import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { multiply, negative, parseDecimal, toAmount, toNumber } from './decimal.ts'

const read = (text: string) => {
  const decimal = parseDecimal(text)
  if (!decimal) throw new Error(`${text} was not read`)
  return decimal
}

describe('decimals of files', () => {
  test.each([
    ['12', '12'],
    ['-12.50', '-12.5'],
    ['+0.0001', '0.0001'],
    ['.5', '0.5'],
    ['7.', '7'],
    ['1,234,567.89', '1234567.89'],
    ['¥1,234.5', '1234.5'],
    ['-￥3', '-3'],
    ['1.2e3', '1200'],
    ['5E-3', '0.005'],
    ['0.00005', '0.0001'],
    ['-0.00005', '-0.0001'],
    ['0.00004999', '0'],
    ['-0.00001', '0'],
    ['19.989999999999998', '19.99'],
    ['99999999999999.9999', '99999999999999.9999'],
  ])('%s is the amount %s', (text, amount) => {
    expect(toAmount(read(text))).toBe(amount)
  })

  test.each(['', 'abc', '1,23', '12,34.5', '--1', '1.2.3', '0x10', '1e999', '٣', '1 2', '-', '.', 'NaN', 'Infinity'])(
    '%j is refused',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined()
    },
  )

  test('an amount beyond the store is refused, not cut', () => {
    expect(toAmount(read('100000000000000'))).toBeUndefined()
    expect(toAmount(read('-100000000000000'))).toBeUndefined()
  })

  test('quantity × price is exact', () => {
    expect(toAmount(multiply(read('-12'), read('0.001')))).toBe('-0.012')
    expect(toAmount(multiply(read('3'), read('0.1')))).toBe('0.3')
  })

  test('a sum of products equals whole-number arithmetic', () => {
    const line = fc.record({ quantity: fc.integer({ min: -80_000, max: 80_000 }), thousandths: fc.integer({ min: 0, max: 40_000_000 }) })
    fc.assert(
      fc.property(line, ({ quantity, thousandths }) => {
        const price = `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`
        const amount = toAmount(multiply(read(String(quantity)), read(price)))
        if (amount === undefined) throw new Error('out of range')
        expect(read(amount).digits * 10n ** BigInt(3 - Math.min(3, read(amount).scale))).toBe(BigInt(quantity) * BigInt(thousandths))
      }),
    )
  })

  test('a cancelled line is negative however it was written', () => {
    expect(toAmount(negative(read('12.5')))).toBe('-12.5')
    expect(toAmount(negative(read('-12.5')))).toBe('-12.5')
    expect(toAmount(negative(read('0')))).toBe('0')
  })

  test('as a number', () => {
    expect(toNumber(read('-2.55'))).toBe(-2.55)
  })
})
