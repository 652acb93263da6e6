import { expect, test } from 'vitest'
import { seconds } from './funnel.ts'

test.each([
  ['30d', 2_592_000],
  ['12h', 43_200],
  ['90m', 5_400],
  ['45s', 45],
  ['7', 7],
])('%s', (span, expected) => {
  expect(seconds(span)).toBe(expected)
})

test.each(['', 'd', '1.5h', '1w', '-1d'])('%j is no span', (span) => {
  expect(() => seconds(span)).toThrow()
})
