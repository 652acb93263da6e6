/** One row of a source file, whatever the form of the file. */
import type { RowProblem } from '../errors.ts'

/** Text in CSV and XLSX files; any JSON value in JSONL files; undefined where the row has no such column. */
export type Cell = unknown

export interface SourceRow {
  /** Where the row begins in the source file, counted from 1. */
  readonly line: number
  /** The row's canonical form: equal rows have equal texts, different rows different ones. Of a broken row, its first line as it stands. */
  readonly text: string
  readonly cells: readonly Cell[]
  /** Set when the row could not even be split. */
  readonly problem: RowProblem | undefined
}

/** Rows longer than this are refused, an event has room for a quarter of it; also bounds what is kept of an unfinished row. */
export const MAX_ROW_CHARS = 131_072
export const MAX_COLUMNS = 1_000

/** A cell as text: empty when missing, JSON for objects. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (cell === undefined || cell === null) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** Cells as one CSV row, quoted only where needed, so that no two different rows share a text. */
export function canonicalRow(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}
