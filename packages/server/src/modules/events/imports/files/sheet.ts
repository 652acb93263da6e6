/** Rows of the first sheet of an XLSX workbook, as text cells like those of a CSV file. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import { AppError } from '../../../../platform/errors.ts'
import { fail } from '../errors.ts'
import { canonicalRow, MAX_COLUMNS, type SourceRow } from './row.ts'
import { checkUnpackedSize } from './zip-size.ts'

const MIB = 1024 * 1024
/** The shared texts of a workbook are held in memory while it is read. */
export const MAX_WORKBOOK_BYTES = 64 * MIB
const MAX_WORKBOOK_UNPACKED_BYTES = 1024 * MIB
const ROWS_A_BATCH = 1_000
const SIGNIFICANT_DIGITS = 15
const DAY_MS = 86_400_000

/** Yields batches of rows; rows without any cell are left out. Throws `events.import_too_large` or `events.import_unreadable`. */
export async function* readSheet(path: string): AsyncGenerator<SourceRow[]> {
  const { size } = await stat(path)
  if (size > MAX_WORKBOOK_BYTES) {
    fail('events.import_too_large', { what: { zh: 'XLSX 文件', en: 'an XLSX file' }, limit: `${MAX_WORKBOOK_BYTES / MIB} MiB` })
  }
  await checkUnpackedSize(path, MAX_WORKBOOK_UNPACKED_BYTES)
  const stream = createReadStream(path)
  try {
    yield* firstSheet(stream)
  } catch (error) {
    if (error instanceof AppError) throw error
    fail('events.import_unreadable', { reason: `XLSX: ${error instanceof Error ? error.message : String(error)}` })
  } finally {
    stream.destroy()
  }
}

async function* firstSheet(stream: ReturnType<typeof createReadStream>): AsyncGenerator<SourceRow[]> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookReader(stream, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  })
  for await (const sheet of workbook) {
    let batch: SourceRow[] = []
    for await (const row of sheet) {
      const read = sheetRow(row)
      if (read) batch.push(read)
      if (batch.length >= ROWS_A_BATCH) {
        yield batch
        batch = []
      }
    }
    yield batch
    return
  }
}

function sheetRow(row: ExcelJS.Row): SourceRow | undefined {
  const values = row.values
  if (!Array.isArray(values)) return undefined
  const cells: string[] = []
  // The list begins with a place that is never used.
  for (let column = 1; column < values.length && column <= MAX_COLUMNS; column++) cells.push(sheetText(values[column]))
  while (cells.at(-1) === '') cells.pop()
  return cells.length === 0 ? undefined : { line: row.number, text: canonicalRow(cells), cells, problem: undefined }
}

/** Dates become wall times without a zone, which is what a workbook holds; an error value (`#N/A`) becomes nothing. */
function sheetText(value: ExcelJS.CellValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return dateText(value)
  if ('richText' in value) return value.richText.map((part) => part.text).join('')
  if ('result' in value) return sheetText(value.result as ExcelJS.CellValue)
  if ('text' in value) return sheetText(value.text as ExcelJS.CellValue)
  return ''
}

/** Excel keeps and shows fifteen digits: what lies behind is noise of binary fractions. */
function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(SIGNIFICANT_DIGITS)))
}

function dateText(value: Date): string {
  const ms = Math.round(value.getTime() / 1000) * 1000
  if (Number.isNaN(ms)) return ''
  const text = new Date(ms).toISOString().replace('T', ' ').slice(0, 19)
  return ms % DAY_MS === 0 ? text.slice(0, 10) : text
}
