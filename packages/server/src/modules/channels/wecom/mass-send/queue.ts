/** Tasks whose time has come, claimed by one process each, and how a claim ends. */
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { WecomContent } from './content.ts'
import { moveRecipients, type TaskOfOutcomes, tellOutcomes } from './outcomes.ts'
import type { RecipientState, TaskState } from './states.ts'
import type {} from './tables.ts'

/** Longer than a call with all its tries: whoever is still at it is not taken for dead. */
const LEASE_MS = 5 * 60_000
const FIRST_DELAY_MS = 30_000
const MAX_DELAY_MS = 60 * 60_000
const MAX_REASON_LENGTH = 300

export interface ClaimedTask extends TaskOfOutcomes {
  readonly content: WecomContent
  /** `sending`: it is ours to be handed over, the first time. */
  readonly state: TaskState
  readonly endsAt: Date
  readonly handedAt: Date
  readonly msgid: string | null
  readonly tries: number
  readonly cancelAsked: boolean
}

export type QueueHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'config'>

/**
 * Claims what is due. That a task is being handed over is committed before anything is said to the platform: if this process dies, the next
 * one finds it so and asks whether it was.
 */
export async function claimTasks({ db, clocks }: QueueHandles, { limit }: { limit: number }): Promise<ClaimedTask[]> {
  const now = new Date(clocks.business.now())
  const real = clocks.real.now()
  const { rows } = await sql<ClaimedTask>`
    update channels_wecom_mass_tasks set leased_until = ${new Date(real + LEASE_MS)},
      state = case state when 'planned' then 'sending' when 'sending' then 'looking' else state end,
      handed_at = case when state = 'planned' then ${now}::timestamptz else handed_at end
    where id in (
      select id from channels_wecom_mass_tasks
      where look_at <= ${now} and (leased_until is null or leased_until <= ${new Date(real)})
      order by look_at, id limit ${limit} for update skip locked)
    returning id, workspace_id as "workspaceId", key, corp_id as "corpId", user_id as "userId", content, state, ends_at as "endsAt",
      handed_at as "handedAt", msgid, tries, cancel_asked as "cancelAsked"`.execute(db)
  return rows
}

/** Whatever waits for a tap is due now. */
export async function wakeWaiting({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`update channels_wecom_mass_tasks set look_at = ${now} where state = 'waiting' and look_at > ${now} and leased_until is null`.execute(
    db,
  )
}

/** Ends the claim: the task is in this state and due again at `lookAt`; at once, if it is to be cancelled since. */
export async function putBack(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  input: { task: ClaimedTask; state: TaskState; lookAt: number; tries: number; reason: string | undefined },
): Promise<void> {
  const { task, state, tries, reason } = input
  const [now, lookAt] = [new Date(clocks.business.now()), new Date(input.lookAt)]
  await sql`update channels_wecom_mass_tasks set state = ${state}, tries = ${tries}, leased_until = null, reason = ${shortened(reason)},
      look_at = case when cancel_asked and not ${task.cancelAsked}::boolean then ${now}::timestamptz else ${lookAt}::timestamptz end
    where workspace_id = ${task.workspaceId} and id = ${task.id} and state = ${task.state}`.execute(db)
}

/** When to try again after so many tries in vain. */
export function retryAt(
  { clocks, ids }: Pick<QueueHandles, 'clocks' | 'ids'>,
  { tries, atLeastMs = 0 }: { tries: number; atLeastMs?: number },
) {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** tries, MAX_DELAY_MS) * (0.75 + ids.fraction() / 2)
  return clocks.business.now() + Math.max(delayMs, atLeastMs)
}

/** Ends a task with the caller's transaction: whoever of it has no end yet has this one. */
export async function endTask(
  handles: QueueHandles,
  tx: Tx,
  { task, left, reason }: { task: ClaimedTask; left: RecipientState; reason?: string | undefined },
): Promise<void> {
  const now = new Date(handles.clocks.business.now())
  const { rows } = await sql`update channels_wecom_mass_tasks set state = 'ended', ended_at = ${now}, look_at = null, leased_until = null,
      reason = coalesce(${shortened(reason)}::text, reason)
    where workspace_id = ${task.workspaceId} and id = ${task.id} and state = ${task.state} returning id`.execute(tx)
  if (rows.length === 0) return
  await moveRecipients(handles, tx, { task, from: ['pending', 'unconfirmed'], to: left, reason: shortened(reason) ?? undefined })
  await tellOutcomes(handles, tx, { workspaceId: task.workspaceId, taskIds: [task.id] })
}

function shortened(reason: string | undefined): string | null {
  return reason?.slice(0, MAX_REASON_LENGTH) ?? null
}
