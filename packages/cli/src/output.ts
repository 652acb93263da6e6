/** What a command prints: for machines one JSON value on stdout and nothing else, for people lines and tables. */
import { locale } from './words.ts'

export interface Output {
  readonly json: boolean
  /** The result: as JSON, or in the words for people. */
  result(value: unknown, words: () => string): void
  /** For people only. */
  note(text: string): void
}

export function openOutput(input: { json: boolean }): Output {
  return {
    json: input.json,
    result: (value, words) => {
      process.stdout.write(`${input.json ? JSON.stringify(value) : words()}\n`)
    },
    note: (text) => {
      process.stderr.write(`${text}\n`)
    },
  }
}

/** `96,168`. */
export function count(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString(locale()) : '–'
}

const MAX_COLUMN_WIDTH = 60

/** Columns under their headings, Chinese characters counted as two. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows].map((row) => row.map((cell) => cut(cell.replace(/\s+/g, ' '))))
  const widths = headings.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cut(cell: string): string {
  return cell.length > MAX_COLUMN_WIDTH ? `${cell.slice(0, MAX_COLUMN_WIDTH - 1)}…` : cell
}

function width(text: string): number {
  let sum = 0
  for (const character of text)
    sum += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1
  return sum
}
