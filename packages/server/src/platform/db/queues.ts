/**
 * Queues as tables: numbered entries, each with a list of what is to be looked at, written in the transaction of what happened. Whoever works
 * through one takes entries in their order, and drops them by their ids only when the work is done.
 */
import type { RawBuilder } from 'kysely'
import { bigints, type Queryable, sql } from './index.ts'
import type { Tables } from './tables.ts'

/**
 * Of `entries`, a query with the columns `id` and `size`: the first, and those that together with all before them come to `most` or less, in
 * their order. A single entry may be larger than that.
 */
export function firstEntries(entries: RawBuilder<unknown>, { most }: { most: number }): RawBuilder<unknown> {
  return sql`select * from (
    select *, row_number() over (order by id) as place, sum(size) over (order by id) as total from (${entries}) as entries
  ) as counted where place = 1 or total <= ${most} order by id`
}

/** Number of the last entry; 0 when there is none. */
export async function newestEntry(db: Queryable, queue: keyof Tables): Promise<number> {
  const { rows } = await sql<{ newest: number | null }>`select max(id) as newest from ${sql.table(queue)}`.execute(db)
  return rows[0]?.newest ?? 0
}

/** Of these entries those that nobody has dropped. */
export async function waitingEntries(db: Queryable, queue: keyof Tables, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(queue)} where id = any(${bigints(ids)})`.execute(db)
  return rows.map(({ id }) => id)
}

/** Answers those that nobody else had dropped. */
export async function dropEntries(db: Queryable, queue: keyof Tables, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`delete from ${sql.table(queue)} where id = any(${bigints(ids)}) returning id`.execute(db)
  return rows.map(({ id }) => id)
}
