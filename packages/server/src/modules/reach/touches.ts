/** How often people were touched, by day: counted when something is handed over, given back when it reaches nobody. */
import { bigints, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'

export async function countTouches(
  tx: Tx,
  { workspaceId, day, atoms }: { workspaceId: number; day: string; atoms: readonly number[] },
): Promise<void> {
  await sql`insert into reach_touches as known (workspace_id, atom, day, touches)
    select ${workspaceId}, given.atom, ${day}::date, count(*) from unnest(${bigints(atoms)}) as given (atom) group by given.atom
    on conflict (workspace_id, atom, day) do update set touches = known.touches + excluded.touches`.execute(tx)
}

/** Of these deliveries; each at most once. */
export async function giveBackTouches(
  tx: Tx,
  { workspaceId, deliveries }: { workspaceId: number; deliveries: readonly number[] },
): Promise<void> {
  await sql`
    with own as (
      select id, atom, touched_on from reach_deliveries
      where workspace_id = ${workspaceId} and id = any(${bigints(deliveries)}) and touched_on is not null for update
    ), back as (
      update reach_deliveries delivery set touched_on = null from own where delivery.workspace_id = ${workspaceId} and delivery.id = own.id
      returning own.atom, own.touched_on
    ), sums as (select atom, touched_on as day, count(*) as touches from back group by atom, touched_on)
    update reach_touches known set touches = greatest(0, known.touches - sums.touches) from sums
    where known.workspace_id = ${workspaceId} and known.atom = sums.atom and known.day = sums.day`.execute(tx)
}

/** Longer than any cap looks back. */
const KEPT_MS = 40 * 86_400_000

/** Takes away what no cap counts any more, of every workspace. */
export async function sweepTouches({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  const before = new Date(clocks.business.now() - KEPT_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
  await sql`delete from reach_touches where day < ${before}::date`.execute(db)
}
