/**
 * The id of a row: hash(preset, row, k), where k counts the equal rows before it in the file. It is the event's message id, so a file counts
 * once however often it is imported, and so does a row that stands in two files.
 */
import { hash } from 'node:crypto'
import type { PresetName } from './contract.ts'
import type { Repeats } from './repeats.ts'

/** 128 bits. */
const ID_CHARACTERS = 32

export type RowIds = (row: string) => string

/**
 * Answers the id of each row in the order of the file. `columns`: their names belong to the row where a preset leaves them free, so that
 * `buy,2026-01-01,7` under two different headers is not the same.
 */
export function rowIds(input: { preset: PresetName; columns: readonly string[] | undefined; repeats: Repeats }): RowIds {
  const scope = JSON.stringify(input.columns ? [input.preset, ...input.columns] : [input.preset])
  const first = `${scope}\n0\n`
  return (row) => {
    const id = hash('sha256', first + row, 'hex')
    const before = input.repeats.count(Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(8, 16), 16))
    return (before === 0 ? id : hash('sha256', `${scope}\n${before}\n${row}`, 'hex')).slice(0, ID_CHARACTERS)
  }
}
