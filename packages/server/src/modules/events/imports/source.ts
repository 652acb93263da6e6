/** An uploaded file made ready to be read through its preset: packing, columns, times and identifiers settled. */
import { createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { DeclaredKinds } from '../../identity/index.ts'
import type { ImportMapping } from './contract.ts'
import { fail } from './errors.ts'
import { detectForm, type FileForm, openBytes, type SourceFile } from './files/bytes.ts'
import { MAX_WORKBOOK_BYTES } from './files/sheet.ts'
import { openTable, type Table } from './files/table.ts'
import { type Columns, resolveColumns } from './mapping.ts'
import type { Preset, ReadRow } from './presets/preset.ts'
import { presets } from './presets.ts'
import { openReaders } from './readers.ts'
import { isTimeZone } from './values/wall-clock.ts'

export interface OpenSource {
  readonly file: SourceFile
  readonly mapping: ImportMapping
  readonly kinds: DeclaredKinds
  /** Of the workspace; the mapping's own comes first. */
  readonly timeZone: string
  /** When the import was made, and when the row being read counts as received. */
  readonly importedAt: number
  readonly receivedAt: () => number
  /** Only the beginning of the file is there. */
  readonly partial?: boolean
  readonly signal?: AbortSignal
}

export interface Source {
  readonly preset: Preset
  readonly form: FileForm
  readonly table: Table
  readonly sizeBytes: number
  columns(): Columns
  /** Reads rows of the batches handed out so far: columns of JSON lines may have been added by the latest one. */
  reader(): ReadRow
  /** Removes what was unpacked. */
  close(): Promise<void>
}

/**
 * Opens the file as far as its first row. Throws the codes of `importErrors` for a file or a mapping that cannot be used;
 * `lenient` leaves missing columns to the caller (the preview shows them).
 */
export async function openSource(input: OpenSource & { lenient?: boolean }): Promise<Source> {
  const { mapping } = input
  const preset = presets[mapping.preset]
  if (mapping.timeZone !== undefined && !isTimeZone(mapping.timeZone)) {
    fail('events.import_mapping', { field: 'timeZone', reason: { zh: '不是时区名', en: 'is not the name of a time zone' } })
  }
  const { size } = await stat(input.file.path)
  const { gzip, form } = await detectForm(input.file)
  const unpacked = gzip && form === 'sheet' ? await unpackWorkbook(input) : undefined
  const close = async () => {
    if (unpacked) await rm(unpacked.path, { force: true })
  }
  try {
    const table = await openTable({
      file: unpacked ?? input.file,
      form,
      gzip: gzip && !unpacked,
      delimiter: mapping.delimiter ?? preset.delimiter,
      encoding: mapping.encoding,
      layout: mapping.header === undefined ? preset.layout : () => ({ header: mapping.header ?? true }),
      ...(input.partial && { partial: true }),
      ...(input.signal && { signal: input.signal }),
    })
    const open = form === 'json' || input.lenient === true
    const columns = columnsOf({ ...input, preset, table, open })
    columns()
    return { preset, form, table, sizeBytes: size, columns, reader: readerOf({ ...input, preset, columns }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A packed workbook has to lie on disk as it is: its parts are found from its end. */
async function unpackWorkbook({ file, partial }: OpenSource): Promise<SourceFile> {
  const path = `${file.path}.unpacked`
  const bytes = openBytes({ path: file.path, gzip: true, maxBytes: MAX_WORKBOOK_BYTES, ...(partial && { partial }) })
  await pipeline(bytes.pieces, createWriteStream(path, { mode: 0o600 }))
  return { path, fileName: file.fileName }
}

function columnsOf(input: OpenSource & { preset: Preset; table: Table; open: boolean }): () => Columns {
  let resolved: Columns | undefined
  return () => {
    if (resolved?.names.length === input.table.columns.length) return resolved
    resolved = resolveColumns({
      preset: input.preset,
      names: [...input.table.columns],
      mapping: input.mapping.columns,
      constants: input.mapping.constants,
      kinds: input.kinds,
      open: input.open,
    })
    return resolved
  }
}

function readerOf(input: OpenSource & { preset: Preset; columns: () => Columns }): () => ReadRow {
  let preparedFor: Columns | undefined
  let read: ReadRow | undefined
  return () => {
    const columns = input.columns()
    if (read && preparedFor === columns) return read
    preparedFor = columns
    read = input.preset.prepare(
      openReaders({
        columns,
        fields: input.preset.fields,
        constants: input.mapping.constants,
        timeZone: input.mapping.timeZone ?? input.timeZone,
        importedAt: input.importedAt,
        receivedAt: input.receivedAt,
        kinds: input.kinds,
      }),
    )
    return read
  }
}
