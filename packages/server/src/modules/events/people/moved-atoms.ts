/** The atoms that changed hands, once the event store has been told of them: for a module above that keeps something by person. */
import { type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { firstEntries } from '../../../platform/db/queues.ts'
import type {} from './tables.ts'

export interface MovedAtoms {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

const MAX_ENTRIES = 5_000

export async function hasMovedAtoms(db: Queryable): Promise<boolean> {
  const { rows } = await sql`select 1 from events_people_moved limit 1`.execute(db)
  return rows.length > 0
}

/** Takes the oldest entries, the first and those that together have at most so many atoms with it; they are gone when `tx` commits. */
export async function takeMovedAtoms(tx: Tx, { atoms }: { atoms: number }): Promise<MovedAtoms[]> {
  const { rows } = await sql<{ workspace_id: number; atoms: number[] }>`
    delete from events_people_moved where id in (
      select id from (${firstEntries(
        sql`select id, cardinality(atoms) as size from events_people_moved order by id limit ${MAX_ENTRIES} for update skip locked`,
        { most: atoms },
      )}) as next)
    returning workspace_id, atoms`.execute(tx)
  return rows.map((row) => ({ workspaceId: row.workspace_id, atoms: row.atoms.map(Number) }))
}
