/** What becomes of a task that waits for its member: asked again and again until everything is known, cancelled when its time is over. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import { WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { cancelMassSend, fetchMemberTasks, fetchSendResults, MASS_ERRCODE, type MemberTask, type SendResult } from './calls.ts'
import type { MassSendWork } from './hand-over.ts'
import { moveRecipients, noteSent, tellOutcomes } from './outcomes.ts'
import { type ClaimedTask, endTask, putBack, type QueueHandles, retryAt } from './queue.ts'
import type { RecipientState } from './states.ts'

/** A task is asked about the more seldom the older it is: after an eighth of its age, within these. */
const SHARE_OF_AGE = 1 / 8
const MIN_PAUSE_MS = 10_000
const MAX_PAUSE_MS = 15 * 60_000
/** So long after its end nothing more is to be learnt. */
const GIVE_UP_AFTER_MS = 7 * 86_400_000

/** What a process does with a task that is `waiting`. */
export async function followTask(handles: QueueHandles, work: MassSendWork): Promise<void> {
  const { task } = work
  const now = handles.clocks.business.now()
  try {
    await noteLearnt(handles, { task, learnt: await learn(handles, work) })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const { errcode, message: reason, retryAfterMs } = error
    if (now > task.endsAt.getTime() + GIVE_UP_AFTER_MS) {
      await inTransaction(handles.db, (tx) => endTask(handles, tx, { task, left: 'unknown', reason }))
      return
    }
    const isOnItsWay = errcode === MASS_ERRCODE.notDispatched
    const lookAt = isOnItsWay ? now + MIN_PAUSE_MS : retryAt(handles, { tries: task.tries, atLeastMs: retryAfterMs })
    await putBack(handles, {
      task,
      state: 'waiting',
      lookAt,
      tries: isOnItsWay ? 0 : task.tries + 1,
      reason: isOnItsWay ? undefined : reason,
    })
  }
}

interface Learnt {
  readonly member: MemberTask | undefined
  readonly results: readonly SendResult[]
  /** From here on nobody can tap: whoever has no end yet has this one. */
  readonly closed: RecipientState | undefined
}

async function learn(handles: QueueHandles, { wecom, task, signal }: MassSendWork): Promise<Learnt> {
  const corp = await findCorp(handles.db, task)
  const { msgid } = task
  if (corp?.workspaceId !== task.workspaceId || msgid === null)
    throw new WecomFailure({ kind: 'permanent', api: 'mass send', words: 'the corp is not connected' })
  const asked = { corp, msgid, signal }
  const isOver = task.endsAt.getTime() <= handles.clocks.business.now()
  const closed = task.cancelAsked ? 'cancelled' : isOver ? 'expired' : undefined
  // First: what is tapped until then is in the answers below.
  if (closed) await cancelMassSend(wecom, asked)
  const members = await fetchMemberTasks(wecom, asked)
  const member = members.find(({ userId }) => userId === task.userId)
  const results = member?.tapped ? await fetchSendResults(wecom, { ...asked, userId: task.userId }) : []
  return { member, results, closed }
}

function noteLearnt(handles: QueueHandles, { task, learnt }: { task: ClaimedTask; learnt: Learnt }): Promise<void> {
  const { member, results, closed } = learnt
  const now = handles.clocks.business.now()
  const tappedAt = member?.tapped ? (member.tappedAt ?? now) : undefined
  return inTransaction(handles.db, async (tx) => {
    const sent = results.flatMap(({ state, externalUserId, sentAt }) =>
      state === 'sent' ? [{ externalUserId, at: sentAt ?? tappedAt ?? now }] : [],
    )
    let changed = await noteSent(tx, { task, sent })
    for (const to of ['not_friend', 'no_slot'] as const) {
      const externalUserIds = results.filter(({ state }) => state === to).map(({ externalUserId }) => externalUserId)
      changed += await moveRecipients(handles, tx, { task, from: ['unconfirmed'], to, externalUserIds })
    }
    await sql`update channels_wecom_mass_tasks set tapped_at = coalesce(tapped_at, ${tappedAt === undefined ? null : new Date(tappedAt)}),
        tries = 0, leased_until = null, reason = case when cancel_asked then reason end,
        look_at = case when cancel_asked then ${new Date(now)}::timestamptz else ${new Date(nextLookAt(task, now))}::timestamptz end
      where workspace_id = ${task.workspaceId} and id = ${task.id} and state = 'waiting'`.execute(tx)
    const { rows } = await sql`select 1 from channels_wecom_mass_recipients
      where workspace_id = ${task.workspaceId} and task_id = ${task.id} and state = 'unconfirmed' limit 1`.execute(tx)
    if (closed || rows.length === 0) await endTask(handles, tx, { task, left: closed ?? 'expired' })
    else if (changed > 0) await tellOutcomes(handles, tx, { workspaceId: task.workspaceId, taskIds: [task.id] })
  })
}

/** Before its end, so that it is cancelled in time. */
function nextLookAt({ handedAt, endsAt }: ClaimedTask, now: number): number {
  const pauseMs = Math.min(Math.max((now - handedAt.getTime()) * SHARE_OF_AGE, MIN_PAUSE_MS), MAX_PAUSE_MS)
  return Math.max(Math.min(now + pauseMs, endsAt.getTime()), now + 1)
}
