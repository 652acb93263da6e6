/** Which column is what: the names a preset knows by itself, changed by what the sender says. */
import type { DeclaredKinds } from '../../identity/index.ts'
import { plainName } from './column-name.ts'
import { fail } from './errors.ts'
import { identifierKindOf } from './identifier-columns.ts'
import type { Field, Preset } from './presets/preset.ts'

/** Column name, or its position counted from 1, to a field, a kind of identifier, `property:NAME`, `trait:NAME` or `ignore`. */
export type ColumnMapping = Readonly<Record<string, string>>

export interface NamedColumn {
  readonly name: string
  readonly at: number
}

export interface Columns {
  readonly names: readonly string[]
  /** Place of each field's column. */
  readonly fields: ReadonlyMap<string, number>
  readonly identifiers: readonly { readonly kind: string; readonly at: number }[]
  readonly properties: readonly NamedColumn[]
  readonly traits: readonly NamedColumn[]
}

export interface ResolveColumns {
  readonly preset: Preset
  readonly names: readonly string[]
  readonly mapping: ColumnMapping
  /** Fields that have a value for every row, so that no column is needed. */
  readonly constants: Readonly<Record<string, string>>
  /** Kinds of identifiers beyond those known from the start, declared by the workspace. */
  readonly kinds: DeclaredKinds
  /** Columns may appear later (JSON lines): what is missing now is no failure yet. */
  readonly open: boolean
}

type Target = { is: 'field' | 'identifier' | 'property' | 'trait'; name: string } | { is: 'ignored' }

/** Throws `events.import_column_unknown`, `events.import_mapping` or `events.import_columns_missing`. */
export function resolveColumns(input: ResolveColumns): Columns {
  const { preset, names, mapping } = input
  if (!input.open) checkNames(input)
  const fields = new Map<string, number>()
  const identifiers: { kind: string; at: number }[] = []
  const properties: NamedColumn[] = []
  const traits: NamedColumn[] = []
  const told = names.map((name, at) => own(mapping, name) ?? own(mapping, String(at + 1)))
  for (const [at, target] of told.entries()) {
    if (target === undefined) continue
    const read = readTarget(target, input)
    if (read.is === 'field') {
      if (fields.has(read.name))
        mappingFault(names[at] ?? '', { zh: `${read.name} 已由另一列提供`, en: `${read.name} already has a column` })
      fields.set(read.name, at)
    } else if (read.is === 'identifier') identifiers.push({ kind: read.name, at })
    else if (read.is !== 'ignored') (read.is === 'trait' ? traits : properties).push({ name: read.name, at })
  }
  for (const [at, name] of names.entries()) {
    if (told[at] !== undefined) continue
    const field = fieldOf(preset, name)
    const kind = preset.readsIdentifiers ? identifierKindOf(name, input.kinds) : undefined
    if (field && !fields.has(field)) fields.set(field, at)
    else if (kind) identifiers.push({ kind, at })
    else (preset.rest === 'trait' ? traits : properties).push({ name, at })
  }
  const columns = { names, fields, identifiers, properties, traits }
  if (!input.open) checkRequired(input, columns)
  return columns
}

/** Columns may be called `constructor`. */
function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function checkNames({ names, mapping }: ResolveColumns): void {
  for (const column of Object.keys(mapping)) {
    if (!names.includes(column) && !(Number(column) >= 1 && Number(column) <= names.length)) {
      fail('events.import_column_unknown', { column, columns: names.join(', ') })
    }
  }
}

function checkRequired({ preset, names, constants }: ResolveColumns, columns: Columns): void {
  const missing = preset.required.filter((group) => group.every((name) => !columns.fields.has(name) && constants[name] === undefined))
  if (preset.needsIdentifier && columns.identifiers.length === 0) missing.push(['user_id', 'phone', 'unionid'])
  if (missing.length === 0) return
  fail('events.import_columns_missing', {
    preset: preset.name,
    fields: missing.map((group) => group.join(' | ')).join(', '),
    columns: names.join(', '),
    example: missing[0]?.[0],
  })
}

function readTarget(target: string, { preset, kinds }: ResolveColumns): Target {
  if (target === 'ignore') return { is: 'ignored' }
  const named = /^(property|trait):(.+)$/s.exec(target)
  if (named?.[2]) return { is: named[1] === 'trait' ? 'trait' : 'property', name: named[2] }
  if (preset.fields.some((field) => field.name === target)) return { is: 'field', name: target }
  const kind = identifierKindOf(target, kinds)
  if (kind) return { is: 'identifier', name: kind }
  const known = [...preset.fields.map((field) => field.name), 'user_id', 'phone', '…', 'property:NAME', 'trait:NAME', 'ignore'].join(', ')
  return mappingFault(target, { zh: `须是 ${known} 之一`, en: `must be one of ${known}` })
}

function mappingFault(field: string, reason: { zh: string; en: string }): never {
  return fail('events.import_mapping', { field, reason })
}

/** The preset's field that a column of this name is, by its own name, its words or an alias. */
export function fieldOf(preset: { readonly fields: readonly Field[] }, columnName: string): string | undefined {
  const plain = plainName(columnName)
  const names = ({ name, words, aliases }: Field) => [name, words.zh, words.en, ...aliases]
  return preset.fields.find((field) => names(field).some((name) => plainName(name) === plain))?.name
}
