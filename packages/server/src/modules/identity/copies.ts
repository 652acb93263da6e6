/**
 * What changed of people that the event store keeps a copy of: queued in the transaction of the change, read as it is when it is published.
 * Whoever keeps the copies takes entries, reads, writes and only then drops them.
 */
import { bigints, type Db, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { firstEntries } from '../../platform/db/queues.ts'
import type {} from './tables.ts'
import { type TraitStateRow, trustOf } from './trait-fold.ts'

export type CopiedOfPeople = 'identifiers' | 'traits' | 'tags'

export interface QueuedCopies {
  readonly workspaceId: number
  readonly what: CopiedOfPeople
  readonly atoms: readonly number[]
  /** The one tag that changed; absent: all marks of the atoms are copied again, which is more to do. */
  readonly tag?: { readonly id: number; readonly value: string }
}

/** Atoms in one entry; few enough to be read at once with all their traits. */
const MAX_ATOMS_PER_ENTRY = 5_000

/** The copies of these atoms are to follow; within the transaction of the change. One statement however many they are. */
export async function queueCopies(tx: Tx, input: QueuedCopies): Promise<void> {
  const { workspaceId, what, atoms, tag } = input
  if (atoms.length === 0) return
  await sql`insert into identity_copies (workspace_id, what, atoms, tag_id, tag_value)
    select ${workspaceId}, ${what}, array_agg(atom), ${tag?.id ?? null}::bigint, ${tag?.value ?? null}::text
    from unnest(${bigints(atoms)}) with ordinality as changed (atom, place) group by (place - 1) / ${MAX_ATOMS_PER_ENTRY}`.execute(tx)
}

export interface CopyEntry {
  readonly id: number
  readonly workspaceId: number
  readonly atoms: readonly number[]
  /** The only traits that changed; null: any, or something else did. */
  readonly names: readonly string[] | null
}

/** Entries looked at for one answer. */
const MAX_ENTRIES = 2_000

/** Entries in their order after `after` and up to `upTo`: the first and those that together have at most so many atoms with it. */
export async function takeCopies(
  db: Db,
  input: { what: CopiedOfPeople; after: number; upTo: number; atoms: number },
): Promise<CopyEntry[]> {
  const { rows } = await sql<CopyEntry>`
    select id, workspace_id as "workspaceId", atoms, names from (${firstEntries(
      sql`select id, workspace_id, atoms, names, cardinality(atoms) as size from identity_copies
        where what = ${input.what} and id > ${input.after}::bigint and id <= ${input.upTo}::bigint order by id limit ${MAX_ENTRIES}`,
      { most: input.atoms },
    )}) as taken order by id`.execute(db)
  // Whole numbers within an array arrive as text.
  return rows.map((row) => ({ ...row, atoms: row.atoms.map(Number) }))
}

export interface IdentifierCopy {
  readonly workspaceId: number
  readonly atom: number
  /** Empty for somebody whose identifiers were all taken away: that somebody is there. */
  readonly kind: string
  readonly present: boolean
}

/** Identifiers of the atoms of these entries as they are now. Of atoms that were erased nothing is in the answer. */
export async function readIdentifierCopies(db: Queryable, ids: readonly number[]): Promise<IdentifierCopy[]> {
  const { rows } = await sql<IdentifierCopy>`
    select asked.workspace_id as "workspaceId", asked.atom, found.kind, found.present
    from (${askedAtoms(ids)}) as asked, lateral (
      select kind, true as present from identity_identifiers known
        where known.workspace_id = asked.workspace_id and known.atom = asked.atom
      union all
      select taken.kind, taken.present from identity_unbound known, lateral (values (known.kind, false), ('', true)) as taken (kind, present)
        where known.workspace_id = asked.workspace_id and known.atom = asked.atom
      offset 0) as found`.execute(db)
  return rows
}

export interface TraitCopy {
  readonly workspaceId: number
  readonly atom: number
  /** Empty: when all traits were deleted. */
  readonly name: string
  /** Undefined: unset. */
  readonly value: unknown
  /** Milliseconds. */
  readonly changedAt: number
  /** More is greater. */
  readonly trust: number
}

/** The traits that these entries name, as they are now; one that several entries name may be there several times. */
export async function readTraitCopies(db: Queryable, ids: readonly number[]): Promise<TraitCopy[]> {
  const { rows } = await sql<TraitStateRow & { workspace_id: number }>`
    select found.* from (
      select distinct workspace_id, unnest(atoms) as atom, names from identity_copies where id = any(${bigints(ids)})) as asked, lateral (
      select workspace_id, atom, name, value, value is not null as set, changed_at, source, made_by from identity_traits known
      where known.workspace_id = asked.workspace_id and known.atom = asked.atom and (asked.names is null or known.name = any(asked.names))
      offset 0) as found`.execute(db)
  return rows.map(({ workspace_id, atom, name, value, set, changed_at, source }) => ({
    workspaceId: workspace_id,
    atom,
    name,
    value: set ? value : undefined,
    changedAt: changed_at.getTime(),
    trust: trustOf(source),
  }))
}

export interface TagCopy {
  readonly workspaceId: number
  readonly tag: number
  readonly value: string
  readonly atom: number
  readonly has: boolean
  readonly score: number
  /** When it came, or went. Milliseconds. */
  readonly since: number
}

/** The marks on the atoms of these entries, also those taken off, as they are now; one that several entries name may be there several times. */
export async function readTagCopies(db: Queryable, ids: readonly number[]): Promise<TagCopy[]> {
  const { rows } = await sql<TagCopy>`
    with asked as (
      select distinct workspace_id, tag_id, tag_value, unnest(atoms) as atom from identity_copies where id = any(${bigints(ids)})
    ), marks as (
      select found.* from asked, lateral (select * from identity_tag_marks known
        where known.workspace_id = asked.workspace_id and known.tag_id = asked.tag_id and known.value = asked.tag_value
          and known.atom = asked.atom offset 0) as found
        where asked.tag_id is not null
      union all
      select found.* from asked, lateral (select * from identity_tag_marks known
        where known.workspace_id = asked.workspace_id and known.atom = asked.atom offset 0) as found
        where asked.tag_id is null
    )
    select workspace_id as "workspaceId", tag_id as tag, value, atom, has, score, (extract(epoch from since) * 1000)::bigint as since
      from marks`.execute(db)
  return rows
}

function askedAtoms(ids: readonly number[]) {
  return sql`select distinct workspace_id, unnest(atoms) as atom from identity_copies where id = any(${bigints(ids)})`
}
