/** How a trait changed. The statement that changes a trait writes it; here it is read, newest first. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { componentsOf } from './persons.ts'
import type {} from './tables.ts'

/** Changes kept for each trait of an atom; a new one takes the place of the oldest. */
export const HISTORY_KEPT = 100
/** A longer value is not kept in the history, only that it changed. */
export const MAX_HISTORY_VALUE_BYTES = 8_000

export interface TraitChangeRow {
  readonly atom: number
  readonly place: number
  readonly set: boolean
  readonly value: unknown
  readonly too_long: boolean
  readonly changed_at: Date
  readonly recorded_at: Date
  readonly source: string
  readonly made_by: string
}

/** Where a page ended: times of the change and of its recording, milliseconds, atom and place. */
export type HistoryKey = readonly [number, number, number, number]

export function historyKey({ changed_at, recorded_at, atom, place }: TraitChangeRow): HistoryKey {
  return [changed_at.getTime(), recorded_at.getTime(), atom, place]
}

/** Changes of one trait on all atoms of a person, given by the atom that stands for it; newest first, those after `after`. */
export async function readTraitHistory(
  db: Queryable,
  input: { workspaceId: number; person: number; name: string; after: HistoryKey | undefined; limit: number },
): Promise<TraitChangeRow[]> {
  const { workspaceId, person, name, after } = input
  const [changedMs, recordedMs, atom, place] = after ?? [0, 0, 0, 0]
  const { rows } = await sql<TraitChangeRow>`
    select change.atom, place, value is not null as set, value, too_long, changed_at, recorded_at, source, made_by
    from (${componentsOf({ workspaceId, persons: [person] })}) as components (person, atom), lateral (
      select * from identity_trait_history known
      where known.workspace_id = ${workspaceId} and known.atom = components.atom and known.name = ${name} offset 0) as change
    where ${after === undefined} or (changed_at, recorded_at, change.atom, place)
      < (${new Date(changedMs)}::timestamptz, ${new Date(recordedMs)}::timestamptz, ${atom}::bigint, ${place}::int)
    order by changed_at desc, recorded_at desc, change.atom desc, place desc limit ${input.limit}`.execute(db)
  return rows
}
