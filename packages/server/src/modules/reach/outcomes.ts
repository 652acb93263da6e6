/** What became of what was handed over: the channel tells, deliveries follow. */
import { z } from 'zod'
import { bigints, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type News, on, type Reaction } from '../../platform/outbox/index.ts'
import { MASS_OUTCOMES } from '../channels/index.ts'
import { endBroadcasts } from './hand-over.ts'
import { UNTOUCHED_STATES } from './states.ts'
import { giveBackTouches } from './touches.ts'

const Told = z.object({ taskIds: z.array(z.coerce.number().int().positive()) })

export const reachReactions: readonly Reaction[] = [on(MASS_OUTCOMES, 'reach.copy_outcomes', copyOutcomes)]

/** Every recipient of the tasks; those that stand as they stood are left alone. */
async function copyOutcomes({ clocks }: Handles, tx: Tx, { workspaceId, payload }: News): Promise<void> {
  const { taskIds } = Told.parse(payload)
  const now = new Date(clocks.business.now())
  const { rows } = await sql<{ id: number; broadcast_id: number; state: string }>`
    update reach_deliveries own set state = told.state, reason = coalesce(told.reason, ''), changed_at = ${now},
      sent_at = case when told.state = 'sent' then told.changed_at end
    from pub_channels_wecom_mass_recipients told join pub_channels_wecom_mass_tasks task
      on task.workspace_id = told.workspace_id and task.id = told.task_id
    where told.workspace_id = ${workspaceId} and told.task_id = any(${bigints(taskIds)}) and task.key like 'broadcast:%'
      and own.workspace_id = ${workspaceId} and own.id = case when told.ref ~ '^[0-9]{1,15}$' then told.ref::bigint end
      and own.handed_at is not null and own.state <> told.state
    returning own.id, own.broadcast_id, own.state`.execute(tx)
  const untouched = rows.filter(({ state }) => (UNTOUCHED_STATES as readonly string[]).includes(state))
  if (untouched.length > 0) await giveBackTouches(tx, { workspaceId, deliveries: untouched.map(({ id }) => id) })
  await endBroadcasts(tx, { workspaceId, ids: [...new Set(rows.map(({ broadcast_id }) => broadcast_id))], now })
}
