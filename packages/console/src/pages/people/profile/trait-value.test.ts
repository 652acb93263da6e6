/** A trait's value to text and back. */
import { expect, test } from 'vitest'
import { editedText, traitText, typedValue, typeOf } from './trait-value.ts'

test('what a form shows of a value becomes the same value again', () => {
  for (const value of ['上海', '', '12', 12.5, true, null, ['a', 'b'], { level: 3 }]) {
    expect(typedValue(editedText(value), typeOf(value))).toEqual(value)
  }
})

test('a text that is not of its type is no value', () => {
  expect([typedValue('12a', 'number'), typedValue(' ', 'number'), typedValue('yes', 'boolean'), typedValue('{', 'json')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('lists of words read as words, other things as JSON', () => {
  expect([traitText(['a', 'b']), traitText([1]), traitText({ a: 1 }), traitText(undefined)]).toEqual(['a, b', '[1]', '{"a":1}', ''])
})
