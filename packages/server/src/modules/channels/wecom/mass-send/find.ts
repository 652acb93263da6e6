/** Whether a task was handed over whose answer did not arrive: the platform's own list is asked, nothing is said again. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { fetchMemberTasks, fetchSendResults, type ListedMassSend, listMassSends, MASS_ERRCODE } from './calls.ts'
import { type MassSendWork, noteHandedOver } from './hand-over.ts'
import { type ClaimedTask, endTask, putBack, type QueueHandles, retryAt } from './queue.ts'
import { saysTheSame } from './same.ts'

/** Looked for so often, over an hour or so; what was not there by then cannot be told. */
const MAX_LOOKS = 6
/** The platform's clock is not ours. */
const SKEW_MS = 10 * 60_000

/** What a process does with a task that is `looking`. */
export async function findHandedOver(handles: QueueHandles, { wecom, task, signal }: MassSendWork): Promise<void> {
  const corp = await findCorp(handles.db, task)
  const tries = task.tries + 1
  let found: Found | undefined
  let reason = 'the platform does not list it'
  try {
    if (corp?.workspaceId === task.workspaceId) found = await findTwin(handles, { wecom, corp, task, signal })
    else reason = 'the corp is not connected'
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    reason = error.message
  }
  if (found) return noteHandedOver(handles, { task, made: found })
  if (tries < MAX_LOOKS) {
    await putBack(handles, { task, state: 'looking', lookAt: retryAt(handles, { tries: task.tries }), tries, reason })
    return
  }
  await inTransaction(handles.db, (tx) => endTask(handles, tx, { task, left: 'unknown', reason }))
}

interface Found {
  readonly msgid: string
  readonly failed: readonly string[]
}

interface Searched extends MassSendWork {
  readonly corp: Corp
}

/** A mass send that says the same, is none of our others, and is for this member and for nobody whom the task does not name. */
async function findTwin(handles: QueueHandles, input: Searched): Promise<Found | undefined> {
  const { wecom, corp, task, signal } = input
  const named = await namedBy(handles, task)
  const span = { from: task.handedAt.getTime() - SKEW_MS, to: handles.clocks.business.now() + SKEW_MS }
  for await (const page of listMassSends(wecom, { corp, signal, ...span })) {
    const alike = page.filter((send) => saysTheSame(task.content, send))
    for (const { msgid } of await notOurs(handles, { task, sends: alike })) {
      const got = await recipientsOf(wecom, { corp, msgid, task, signal })
      if (got.length > 0 && got.every((id) => named.has(id))) return { msgid, failed: [...named.difference(new Set(got))] }
    }
  }
  return undefined
}

async function namedBy({ db }: QueueHandles, { workspaceId, id }: ClaimedTask): Promise<Set<string>> {
  const { rows } = await sql<{ external_user_id: string }>`select external_user_id from channels_wecom_mass_recipients
    where workspace_id = ${workspaceId} and task_id = ${id}`.execute(db)
  return new Set(rows.map((row) => row.external_user_id))
}

async function notOurs(
  { db }: QueueHandles,
  { task, sends }: { task: ClaimedTask; sends: readonly ListedMassSend[] },
): Promise<ListedMassSend[]> {
  if (sends.length === 0) return []
  const { rows } = await sql<{ msgid: string }>`select msgid from channels_wecom_mass_tasks
    where workspace_id = ${task.workspaceId} and corp_id = ${task.corpId} and msgid = any(${sends.map(({ msgid }) => msgid)}::text[])`.execute(
    db,
  )
  const known = new Set(rows.map((row) => row.msgid))
  return sends.filter(({ msgid }) => !known.has(msgid))
}

/** Whom the mass send is for, as far as the member of the task is to send it alone; nobody while it is on its way. */
async function recipientsOf(
  wecom: Wecom,
  { corp, msgid, task, signal }: { corp: Corp; msgid: string; task: ClaimedTask; signal?: AbortSignal | undefined },
): Promise<string[]> {
  try {
    const members = await fetchMemberTasks(wecom, { corp, msgid, signal })
    if (members.length !== 1 || members[0]?.userId !== task.userId) return []
    const results = await fetchSendResults(wecom, { corp, msgid, userId: task.userId, signal })
    return results.map(({ externalUserId }) => externalUserId)
  } catch (error) {
    if (error instanceof WecomFailure && error.errcode === MASS_ERRCODE.notDispatched) return []
    throw error
  }
}
