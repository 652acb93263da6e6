/** Everything this module knows of a person, piece by piece and in the clear: for whoever the data is about. */
import type { RawBuilder } from 'kysely'
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type StoredIdentifier, shownValue } from './personal.ts'
import type {} from './tables.ts'

type ExportHandles = Pick<Handles, 'db' | 'secret'>

interface Asked {
  readonly workspaceId: number
  readonly atoms: readonly number[]
  readonly signal: AbortSignal
}

type Row = Readonly<Record<string, unknown>>

/** Some rows of one part of the export. Pieces of a part follow one another; a part without rows comes once, empty. */
export interface ExportedRows {
  readonly part: string
  readonly rows: readonly Row[]
}

const ATOMS_PER_PAGE = 1_000
const ROWS_PER_PAGE = 1_000

/** An identifier in the clear. */
export interface ClearIdentifier {
  readonly kind: string
  readonly value: string
  readonly personal: boolean
}

/** Identifiers of these atoms, also those that were unbound, some at a time. */
export async function* clearIdentifiers(handles: ExportHandles, input: Asked): AsyncGenerator<ClearIdentifier[]> {
  const { workspaceId } = input
  for (const table of ['identity_identifiers', 'identity_unbound'] as const)
    for (const atoms of atomPages(input)) {
      const query = handles.db.selectFrom(table).select(['kind', 'key', 'sealed']).where('workspace_id', '=', workspaceId)
      const rows = await query.where('atom', 'in', atoms).execute()
      if (rows.length > 0)
        yield rows.map((row) => ({ kind: row.kind, value: clearValue(handles, workspaceId, row), personal: row.sealed !== null }))
    }
}

interface Part {
  readonly part: string
  readonly table: string
  /** The columns that hold the person's atoms. */
  readonly atoms: readonly ('atom' | 'a' | 'b')[]
  readonly key: readonly string[]
  /** What else is selected. */
  readonly also?: RawBuilder<unknown>
}

function tagName(table: string): RawBuilder<unknown> {
  const row = (column: string) => sql.ref(`${table}.${column}`)
  return sql`, (select name from identity_tags tag where tag.workspace_id = ${row('workspace_id')} and tag.id = ${row('tag_id')}) as tag`
}

const parts: readonly Part[] = [
  { part: 'identifiers', table: 'identity_identifiers', atoms: ['atom'], key: ['kind', 'key'] },
  { part: 'unboundIdentifiers', table: 'identity_unbound', atoms: ['atom'], key: ['id'] },
  { part: 'traits', table: 'identity_traits', atoms: ['atom'], key: ['atom', 'name'] },
  { part: 'traitHistory', table: 'identity_trait_history', atoms: ['atom'], key: ['atom', 'name', 'place'] },
  { part: 'tags', table: 'identity_tag_marks', atoms: ['atom'], key: ['tag_id', 'value', 'atom'], also: tagName('identity_tag_marks') },
  {
    part: 'tagHistory',
    table: 'identity_tag_history',
    atoms: ['atom'],
    key: ['atom', 'tag_id', 'value', 'place'],
    also: tagName('identity_tag_history'),
  },
  { part: 'merges', table: 'identity_merges', atoms: ['a', 'b'], key: ['id'] },
  { part: 'keptApart', table: 'identity_apart', atoms: ['a', 'b'], key: ['id'] },
  { part: 'identityConflicts', table: 'identity_conflicts', atoms: ['a', 'b'], key: ['id'] },
  { part: 'notMerged', table: 'identity_encounters', atoms: ['a', 'b'], key: ['b', 'a'] },
  { part: 'duplicates', table: 'identity_duplicates', atoms: ['a', 'b'], key: ['id'] },
]

export async function* exportIdentity(handles: ExportHandles, input: Asked): AsyncGenerator<ExportedRows> {
  for (const part of parts) {
    yield { part: part.part, rows: [] }
    for await (const rows of rowsOf(handles, { ...input, part })) yield { part: part.part, rows }
  }
}

async function* rowsOf(handles: ExportHandles, input: Asked & { part: Part }): AsyncGenerator<Row[]> {
  const { workspaceId, part } = input
  const everyAtom = new Set(input.atoms)
  for (const atoms of atomPages(input)) {
    const page = new Set(atoms)
    // A row between two of the person's atoms comes with the page of its first one only.
    const isNew = ({ a }: Row) => part.atoms.length === 1 || page.has(Number(a)) || !everyAtom.has(Number(a))
    for (let last: Row | undefined; ; ) {
      const rows: Row[] = await readRows(handles, { workspaceId, part, atoms, last })
      const fresh = rows.filter(isNew)
      if (fresh.length > 0) yield fresh.map((row) => shown(handles, workspaceId, row))
      last = rows.at(-1)
      if (rows.length < ROWS_PER_PAGE) break
    }
  }
}

async function readRows(
  handles: ExportHandles,
  { workspaceId, part, atoms, last }: { workspaceId: number; part: Part; atoms: readonly number[]; last: Row | undefined },
): Promise<Row[]> {
  const key = sql.join(part.key.map((column) => sql.ref(column)))
  const own = sql.join(
    part.atoms.map((column) => sql`${sql.ref(column)} = any(${atoms}::bigint[])`),
    sql` or `,
  )
  const after = last === undefined ? sql`true` : sql`(${key}) > (${sql.join(part.key.map((column) => sql`${last[column]}`))})`
  const { rows } = await sql<Row>`
    select *${part.also ?? sql``} from ${sql.table(part.table)} where workspace_id = ${workspaceId} and (${own}) and ${after}
    order by ${key} limit ${ROWS_PER_PAGE}`.execute(handles.db)
  return rows
}

/** Names as the API writes them; sealed values opened. */
function shown(handles: ExportHandles, workspaceId: number, { workspace_id: _, ...row }: Row): Row {
  const named = Object.fromEntries(Object.entries(row).map(([name, value]) => [camelCase(name), value]))
  if (!('key' in row && 'sealed' in row)) return named
  const { key: _key, sealed: _sealed, ...others } = named
  return { ...others, value: clearValue(handles, workspaceId, row as unknown as StoredIdentifier) }
}

function clearValue({ secret }: Pick<Handles, 'secret'>, workspaceId: number, { kind, key, sealed }: StoredIdentifier): string {
  return shownValue(secret, { workspaceId, unmasked: true, kind, key, sealed })
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function* atomPages({ atoms, signal }: Asked): Generator<number[]> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_PAGE) {
    signal.throwIfAborted()
    yield atoms.slice(start, start + ATOMS_PER_PAGE)
  }
}
