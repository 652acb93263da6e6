/** How a person came to be: everything that was done about its identity, newest first. */
import { type RawBuilder, sql } from 'kysely'
import type { Handles } from '../../../platform/handles.ts'

export interface HistoryRow {
  readonly at: Date
  readonly what: 'merged' | 'linked' | 'unmerged' | 'unbound' | 'kept_apart' | 'lifted' | 'conflict' | 'conflict_decided' | 'not_merged'
  readonly id: string
  readonly by: string
  readonly cause: string
  readonly a: number
  /** The same as `a` where only one identifier was concerned. */
  readonly b: number
}

/** Steps that one answer shows. */
const MAX_STEPS = 200

/** The newest steps of a person, given by the atom that stands for it. */
export async function readHistory(
  { db }: Pick<Handles, 'db'>,
  { workspaceId, person }: { workspaceId: number; person: number },
): Promise<{ items: HistoryRow[]; more: boolean }> {
  const { rows } = await sql<HistoryRow>`
    with own (atom) as (
      select ${person}::bigint union select atom from identity_members where workspace_id = ${workspaceId} and person = ${person}
    ), merges as (
      ${touching(workspaceId, 'identity_merges')}
    ), rules as (
      ${touching(workspaceId, 'identity_apart')}
    ), conflicts as (
      ${touching(workspaceId, 'identity_conflicts')}
    )
    select at, what, id::text, by, cause, a, b from (
      select at, kind as what, id, made_by as by, cause, a, b from merges
      union all select undone_at, 'unmerged', id, undone_by, cause, a, b from merges where undone_at is not null
      union all select at, 'kept_apart', id, made_by, cause, a, b from rules
      union all select lifted_at, 'lifted', id, lifted_by, cause, a, b from rules where lifted_at is not null
      union all select at, 'conflict', id, made_by, kind, a, b from conflicts
      union all select decided_at, 'conflict_decided', id, decided_by, state, a, b from conflicts where decided_at is not null
      union all select unbound_at, 'unbound', id, unbound_by, cause, unbound.atom, unbound.atom
        from own join identity_unbound unbound on unbound.workspace_id = ${workspaceId} and unbound.atom = own.atom
      union all select at, 'not_merged', 0, '', reason, a, b
        from own join identity_encounters met on met.workspace_id = ${workspaceId} and met.b = own.atom
      union all select at, 'not_merged', 0, '', reason, a, b
        from own join identity_encounters met on met.workspace_id = ${workspaceId} and met.a = own.atom
    ) as steps
    order by at desc, id desc limit ${MAX_STEPS + 1}`.execute(db)
  return { items: rows.slice(0, MAX_STEPS), more: rows.length > MAX_STEPS }
}

/** Rows about pairs of atoms of which at least one is the person's. */
function touching(workspaceId: number, table: 'identity_merges' | 'identity_apart' | 'identity_conflicts'): RawBuilder<unknown> {
  const touched = (side: 'a' | 'b') =>
    sql`select row.* from own join ${sql.table(table)} row on row.workspace_id = ${workspaceId} and row.${sql.ref(side)} = own.atom`
  return sql`${touched('a')} union ${touched('b')}`
}
