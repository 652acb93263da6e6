/** Exported lists in the data directory: CSV or XLSX, written row by row, readable by nobody else, gone when their time has come. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import ExcelJS from 'exceljs'
import type { Config } from '../../platform/config.ts'
import type { Handles } from '../../platform/handles.ts'
import { removeOrphans } from '../../platform/made-files.ts'
import { type Cell, safeCell } from './export-cells.ts'

export type Format = 'csv' | 'xlsx'

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const FOLDER = 'audience-exports'
/** A sheet takes 1,048,576 rows with the headings. */
const MAX_ROWS_PER_SHEET = 1_048_575

interface Place {
  readonly jobId: string
  readonly format: Format
}

export function listPath(config: Config, { jobId, format }: Place): string {
  return join(config.dataDir, FOLDER, `${jobId}.${format}`)
}

/** Removes day-old files that no export claims. */
export function removeOrphanLists(handles: Pick<Handles, 'config' | 'clocks'>, claimed: ReadonlySet<string>): Promise<void> {
  return removeOrphans(handles, { folder: join(handles.config.dataDir, FOLDER), claimed })
}

/** Tells by `drain` when there is room again. */
type Filling = NodeJS.EventEmitter

interface Sink {
  write(cells: readonly Cell[]): void
  /** What of it is full: to be waited for before more is written. */
  full(): Filling | undefined
  end(): Promise<void>
}

export type Rows = AsyncIterable<readonly (readonly Cell[])[]>

/** Writes the list whole or not at all. Answers how many rows below the headings, and how large it is. */
export async function writeList(
  config: Config,
  input: Place & { headings: readonly string[]; rows: Rows; rowsPerSheet?: number },
): Promise<{ rows: number; sizeBytes: number }> {
  const path = listPath(config, input)
  await mkdir(join(config.dataDir, FOLDER), { recursive: true, mode: 0o700 })
  const file = createWriteStream(`${path}.part`, { mode: 0o600 })
  const done = finished(file)
  // Told to whoever waits below.
  done.catch(() => undefined)
  try {
    const sink = input.format === 'csv' ? csvSink(file, input) : sheetSink(file, input)
    let rows = 0
    for await (const page of input.rows) {
      for (const cells of page) sink.write(cells.map(safeCell))
      rows += page.length
      for (let full = sink.full(); full; full = sink.full()) await Promise.race([once(full, 'drain'), done])
    }
    await sink.end()
    await done
    await rename(`${path}.part`, path)
    return { rows, sizeBytes: file.bytesWritten }
  } catch (error) {
    file.destroy()
    await rm(`${path}.part`, { force: true })
    throw error
  }
}

/** Without this mark Excel reads a CSV in the code page of the machine. */
const BYTE_ORDER_MARK = '\ufeff'

function csvSink(file: WriteStream, { headings }: { headings: readonly string[] }): Sink {
  const line = (cells: readonly Cell[]) => `${cells.map(csvCell).join(',')}\r\n`
  file.write(`${BYTE_ORDER_MARK}${line(headings.map(safeCell))}`)
  return {
    write: (cells) => {
      file.write(line(cells))
    },
    full: () => (file.writableNeedDrain ? file : undefined),
    end: async () => {
      file.end()
    },
  }
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A committed row goes on to the packer whether that can take it or not, so what waits there would grow without end. The sheet's pipes tell,
 * which the types do not show; they are streams of an older make.
 */
function fullPipe(sheet: object): Filling | undefined {
  const { stream } = sheet as { readonly stream?: { readonly pipes?: readonly (Filling & { _writableState?: { needDrain?: boolean } })[] } }
  return stream?.pipes?.find(({ _writableState }) => _writableState?.needDrain)
}

/** More rows than a sheet holds go on in another one. */
function sheetSink(
  file: WriteStream,
  { headings, rowsPerSheet = MAX_ROWS_PER_SHEET }: { headings: readonly string[]; rowsPerSheet?: number },
): Sink {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: file, useStyles: false, useSharedStrings: false })
  let sheets = 0
  const open = () => {
    sheets += 1
    const sheet = book.addWorksheet(String(sheets), { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow(headings.map(safeCell)).commit()
    return { sheet, rows: 0 }
  }
  let current = open()
  return {
    write: (cells) => {
      if (current.rows === rowsPerSheet) {
        current.sheet.commit()
        current = open()
      }
      current.sheet.addRow([...cells]).commit()
      current.rows += 1
    },
    full: () => (file.writableNeedDrain ? file : fullPipe(current.sheet)),
    end: async () => {
      current.sheet.commit()
      await book.commit()
    },
  }
}
