/**
 * Splits delimited text (RFC 4180) that arrives in chunks into rows with their line numbers. A broken row is reported and ends at its own
 * line's end, so that it never swallows what follows. Lines without a quotation mark, nearly all, take a fast path.
 */
import { RowProblem } from '../errors.ts'
import { canonicalRow, MAX_ROW_CHARS, type SourceRow } from './row.ts'

/** One character, or any run of blanks. */
export type Delimiter = ',' | ';' | '\t' | '|' | 'blanks'

export interface Splitter {
  /** The rows completed by this chunk. */
  push(chunk: string): SourceRow[]
  /** The last row, when the file does not end with a line break. */
  end(): SourceRow[]
}

export function splitDelimited(input: { delimiter: Delimiter; firstLine?: number }): Splitter {
  const take = input.delimiter === 'blanks' ? takeBlanks : takeDelimited(input.delimiter)
  let rest = ''
  let line = input.firstLine ?? 1
  let skipping = false
  const consume = (buffer: string, final: boolean): SourceRow[] => {
    const rows: SourceRow[] = []
    let at = 0
    if (skipping) {
      const lineEnd = buffer.indexOf('\n')
      if (lineEnd < 0) return rows
      skipping = false
      line++
      at = lineEnd + 1
    }
    let nextQuote = -2
    while (at < buffer.length) {
      if (nextQuote < at && nextQuote !== -1) nextQuote = buffer.indexOf('"', at)
      const lineEnd = buffer.indexOf('\n', at)
      if (lineEnd < 0 && !final) break
      const end = lineEnd < 0 ? buffer.length : lineEnd
      const taken = take({ buffer, at, end, line, final, quoted: nextQuote >= 0 && nextQuote < end })
      if (taken === 'unfinished') break
      if (taken.row) rows.push(taken.row)
      at = taken.next
      line += taken.lines
    }
    rest = at === 0 ? buffer : buffer.slice(at)
    return rows
  }
  return {
    push: (chunk) => {
      const rows = consume(skipping ? chunk : rest + chunk, false)
      if (skipping) rest = ''
      else if (rest.length > MAX_ROW_CHARS && !rest.includes('\n')) {
        rows.push(broken(line, rest, new RowProblem('events.import_row_long', { limit: MAX_ROW_CHARS })))
        rest = ''
        skipping = true
      }
      return rows
    },
    end: () => {
      const rows = skipping ? [] : consume(rest, true)
      rest = ''
      return rows
    },
  }
}

interface Place {
  readonly buffer: string
  readonly at: number
  /** Where the line ends, without its line break. */
  readonly end: number
  readonly line: number
  /** Nothing follows the buffer. */
  readonly final: boolean
  /** The line holds a quotation mark. */
  readonly quoted: boolean
}

interface Taken {
  readonly row: SourceRow | undefined
  readonly next: number
  readonly lines: number
}

type Take = (place: Place) => Taken | 'unfinished'

function broken(line: number, text: string, problem: RowProblem): SourceRow {
  return { line, text, cells: [], problem }
}

function lineText({ buffer, at, end }: Place): string {
  return buffer.slice(at, end > at && buffer.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end)
}

const CARRIAGE_RETURN = 13
const QUOTE = 34

function takeBlanks(place: Place): Taken {
  const text = lineText(place).trim()
  const cells = text === '' ? [] : text.split(/\s+/)
  const row = text === '' ? undefined : { line: place.line, text: canonicalRow(cells), cells, problem: undefined }
  return { row, next: place.end + 1, lines: 1 }
}

function takeDelimited(delimiter: string): Take {
  return (place) => {
    if (place.quoted) return takeQuoted(place, delimiter)
    const text = lineText(place)
    if (text === '') return { row: undefined, next: place.end + 1, lines: 1 }
    const cells = text.split(delimiter)
    return {
      row: { line: place.line, text: delimiter === ',' ? text : canonicalRow(cells), cells, problem: undefined },
      next: place.end + 1,
      lines: 1,
    }
  }
}

/** Reads cell by cell; a quotation mark inside an unquoted cell (`12" pan`) stands for itself. */
function takeQuoted(place: Place, delimiter: string): Taken | 'unfinished' {
  const { buffer, line } = place
  const cells: string[] = []
  let { at, end } = place
  let lines = 1
  for (;;) {
    if (buffer.charCodeAt(at) !== QUOTE || at >= end) {
      const stop = buffer.indexOf(delimiter, at)
      const last = stop < 0 || stop >= end
      cells.push(last ? lineText({ ...place, at, end }) : buffer.slice(at, stop))
      if (last) break
      at = stop + 1
      continue
    }
    const close = closingQuote(buffer, at + 1)
    if (close < 0 && !place.final && buffer.length - place.at <= MAX_ROW_CHARS) return 'unfinished'
    if (close < 0) return quoteProblem(place)
    const inner = buffer.slice(at + 1, close)
    const breaks = countBreaks(inner)
    if (breaks > 0) {
      lines += breaks
      const lineEnd = buffer.indexOf('\n', close)
      if (lineEnd < 0 && !place.final) return buffer.length - place.at <= MAX_ROW_CHARS ? 'unfinished' : quoteProblem(place)
      end = lineEnd < 0 ? buffer.length : lineEnd
    }
    cells.push(inner.replaceAll('""', '"'))
    at = close + 1
    if (at === end || (at === end - 1 && buffer.charCodeAt(at) === CARRIAGE_RETURN)) break
    if (buffer[at] !== delimiter) return quoteProblem(place)
    at++
  }
  return { row: { line, text: canonicalRow(cells), cells, problem: undefined }, next: end + 1, lines }
}

function quoteProblem(place: Place): Taken {
  return { row: broken(place.line, lineText(place), new RowProblem('events.import_row_quotes')), next: place.end + 1, lines: 1 }
}

/** The quotation mark that ends a cell begun before `from`; −1 when it is not in the buffer. A doubled mark stands for one. */
function closingQuote(buffer: string, from: number): number {
  let at = buffer.indexOf('"', from)
  while (at >= 0 && buffer.charCodeAt(at + 1) === QUOTE) at = buffer.indexOf('"', at + 2)
  return at
}

function countBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
