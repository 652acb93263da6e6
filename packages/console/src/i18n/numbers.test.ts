/** How pages write numbers. */
import { expect, test } from 'vitest'
import { numberFormats } from './numbers.ts'

const zh = numberFormats('zh-CN')
const en = numberFormats('en')

test('Chinese counts in 万 from 100,000 and in 亿 from a hundred million, English in full', () => {
  expect([99_999, 100_000, 541_909, 123_456_789].map(zh.count)).toEqual(['99,999', '10.00万', '54.19万', '1.23亿'])
  expect([99_999, 541_909, 123_456_789].map(en.count)).toEqual(['99,999', '541,909', '123,456,789'])
  expect(zh.isShortened(-541_909)).toBe(true)
  expect(en.isShortened(541_909)).toBe(false)
})

test('a shortened number can be shown exactly', () => {
  expect(zh.exact(541_909)).toBe('541,909')
  expect(zh.exact(9_747_747.934)).toBe('9,747,747.934')
})

test('money has two places, its sign in front of the currency, and any currency a name', () => {
  expect(zh.money(1_466_384.77, 'GBP')).toBe('£146.64万')
  expect(en.money(-12.5)).toBe('-¥12.50')
  expect(en.money(3, 'XYZ')).toBe('XYZ 3.00')
  expect(en.money(3, 'no currency')).toBe('no currency 3.00')
})

test('shares have one place, nothing is a dash', () => {
  expect(zh.percent(0.4765)).toBe('47.7%')
  expect(en.change(0.38)).toBe('+38.0%')
  expect([zh.count(null), zh.percent(undefined), zh.money(null), zh.count(Number.NaN)]).toEqual(['–', '–', '–', '–'])
})

test('sizes take the unit that keeps them short', () => {
  expect([0, 1_023, 1_536, 7_340_032].map(en.bytes)).toEqual(['0 B', '1,023 B', '1.5 KB', '7 MB'])
})
