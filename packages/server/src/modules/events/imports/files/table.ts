/** A source file as a table: named columns and batches of rows, whether it is CSV, JSON lines or XLSX, packed or not. */
import { fail, RowProblem } from '../errors.ts'
import { type FileForm, openBytes, type SourceFile } from './bytes.ts'
import { type Encoding, textDecoder } from './decode.ts'
import { splitJsonLines } from './json-lines.ts'
import { cellText, type SourceRow } from './row.ts'
import { readSheet } from './sheet.ts'
import { type Delimiter, type Splitter, splitDelimited } from './splitter.ts'

export interface Layout {
  /** The first row names the columns. */
  readonly header: boolean
  /** Names of the columns, in order, where there is no header. */
  readonly columns?: readonly string[]
}

export interface OpenTable {
  readonly file: SourceFile
  readonly form: FileForm
  readonly gzip: boolean
  /** Absent: found from the first line. */
  readonly delimiter?: Delimiter | undefined
  /** Absent: found from the bytes. */
  readonly encoding?: Encoding | undefined
  /** Decides from the first row what it is. */
  readonly layout: (first: readonly string[]) => Layout
  /** The file is only the beginning of a longer one: its last, perhaps cut, row is left out. */
  readonly partial?: boolean
  readonly signal?: AbortSignal
}

export interface Table {
  /** Grows while JSON lines are read. */
  readonly columns: readonly string[]
  /** Column names are part of what a row says: equal values under other names are other rows. */
  readonly header: boolean
  /** Every row in the order of the file, broken ones with their problem. */
  readonly batches: AsyncIterable<readonly SourceRow[]>
  encoding(): Encoding
  bytesRead(): number
}

/** Opens the file and reads as far as its first row. Throws `events.import_empty`, `events.import_unreadable`. */
export async function openTable(input: OpenTable): Promise<Table> {
  const columns: string[] = []
  const source = sourceOf(input, columns)
  const first = await source.batches.next()
  const firstRow = first.done ? undefined : first.value.find((row) => row.problem === undefined)
  if (first.done || (!firstRow && first.value.length === 0)) return fail('events.import_empty')
  const json = input.form === 'json'
  const layout: Layout = json ? { header: true } : input.layout((firstRow?.cells ?? []).map(cellText))
  if (!json) columns.push(...(layout.header ? headerNames(firstRow) : (layout.columns ?? positions(firstRow))))
  const skip = layout.header && !json ? firstRow : undefined
  return {
    columns,
    header: layout.header && !json,
    encoding: source.encoding,
    bytesRead: source.bytesRead,
    batches: shaped(first.value, source.batches, { columns, skip, form: input.form }),
  }
}

interface Source {
  readonly batches: AsyncGenerator<SourceRow[]>
  encoding(): Encoding
  bytesRead(): number
}

function sourceOf(input: OpenTable, columns: string[]): Source {
  if (input.form === 'sheet') return { batches: nonEmpty(readSheet(input.file.path)), encoding: () => 'utf-8', bytesRead: () => 0 }
  const bytes = openBytes({
    path: input.file.path,
    gzip: input.gzip,
    ...(input.partial && { partial: true }),
    ...(input.signal && { signal: input.signal }),
  })
  const decoder = textDecoder(input.encoding)
  const text = decodedText(bytes.pieces, decoder)
  return { batches: nonEmpty(splitText(text, input, columns, decoder)), encoding: decoder.encoding, bytesRead: bytes.read }
}

async function* nonEmpty(batches: AsyncIterable<SourceRow[]>): AsyncGenerator<SourceRow[]> {
  for await (const batch of batches) if (batch.length > 0) yield batch
}

async function* decodedText(pieces: AsyncIterable<Buffer>, decoder: ReturnType<typeof textDecoder>) {
  for await (const piece of pieces) yield decoder.push(piece)
  yield decoder.end()
}

async function* splitText(
  pieces: AsyncIterable<{ text: string; damaged: boolean }>,
  input: OpenTable,
  columns: string[],
  decoder: { encoding(): Encoding },
): AsyncGenerator<SourceRow[]> {
  let splitter: Splitter | undefined
  let loneReturns = false
  let damagedBefore = false
  for await (const { text, damaged } of pieces) {
    if (text === '') continue
    if (!splitter) {
      // Old spreadsheets on a Mac end lines with a carriage return alone.
      loneReturns = text.includes('\r') && !text.includes('\n')
      splitter = input.form === 'json' ? splitJsonLines(columns) : splitDelimited({ delimiter: input.delimiter ?? findDelimiter(text) })
    }
    const rows = splitter.push(loneReturns ? text.replaceAll('\r', '\n') : text)
    // A row may have begun in the piece before.
    yield damaged || damagedBefore ? rows.map((row) => checkDamage(row, decoder.encoding())) : rows
    damagedBefore = damaged
  }
  if (splitter && !input.partial) yield splitter.end().map((row) => (damagedBefore ? checkDamage(row, decoder.encoding()) : row))
}

function checkDamage(row: SourceRow, encoding: Encoding): SourceRow {
  if (!/[\0\uFFFD]/.test(row.text)) return row
  return {
    ...row,
    text: row.text.replaceAll('\0', '\uFFFD'),
    cells: [],
    problem: new RowProblem('events.import_row_encoding', { encoding }),
  }
}

const DELIMITERS = [',', '\t', ';', '|'] as const

/** The candidate that stands most often in the first line outside quotation marks; a comma when there is none. */
function findDelimiter(text: string): Delimiter {
  const start = text.search(/\S/)
  const line = text.slice(Math.max(0, start)).split('\n', 1)[0] ?? ''
  const bare = line.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length - 1
  return DELIMITERS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best))
}

/** Empty names become the column's position, repeated ones get a number. */
function headerNames(row: SourceRow | undefined): string[] {
  const names: string[] = []
  for (const [index, cell] of (row?.cells ?? []).entries()) {
    const name = cellText(cell).trim() || String(index + 1)
    const repeats = names.filter((other) => other === name).length
    names.push(repeats === 0 ? name : `${name} (${repeats + 1})`)
  }
  return names
}

function positions(row: SourceRow | undefined): string[] {
  return (row?.cells ?? []).map((_, index) => String(index + 1))
}

interface Shape {
  readonly columns: readonly string[]
  /** The header, which is no row. */
  readonly skip: SourceRow | undefined
  readonly form: FileForm
}

/** Holds every row against the number of columns. Sheets leave out empty cells at the end, JSON lines any. */
async function* shaped(first: readonly SourceRow[], rest: AsyncGenerator<SourceRow[]>, shape: Shape): AsyncGenerator<readonly SourceRow[]> {
  yield fitted(shape.skip ? first.filter((row) => row !== shape.skip) : first, shape)
  for await (const batch of rest) yield fitted(batch, shape)
}

function fitted(rows: readonly SourceRow[], { columns, form }: Shape): readonly SourceRow[] {
  if (form === 'json') return rows
  const width = columns.length
  return rows.every((row) => row.cells.length === width) ? rows : rows.map((row) => fitRow(row, width, form))
}

function fitRow(row: SourceRow, width: number, form: FileForm): SourceRow {
  const found = row.cells.length
  if (row.problem || found === width || (form === 'sheet' && found < width)) return row
  if (found > width && row.cells.slice(width).every((cell) => cell === '')) return { ...row, cells: row.cells.slice(0, width) }
  return { ...row, cells: [], problem: new RowProblem('events.import_row_columns', { expected: width, found }) }
}
