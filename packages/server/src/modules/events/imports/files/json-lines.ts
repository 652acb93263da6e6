/** Splits JSON lines into rows. Columns are the keys in order of first appearance, so that the presets read them like any table. */
import { RowProblem } from '../errors.ts'
import { type Cell, MAX_COLUMNS, MAX_ROW_CHARS, type SourceRow } from './row.ts'
import type { Splitter } from './splitter.ts'

const MAX_REASON_LENGTH = 120

/** `columns` is filled while rows are read: it only ever grows. */
export function splitJsonLines(columns: string[]): Splitter {
  const places = new Map(columns.map((name, index) => [name, index]))
  let rest = ''
  let line = 1
  let skipping = false
  const take = (text: string, rows: SourceRow[]) => {
    const trimmed = text.trim()
    if (trimmed !== '') rows.push(jsonRow(trimmed, line, places, columns))
    line++
  }
  return {
    push: (chunk) => {
      const rows: SourceRow[] = []
      const pieces = chunk.split('\n')
      for (let index = 0; index < pieces.length - 1; index++) {
        if (skipping) line++
        else take(rest + pieces[index], rows)
        rest = ''
        skipping = false
      }
      if (!skipping) rest += pieces.at(-1) ?? ''
      if (rest.length > MAX_ROW_CHARS) {
        rows.push({ line, text: rest, cells: [], problem: new RowProblem('events.import_row_long', { limit: MAX_ROW_CHARS }) })
        rest = ''
        skipping = true
      }
      return rows
    },
    end: () => {
      const rows: SourceRow[] = []
      if (!skipping) take(rest, rows)
      rest = ''
      return rows
    },
  }
}

function jsonRow(text: string, line: number, places: Map<string, number>, columns: string[]): SourceRow {
  const record = parseObject(text)
  if (record instanceof RowProblem) return { line, text, cells: [], problem: record }
  const cells: Cell[] = new Array(columns.length).fill(undefined)
  for (const [name, value] of Object.entries(record)) {
    let place = places.get(name)
    if (place === undefined) {
      if (columns.length >= MAX_COLUMNS) {
        return {
          line,
          text,
          cells: [],
          problem: new RowProblem('events.import_row_columns', { expected: MAX_COLUMNS, found: columns.length + 1 }),
        }
      }
      place = columns.length
      places.set(name, place)
      columns.push(name)
    }
    cells[place] = value
  }
  return { line, text, cells, problem: undefined }
}

function parseObject(text: string): object | RowProblem {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    return new RowProblem('events.import_row_json', { reason: Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value })
  } catch (error) {
    return new RowProblem('events.import_row_json', {
      reason: String(error instanceof Error ? error.message : error).slice(0, MAX_REASON_LENGTH),
    })
  }
}
