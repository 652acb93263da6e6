/** Handing a task over to the platform, once: what is not answered is looked for, never said again. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { MASS_ERRCODE, type MadeMassSend, makeMassSend } from './calls.ts'
import { contentForPlatform, forgetMediaOf } from './content-media.ts'
import { moveRecipients, tellOutcomes } from './outcomes.ts'
import { type ClaimedTask, endTask, putBack, type QueueHandles, retryAt } from './queue.ts'

/** WW:93338: the tasks take a moment to the members; until then asking is 41063. */
const FIRST_LOOK_MS = 5_000
/** The administrator can mend these: the task waits as long as it may. */
const MENDABLE: readonly number[] = [ERRCODE.badSecret, ERRCODE.noPermission, ERRCODE.untrustedIp]

export interface MassSendWork {
  readonly wecom: Wecom
  readonly task: ClaimedTask
  readonly signal?: AbortSignal | undefined
}

/** What a process does with a task that is `sending`. */
export async function handOver(handles: QueueHandles, { wecom, task, signal }: MassSendWork): Promise<void> {
  const end = (left: Parameters<typeof endTask>[2]['left'], reason?: string) =>
    inTransaction(handles.db, (tx) => endTask(handles, tx, { task, left, reason }))
  const now = handles.clocks.business.now()
  if (task.cancelAsked) return end('cancelled')
  if (task.endsAt.getTime() <= now) return end('expired')
  const corp = await findCorp(handles.db, task)
  if (corp?.workspaceId !== task.workspaceId) return end('failed', 'the corp is not connected')
  if (signal?.aborted) return putBack(handles, { task, state: 'planned', lookAt: now, tries: task.tries, reason: undefined })
  try {
    const content = await contentForPlatform(handles, { wecom, corp, task })
    if (content === 'cancelled') return end('cancelled')
    // Ended or taken over while its media was on the way.
    if (!content) return
    const externalUserIds = await pendingOf(handles, task)
    // Everybody was erased.
    if (externalUserIds.length === 0) return end('cancelled')
    // Without the signal: a call that is broken off may have arrived, and then nobody knows.
    const made = await makeMassSend(wecom, { corp, userId: task.userId, externalUserIds, content })
    await noteHandedOver(handles, { task, made })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const { kind, errcode, message: reason, retryAfterMs } = error
    if (errcode === MASS_ERRCODE.mediaGone && task.tries === 0 && (await forgetMediaOf(handles, { corp, content: task.content })))
      return putBack(handles, { task, state: 'planned', lookAt: now, tries: 1, reason })
    if (errcode === MASS_ERRCODE.nobodySendable) return end('not_friend')
    if (kind === 'unknown') {
      await putBack(handles, { task, state: 'looking', lookAt: now + FIRST_LOOK_MS, tries: 0, reason })
    } else if (kind === 'retry' || MENDABLE.includes(errcode)) {
      const lookAt = Math.min(retryAt(handles, { tries: task.tries, atLeastMs: retryAfterMs }), task.endsAt.getTime())
      await putBack(handles, { task, state: 'planned', lookAt, tries: task.tries + 1, reason })
    } else await end('failed', reason)
  }
}

async function pendingOf({ db }: QueueHandles, { workspaceId, id }: ClaimedTask): Promise<string[]> {
  const { rows } = await sql<{ external_user_id: string }>`select external_user_id from channels_wecom_mass_recipients
    where workspace_id = ${workspaceId} and task_id = ${id} and state = 'pending' order by external_user_id`.execute(db)
  return rows.map((row) => row.external_user_id)
}

/** The platform has it: from now on it waits for the member. */
export function noteHandedOver(handles: QueueHandles, { task, made }: { task: ClaimedTask; made: MadeMassSend }): Promise<void> {
  return inTransaction(handles.db, async (tx) => {
    const now = handles.clocks.business.now()
    const { rows } = await sql`
      update channels_wecom_mass_tasks set state = 'waiting', msgid = ${made.msgid}, tries = 0, leased_until = null,
        reason = case when cancel_asked then reason end,
        look_at = case when cancel_asked then ${new Date(now)}::timestamptz else ${new Date(now + FIRST_LOOK_MS)}::timestamptz end
      where workspace_id = ${task.workspaceId} and id = ${task.id} and state in ('sending', 'looking') returning id`.execute(tx)
    if (rows.length === 0) return
    await moveRecipients(handles, tx, { task, from: ['pending'], to: 'not_friend', externalUserIds: made.failed })
    await moveRecipients(handles, tx, { task, from: ['pending'], to: 'unconfirmed' })
    await tellOutcomes(handles, tx, { workspaceId: task.workspaceId, taskIds: [task.id] })
  })
}
