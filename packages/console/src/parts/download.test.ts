/** Tables as CSV. */
import { expect, test } from 'vitest'
import { csvOf } from './download.ts'

test('commas, quotes and line ends are quoted, nothing is empty', () => {
  expect(
    csvOf(
      ['name', 'count'],
      [
        ['a,b', 1],
        ['say "hi"', null],
        ['two\nlines', 0.5],
      ],
    ),
  ).toBe('name,count\r\n"a,b",1\r\n"say ""hi""",\r\n"two\nlines",0.5')
})

test('a text that a spreadsheet would run stays a text, a negative number a number', () => {
  expect(csvOf(['x'], [['=1+1'], ['@cmd'], [-5], ['-5']])).toBe("x\r\n'=1+1\r\n'@cmd\r\n-5\r\n'-5")
})
