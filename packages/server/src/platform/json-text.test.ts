import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'

test('leaves out what the stores cannot keep, in texts and names, and nothing else', () => {
  expect(jsonText({ 'a\0b': ['x\0y', { c: '\ud83d' }] })).toBe('{"ab":["xy",{"c":"\ufffd"}]}')
  expect(jsonText({ text: '\\u0000 is written so', pair: '😀' })).toBe('{"text":"\\\\u0000 is written so","pair":"😀"}')
  expect(jsonText(undefined)).toBe('null')
})

test('any JSON value comes out storable, and unchanged when it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = jsonText(value)
      expect(text).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/)
      if (!/\\u/.test(JSON.stringify(value))) expect(text).toBe(JSON.stringify(value))
    }),
  )
})
