/** Reads the cells of a row by field, as a preset needs them. Each reader is made once for a file and then runs for every row. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { DeclaredKinds } from '../../identity/index.ts'
import type { IdentifierRef } from '../collected.ts'
import { checkWalk, cleanse, newWalk } from '../wire/cleanse.ts'
import { addRef, strongestFirst } from '../wire/identities.ts'
import { EARLIEST_TIME_MS, ID_LENGTH_CHARACTERS, LATEST_TIME_MS } from '../wire/limits.ts'
import { textSigns } from '../wire/mask.ts'
import { RowProblem } from './errors.ts'
import { type Cell, cellText, type SourceRow } from './files/row.ts'
import type { Columns, NamedColumn } from './mapping.ts'
import type { Field } from './presets/preset.ts'
import { type Decimal, parseDecimal } from './values/decimal.ts'
import { type ReadTime, timeReader, type WrittenTime } from './values/time.ts'

type Read<T> = (row: SourceRow) => T

export interface Readers {
  /** Trimmed; empty when there is no such column. */
  text(field: string): Read<string>
  /** Refuses an empty cell. */
  requiredText(field: string): Read<string>
  /** Undefined when empty. */
  time(field: string, options?: { monthFirst?: boolean }): Read<EventTime | undefined>
  requiredTime(field: string, options?: { monthFirst?: boolean }): Read<EventTime>
  /** When the import was made, for rows without a time. */
  importTime: Read<EventTime>
  decimal(field: string): Read<Decimal | undefined>
  requiredDecimal(field: string): Read<Decimal>
  /** One of a few words, in any case. */
  choice<T>(field: string, values: Readonly<Record<string, T>>): Read<T>
  /** The JSON object in a field, empty without one. */
  object(field: string): Read<Record<string, unknown>>
  /** Whether a column feeds the field. */
  has(field: string): boolean
  /** Of the columns that are identifiers, strongest first; empty when all are empty. */
  identifiers: Read<IdentifierRef[]>
  /** Columns that became properties, with the values typed. */
  properties: Read<Record<string, unknown>>
  traits: Read<Record<string, unknown>>
  /** Kinds of identifiers that the workspace declared. */
  readonly kinds: DeclaredKinds
}

/**
 * When the event of a row happened, as an event carries it. `timestamp` is what the file's clock shows, read as UTC, so that a row has the
 * same one in whatever zone it is read: duplicates are told by it. The zone is made good like any clock that is ahead, by `sentAt`.
 */
export interface EventTime {
  readonly timestamp: number
  readonly sentAt?: number
}

export interface OpenReaders {
  readonly columns: Columns
  readonly fields: readonly Field[]
  readonly constants: Readonly<Record<string, string>>
  readonly timeZone: string
  /** When the import was made. */
  readonly importedAt: number
  /** When the row that is being read counts as received; must be what the collector is told. */
  readonly receivedAt: () => number
  readonly kinds: DeclaredKinds
}

export function openReaders(input: OpenReaders): Readers {
  const { columns } = input
  const text = (field: string): Read<string> => {
    const at = columns.fields.get(field) ?? -1
    const constant = input.constants[field] ?? ''
    return at < 0 ? () => constant : (row) => cellText(row.cells[at]).trim() || constant
  }
  const named = (field: string): string | Words => {
    const at = columns.fields.get(field)
    return at === undefined ? (input.fields.find(({ name }) => name === field)?.words ?? field) : (columns.names[at] ?? field)
  }
  const time = (field: string, options: { monthFirst?: boolean } = {}): Read<EventTime | undefined> => {
    const read = timeReader({ timeZone: input.timeZone, ...options })
    return readWith(text(field), named(field), (value, name) => eventTime(readMoment(read, value, name), input.receivedAt()))
  }
  const decimal = (field: string): Read<Decimal | undefined> =>
    readWith(text(field), named(field), (value, name) => parseDecimal(value) ?? refuseValue('events.import_row_number', name, value))
  return {
    text,
    requiredText: (field) => present(text(field), named(field), (value) => value === ''),
    time,
    requiredTime: (field, options) => present(time(field, options), named(field)),
    decimal,
    requiredDecimal: (field) => present(decimal(field), named(field)),
    choice: (field, values) =>
      choiceReader(
        present(text(field), named(field), (value) => value === ''),
        named(field),
        values,
      ),
    object: (field) => objectReader(columns.fields.get(field)),
    has: (field) => columns.fields.has(field),
    identifiers: identifierReader(columns, input.kinds),
    properties: restReader(columns.properties),
    traits: restReader(columns.traits),
    kinds: input.kinds,
    importTime: () => eventTime({ ms: input.importedAt, asWritten: 0 }, Math.max(input.receivedAt(), input.importedAt)),
  }
}

function readWith<T>(read: Read<string>, name: string | Words, parse: (value: string, name: string | Words) => T): Read<T | undefined> {
  return (row) => {
    const value = read(row)
    return value === '' ? undefined : parse(value, name)
  }
}

function present<T>(read: Read<T | undefined>, name: string | Words, missing = (value: T) => value === undefined): Read<T> {
  return (row) => {
    const value = read(row)
    if (value === undefined || missing(value)) throw new RowProblem('events.import_row_missing', { field: name })
    return value
  }
}

function readMoment(read: ReadTime, value: string, name: string | Words): WrittenTime {
  const time = read(value)
  const usable = time !== undefined && isEventTime(time.ms) && isEventTime(time.asWritten)
  return usable ? time : refuseValue('events.import_row_time', name, value)
}

function isEventTime(ms: number): boolean {
  return ms >= EARLIEST_TIME_MS && ms < LATEST_TIME_MS
}

/** The collector takes `received − (sentAt − timestamp)` for the moment it happened. */
function eventTime({ ms, asWritten }: WrittenTime, receivedAt: number): EventTime {
  return ms === asWritten ? { timestamp: ms } : { timestamp: asWritten, sentAt: receivedAt + asWritten - ms }
}

function refuseValue(code: 'events.import_row_time' | 'events.import_row_number', field: string | Words, value: string): never {
  throw new RowProblem(code, { field, value })
}

function choiceReader<T>(read: Read<string>, field: string | Words, values: Readonly<Record<string, T>>): Read<T> {
  const byWord = new Map(Object.entries(values))
  const allowed = [...byWord.keys()].join(', ')
  return (row) => {
    const value = read(row)
    const found = byWord.get(value) ?? byWord.get(value.toLowerCase())
    if (found === undefined) throw new RowProblem('events.import_row_choice', { field, value, allowed })
    return found
  }
}

function objectReader(at: number | undefined): Read<Record<string, unknown>> {
  return (row) => {
    const cell = at === undefined ? undefined : row.cells[at]
    if (typeof cell === 'string' && cell.trimStart().startsWith('{')) return asObject(parseJson(cell)) ?? {}
    return asObject(cell) ?? {}
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How exports write "nothing" where an identifier should stand: kept, they would make one person of many. */
const NOBODY = new Set(['', '-', '--', 'null', 'none', 'nan', 'nil', 'undefined', '\\n', 'n/a', '#n/a'])

/** Trimmed, and empty for the words that mean nothing. */
export function identifierText(cell: Cell): string {
  const value = cellText(cell).trim()
  return NOBODY.has(value.toLowerCase()) ? '' : value.slice(0, ID_LENGTH_CHARACTERS + 1)
}

function identifierReader(columns: Columns, kinds: DeclaredKinds): Read<IdentifierRef[]> {
  return (row) => {
    const refs: IdentifierRef[] = []
    for (const { kind, at } of columns.identifiers) {
      const value = identifierText(row.cells[at])
      if (value !== '') addRef(refs, kind, value)
    }
    return strongestFirst(refs, kinds)
  }
}

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/
const CODE_NAME = /(?:id|no|code|sku|number|barcode|zip|postcode|编号|编码|号|条码|代码|邮编)$/i

/** CSV knows no types: plain numbers and true/false are taken as such, except under names of codes, which keep their text (`00123`). */
function typed(cell: Cell, code: boolean): unknown {
  if (typeof cell !== 'string') return cell ?? undefined
  const value = cell.trim()
  if (value === '') return undefined
  if (code) return value
  if (NUMBER.test(value)) return Number(value)
  if (value === 'true' || value === 'TRUE') return true
  return value === 'false' || value === 'FALSE' ? false : value
}

function restReader(columns: readonly NamedColumn[]): Read<Record<string, unknown>> {
  // Assigning to it would not make a property.
  const typedColumns = columns.filter(({ name }) => name !== '__proto__').map(({ name, at }) => ({ name, at, code: CODE_NAME.test(name) }))
  return (row) => {
    const values: Record<string, unknown> = {}
    for (const { name, at, code } of typedColumns) {
      const value = typed(row.cells[at], code)
      if (value !== undefined) values[name] = value
    }
    return values
  }
}

/** Takes phone numbers and e-mail addresses out of free texts and refuses what is too deep or too large for an event. Changes `values`. */
export function cleanValues(row: SourceRow, values: Record<string, unknown>): Record<string, unknown> {
  const walk = newWalk(textSigns(row.text))
  cleanse(walk, values, 2, false)
  checkWalk(walk, values)
  return values
}
