import { expect, test } from 'vitest'
import { withParameterTexts } from './parameters.ts'

test('values stand in front of the statement, quoted once', () => {
  expect(withParameterTexts('select {a:String}, {b:UInt8}', { a: "it\\'s", b: '1' })).toBe(
    "SET param_a = 'it\\\\\\'s'; SET param_b = '1'; select {a:String}, {b:UInt8}",
  )
})

test('a place without a value is refused, whatever the connection still remembers', () => {
  expect(() => withParameterTexts('select {a:String}, {b:UInt8}', { a: 'x' })).toThrow('no value for parameter b')
})

test('a name cannot carry SQL', () => {
  expect(() => withParameterTexts('select 1', { "a = '1'; drop table t; SET param_b": '1' })).toThrow('is no name of a parameter')
})
