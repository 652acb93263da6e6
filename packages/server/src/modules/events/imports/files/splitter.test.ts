import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRow, MAX_ROW_CHARS } from './row.ts'
import { type Delimiter, splitDelimited } from './splitter.ts'

function splitWhole(text: string, delimiter: Delimiter = ',', chunks: readonly string[] = [text]) {
  const splitter = splitDelimited({ delimiter })
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}

function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length]
  return at.slice(1).map((end, index) => text.slice(at[index], end))
}

const plain = (text: string, delimiter?: Delimiter) =>
  splitWhole(text, delimiter).map(({ line, cells, problem }) => [line, problem?.code ?? cells])

describe('splitting delimited text', () => {
  test('quotes, doubled quotes, line breaks in cells, CRLF, blank lines, no final line break', () => {
    expect(plain('a,b\r\n"x, ""y""",2\r\n\r\n"two\nlines",\r\nlast,"1"')).toEqual([
      [1, ['a', 'b']],
      [2, ['x, "y"', '2']],
      [4, ['two\nlines', '']],
      [6, ['last', '1']],
    ])
  })

  test('a quotation mark inside an unquoted cell stands for itself', () => {
    expect(plain('12" pan,3\n5\' 4",x\n')).toEqual([
      [1, ['12" pan', '3']],
      [2, ['5\' 4"', 'x']],
    ])
  })

  test('broken rows are named by their line and swallow nothing', () => {
    expect(plain('a,1\n"b"x,2\nc,3\n"d,4\ne,5\nf,6')).toEqual([
      [1, ['a', '1']],
      [2, 'events.import_row_quotes'],
      [3, ['c', '3']],
      [4, 'events.import_row_quotes'],
      [5, ['e', '5']],
      [6, ['f', '6']],
    ])
  })

  test('a row without end is refused once and memory stays bounded', () => {
    const splitter = splitDelimited({ delimiter: ',' })
    const rows = [...splitter.push('a,1\n')]
    for (let chunk = 0; chunk < 40; chunk++) rows.push(...splitter.push('x'.repeat(MAX_ROW_CHARS / 16)))
    rows.push(...splitter.push('\nb,2\n'), ...splitter.end())
    expect(rows.map(({ line, problem, cells }) => [line, problem?.code ?? cells])).toEqual([
      [1, ['a', '1']],
      [2, 'events.import_row_long'],
      [3, ['b', '2']],
    ])
  })

  test('an open quotation mark gives up after a bounded stretch', () => {
    const splitter = splitDelimited({ delimiter: ',' })
    const rows = [...splitter.push('"open,1\n')]
    const line = `${'y'.repeat(99)}\n`
    for (let chunk = 0; chunk < 12; chunk++) rows.push(...splitter.push(line.repeat(1_000)))
    rows.push(...splitter.end())
    expect(rows[0]?.problem?.code).toBe('events.import_row_quotes')
    expect(rows).toHaveLength(12_001)
    expect(rows.at(-1)).toMatchObject({ line: 12_001, problem: undefined })
  })

  test('columns by blanks', () => {
    expect(plain(' 00001 19970101  1   11.77\r\n\r\n 00002\t19970112  1   12.00\r\n', 'blanks')).toEqual([
      [1, ['00001', '19970101', '1', '11.77']],
      [3, ['00002', '19970112', '1', '12.00']],
    ])
  })

  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '池', '\t', ';'), maxLength: 6 }),
    fc.string({ maxLength: 5 }),
  )
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 })
  const places = fc.array(fc.nat(), { maxLength: 8 })
  const break_ = fc.constantFrom('\n', '\r\n')

  test('reads what csv-parse reads, however the text is cut into chunks', () => {
    fc.assert(
      fc.property(
        table,
        places,
        break_,
        fc.boolean(),
        fc.constantFrom<Delimiter>(',', ';', '\t'),
        (rows, at, lineBreak, quoteAll, delimiter) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
          const written = (text: string) => (quoteAll || /[",;\t\n\r]/.test(text) ? quoted(text) : text)
          const text = rows.map((row) => row.map(written).join(delimiter)).join(lineBreak) + lineBreak
          const expected: string[][] = parse(text, { delimiter, relax_column_count: true, record_delimiter: ['\n', '\r\n'] })
          const read = splitWhole(text, delimiter, cut(text, at))
          expect(read.map((row) => row.cells)).toEqual(expected)
          expect(expected).toEqual(rows)
          let line = 1
          for (const [index, row] of rows.entries()) {
            expect(read[index]?.line).toBe(line)
            line += 1 + row.join('').split('\n').length - 1
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('any text at all gives the same rows whole and in chunks, and every line that is not blank is in one of them', () => {
    const noise = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 60 })
    fc.assert(
      fc.property(noise, places, (text, at) => {
        const whole = splitWhole(text)
        expect(splitWhole(text, ',', cut(text, at))).toEqual(whole)
        const lines = text.split('\n')
        const starts = whole.map((row) => row.line)
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
        if (!text.includes('"')) expect(starts).toEqual(lines.flatMap((line, index) => (line.replace(/\r$/, '') === '' ? [] : [index + 1])))
      }),
      { numRuns: 1000 },
    )
  })

  test('two rows share a canonical text only when their cells are equal', () => {
    const row = fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n'), maxLength: 4 }), { minLength: 1, maxLength: 3 })
    fc.assert(fc.property(row, row, (a, b) => (canonicalRow(a) === canonicalRow(b)) === (JSON.stringify(a) === JSON.stringify(b))))
  })

  test('the canonical text is the same with other quotes and delimiters', () => {
    expect(splitWhole('a,b c\n')[0]?.text).toBe(splitWhole('"a";"b c"\r\n', ';')[0]?.text)
  })
})
