/** Stopping everything at once: what is approved or being sent ends, and nothing more is approved until somebody lifts it. */
import { bigints, inTransaction, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { cancelMassTasks } from '../channels/index.ts'
import { failReach } from './errors.ts'
import type {} from './tables.ts'

/** Any fixed number: these locks meet no others. */
const HALT_LOCK = 5_303
/** How the keys of all tasks of broadcasts begin. */
const ALL_TASK_KEYS = 'broadcast:'

export interface Halt {
  readonly at: Date
  readonly by: string
}

export async function readHalt(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<Halt | undefined> {
  const { rows } = await sql<Halt>`select halted_at as at, halted_by as by from reach_halts where workspace_id = ${workspaceId}`.execute(db)
  return rows[0]
}

/** What a halt would stop: broadcasts, and members of staff with a task of them that has not ended. */
export async function countHaltable(
  db: Queryable,
  { workspaceId }: { workspaceId: number },
): Promise<{ broadcasts: number; tasks: number }> {
  const { rows } = await sql<{ broadcasts: number; tasks: number }>`select
    (select count(*) from reach_broadcasts where workspace_id = ${workspaceId} and state in ('approved', 'sending')) as broadcasts,
    (select count(*) from pub_channels_wecom_mass_tasks
      where workspace_id = ${workspaceId} and starts_with(key, ${ALL_TASK_KEYS}) and state <> 'ended') as tasks`.execute(db)
  return rows[0] ?? { broadcasts: 0, tasks: 0 }
}

/**
 * For whoever is about to let something out, at the beginning of the transaction: a halt waits for it, or it for the halt.
 * @throws reach.halted
 */
export async function checkHalt(tx: Tx, { workspaceId }: { workspaceId: number }): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${HALT_LOCK}, ${workspaceId})`.execute(tx)
  const halt = await readHalt(tx, { workspaceId })
  if (halt) failReach('reach.halted', { by: halt.by })
}

/**
 * Nothing more is handed over, what nobody tapped is cancelled, and nothing can be approved. Answers what was stopped; halting again stops
 * nothing more, as nothing was approved since.
 */
export function haltAll(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  { workspaceId, by }: { workspaceId: number; by: string },
): Promise<{ broadcasts: number; tasks: number }> {
  return inTransaction(handles.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${HALT_LOCK}, ${workspaceId})`.execute(tx)
    const now = new Date(handles.clocks.business.now())
    await sql`insert into reach_halts (workspace_id, halted_at, halted_by) values (${workspaceId}, ${now}, ${by})
      on conflict (workspace_id) do nothing`.execute(tx)
    // First the broadcasts: a group that is being handed over holds its row, so its task is there afterwards.
    const { rows } = await sql<{ id: number }>`
      update reach_broadcasts set state = 'stopped', ended_at = ${now}, ended_by = ${by}
      where workspace_id = ${workspaceId} and state in ('approved', 'sending') returning id`.execute(tx)
    await sql`update reach_deliveries set state = 'cancelled', changed_at = ${now}
      where workspace_id = ${workspaceId} and broadcast_id = any(${bigints(rows.map(({ id }) => id))}) and state = 'pending'
        and handed_at is null`.execute(tx)
    const tasks = await cancelMassTasks(handles, tx, { workspaceId, keyPrefix: ALL_TASK_KEYS, reason: 'stopped' })
    return { broadcasts: rows.length, tasks }
  })
}

/** Broadcasts can be approved again; what was stopped stays so. */
export async function liftHalt({ db }: Pick<Handles, 'db'>, { workspaceId }: { workspaceId: number }): Promise<void> {
  await sql`delete from reach_halts where workspace_id = ${workspaceId}`.execute(db)
}
