/** What a preset is: how the rows of one kind of file become events. One file a preset; they share this interface and nothing else. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import type { CollectedEvent } from '../../collected.ts'
import type { PresetName } from '../contract.ts'
import type { SourceRow } from '../files/row.ts'
import type { Delimiter } from '../files/splitter.ts'
import type { Layout } from '../files/table.ts'
import type { Readers } from '../readers.ts'

/** Something a preset can read from a column. */
export interface Field {
  readonly name: string
  readonly words: Words
  /** Names of columns that are this field without being told, in any case, with blanks, `_`, `-` and `.` left out. */
  readonly aliases: readonly string[]
}

export interface Preset {
  readonly name: PresetName
  readonly title: Words
  readonly summary: Words
  readonly fields: readonly Field[]
  /** Of each group at least one field must have a column. */
  readonly required: readonly (readonly string[])[]
  /** Columns named like a kind of identifier (`phone`, `手机号`, `openid:wx1`) name the person. */
  readonly readsIdentifiers: boolean
  /** A row without a person means nothing; otherwise it is an event without one. */
  readonly needsIdentifier?: true
  /** What becomes of columns that are nothing else. */
  readonly rest: 'property' | 'trait'
  /** Absent: found from the file. */
  readonly delimiter?: Delimiter
  /** The names of columns are free, so they belong to what a row says and to its id. */
  readonly freeColumns: boolean
  readonly layout: (first: readonly string[]) => Layout
  /** Prepares the reading of rows for one file; the answer throws `RowProblem` for a row that cannot be an event. */
  readonly prepare: (readers: Readers) => ReadRow
}

export type ReadRow = (row: SourceRow, messageId: string) => CollectedEvent

/** The first row names the columns, as in most files. */
export const withHeader = (): Layout => ({ header: true })

export const NO_CONTEXT: Readonly<Record<string, unknown>> = Object.freeze({})
