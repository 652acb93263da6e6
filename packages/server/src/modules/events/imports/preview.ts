/** What a file would become: its first rows, its columns and the preset that fits. Nothing is stored. */
import { AppError, type ErrorTable } from '../../../platform/errors.ts'
import { detailsIn, errorSentence } from '../../../platform/i18n/error-words.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import type { DeclaredKinds } from '../../identity/index.ts'
import type { CollectedEvent } from '../collected.ts'
import { type ImportMapping, PRESET_NAMES } from './contract.ts'
import { importErrors, RowProblem } from './errors.ts'
import type { SourceFile } from './files/bytes.ts'
import { cellText, type SourceRow } from './files/row.ts'
import { type Columns, resolveColumns } from './mapping.ts'
import type { ReadRow } from './presets/preset.ts'
import { reasonWords } from './rejects.ts'
import { openSource, type Source } from './source.ts'

const PREVIEW_ROWS = 20
const MAX_CELL_CHARACTERS = 200
/** A preset fits when at least this part of the first rows can be read by it. */
const FITTING_PART = 0.5

export interface PreviewFile {
  readonly file: SourceFile
  /** Only the beginning of the file was sent. */
  readonly partial: boolean
  readonly kinds: DeclaredKinds
  readonly timeZone: string
  readonly now: number
  readonly locale: Locale
}

/** Throws the codes of `importErrors` for a file that cannot be read at all; what is wrong with its columns is part of the answer. */
export async function previewFile(input: PreviewFile & { mapping: ImportMapping }) {
  const { mapping, locale } = input
  const source = await openPreview(input)
  try {
    const rows = await firstRows(source)
    const read = source.reader()
    const columns = source.columns()
    return {
      preset: source.preset.name,
      form: source.form,
      encoding: source.table.encoding(),
      columns: columns.names.map((name, at) => ({ name, target: targetOf(columns, at) })),
      rows: rows.map((row) => ({ line: row.line, cells: row.cells.map(shownCell), ...readingOf(row, read, input) })),
      problem: columnProblem({ source, mapping, kinds: input.kinds, locale }),
    }
  } finally {
    await source.close()
  }
}

/** The first preset that finds its columns in the file and can read its rows; `events` when none does. */
export async function suggestPreset(input: PreviewFile): Promise<ImportMapping['preset']> {
  for (const preset of PRESET_NAMES) {
    const mapping: ImportMapping = { preset, columns: {}, constants: {} }
    const source = await openPreview({ ...input, mapping })
    try {
      const rows = await firstRows(source)
      if (columnProblem({ source, mapping, kinds: input.kinds, locale: input.locale })) continue
      const read = source.reader()
      const readable = rows.filter((row) => readingOf(row, read, input).event !== null)
      if (rows.length > 0 && readable.length >= rows.length * FITTING_PART) return preset
    } finally {
      await source.close()
    }
  }
  return 'events'
}

function openPreview(input: PreviewFile & { mapping: ImportMapping }): Promise<Source> {
  return openSource({ ...input, importedAt: input.now, receivedAt: () => input.now, lenient: true })
}

async function firstRows(source: Source): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  for await (const batch of source.table.batches) {
    rows.push(...batch.slice(0, PREVIEW_ROWS - rows.length))
    if (rows.length >= PREVIEW_ROWS) break
  }
  return rows
}

function shownCell(cell: unknown): string {
  const text = cellText(cell)
  return text.length > MAX_CELL_CHARACTERS ? `${text.slice(0, MAX_CELL_CHARACTERS)}…` : text
}

function targetOf({ fields, identifiers, properties, traits }: Columns, at: number): string {
  for (const [field, place] of fields) if (place === at) return field
  const kind = identifiers.find((column) => column.at === at)?.kind
  const property = properties.find((column) => column.at === at)?.name
  const trait = traits.find((column) => column.at === at)?.name
  return kind ?? (property !== undefined ? `property:${property}` : trait !== undefined ? `trait:${trait}` : 'ignore')
}

function readingOf(row: SourceRow, read: ReadRow, { locale, now }: PreviewFile) {
  try {
    if (row.problem) throw row.problem
    return { event: eventView(read(row, 'preview'), now), reason: null }
  } catch (error) {
    if (!(error instanceof RowProblem || error instanceof AppError)) throw error
    return { event: null, reason: reasonWords(error, locale) }
  }
}

function eventView(event: CollectedEvent, now: number): Record<string, unknown> {
  const { name, identifiers, amount, currency, properties, traits } = event
  const time = new Date(event.timestamp + (event.sentAt === undefined ? 0 : now - event.sentAt)).toISOString()
  return {
    name,
    time,
    identifiers,
    ...(amount !== undefined && { amount, currency }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(traits && { traits: traits.values }),
  }
}

function columnProblem(input: { source: Source; mapping: ImportMapping; kinds: DeclaredKinds; locale: Locale }) {
  const { source, mapping, kinds, locale } = input
  try {
    resolveColumns({
      preset: source.preset,
      names: source.table.columns,
      mapping: mapping.columns,
      constants: mapping.constants,
      kinds,
      open: false,
    })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const words: ErrorTable = importErrors
    return { code: error.code, message: errorSentence(words, error.code, detailsIn(error.details, locale), locale) }
  }
}
