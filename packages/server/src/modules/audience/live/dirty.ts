/**
 * People of whom something changed, waiting to be evaluated. Rows are only added and taken away whole: what changes while a row is being
 * evaluated is a row of its own. Whoever marks has made the change visible to the event store before.
 */
import { bigints, type Db, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { firstEntries } from '../../../platform/db/queues.ts'
import { type MovedAtoms, takeMovedAtoms } from '../../events/index.ts'
import type { DirtyWhat } from './tables.ts'

export interface Change {
  readonly workspaceId: number
  readonly what: DirtyWhat
  /** Of events: their name; of orders: the number; of traits and tags: the trait or tag where it is one. Absent: any. */
  readonly name?: string | undefined
  /** Of orders none. */
  readonly atoms: readonly number[]
}

export interface DirtyRow {
  readonly id: number
  readonly what: DirtyWhat
  readonly name: string
  readonly atoms: readonly number[]
}

/** So that a turn ends soon; a single row has at most a quarter of it. */
const MAX_ATOMS_PER_TURN = 20_000
const MAX_ATOMS_PER_ROW = 5_000
const MAX_ROWS_PER_TURN = 2_000
const MAX_MOVES_PER_TURN = 100_000

/** Nothing is written for a workspace without live audiences: one that comes later looks at everybody. */
export async function markDirty(db: Queryable, change: Change): Promise<void> {
  await markAll(db, [change])
}

/** The same for several changes at once. */
export async function markAll(db: Queryable, changes: readonly Change[]): Promise<void> {
  const rows = changes.flatMap(({ atoms, ...change }) =>
    (change.what === 'orders' ? [[]] : pieces(atoms)).map((some: readonly number[]) => ({ ...change, some })),
  )
  if (rows.length === 0) return
  await sql`insert into audience_dirty (workspace_id, what, name, atoms)
    select workspace_id, what, name, atoms::bigint[]
    from unnest(${rows.map((row) => row.workspaceId)}::int[], ${rows.map((row) => row.what)}::text[], ${rows.map((row) => row.name ?? '')}::text[],
      ${rows.map(({ some }) => `{${some.join(',')}}`)}::text[]) as changed (workspace_id, what, name, atoms)
    where exists (select 1 from audience_live live where live.workspace_id = changed.workspace_id and not live.is_dropped)`.execute(db)
}

/** Something that rules about everybody stand on was computed anew: tiers, a model. */
export async function markEverybody(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<void> {
  await sql`insert into audience_dirty (workspace_id, what, atoms)
    select ${workspaceId}, 'everybody', '{}' where exists (
      select 1 from audience_live where workspace_id = ${workspaceId} and not is_dropped)`.execute(db)
}

function pieces(atoms: readonly number[]): number[][] {
  const of: number[][] = []
  for (let start = 0; start < atoms.length; start += MAX_ATOMS_PER_ROW) of.push(atoms.slice(start, start + MAX_ATOMS_PER_ROW))
  return of
}

/** Atoms that the event store has been told of since they changed hands become people to look at. Answers which. */
export async function markMoved(tx: Tx): Promise<MovedAtoms[]> {
  const moved = await takeMovedAtoms(tx, { atoms: MAX_MOVES_PER_TURN })
  await markAll(
    tx,
    moved.map((one) => ({ ...one, what: 'people' as const })),
  )
  return moved
}

/** Rows in their order: the first and those that together have at most so many atoms with it. */
export async function nextDirty(db: Db, { workspaceId }: { workspaceId: number }): Promise<DirtyRow[]> {
  const { rows } = await sql<DirtyRow & { atoms: number[] }>`
    select id, what, name, atoms from (${firstEntries(
      sql`select *, cardinality(atoms) as size from audience_dirty where workspace_id = ${workspaceId} order by id limit ${MAX_ROWS_PER_TURN}`,
      { most: MAX_ATOMS_PER_TURN },
    )}) as next order by id`.execute(db)
  return rows.map((row) => ({ ...row, atoms: row.atoms.map(Number) }))
}

/** Whether so much was taken that there may be more. */
export function isFullTurn(rows: readonly DirtyRow[]): boolean {
  const atoms = rows.reduce((sum, row) => sum + row.atoms.length, 0)
  return rows.length >= MAX_ROWS_PER_TURN || atoms > MAX_ATOMS_PER_TURN - MAX_ATOMS_PER_ROW
}

export async function dropDirty(tx: Tx, rows: readonly DirtyRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`delete from audience_dirty where id = any(${bigints(rows.map(({ id }) => id))})`.execute(tx)
}
