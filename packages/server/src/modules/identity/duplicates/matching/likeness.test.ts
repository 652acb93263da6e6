import { expect, test } from 'vitest'
import { jaroWinkler, oneSlipApart } from './likeness.ts'

test.each([
  ['martha', 'marhta', 0.9611],
  ['dwayne', 'duane', 0.84],
  ['dixon', 'dicksonx', 0.8133],
  ['jellyfish', 'smellyfish', 0.8963],
  ['李雷', '李雷', 1],
  ['abc', 'xyz', 0],
  ['', 'a', 0],
])('Jaro-Winkler of the published examples: %s %s', (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4)
  expect(jaroWinkler(b, a)).toBeCloseTo(expected, 4)
})

test.each([
  ['13800138000', '13800138001', true],
  ['13800138000', '13800130800', true],
  ['13800138000', '1380138000', true],
  ['13800138000', '13800138000', false],
  ['13800138000', '13900138001', false],
  ['ab', 'ba', true],
  ['abc', 'cba', false],
  ['', 'a', true],
  ['abcd', 'ab', false],
])('one slip between %s and %s: %s', (a, b, expected) => {
  expect(oneSlipApart(a, b)).toBe(expected)
  expect(oneSlipApart(b, a)).toBe(expected)
})
