/** Reminding a member that a mass send waits for their tap. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { localMinute } from '../../../../platform/time-zone.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { corpOfWorkspace } from '../connection/corps.ts'
import { MASS_ERRCODE, remindMassSend } from './calls.ts'
import type {} from './tables.ts'

/** WW:97610 */
const MAX_REMINDERS = 3
const REMINDERS_WITHIN_MS = 86_400_000

type RemindHandles = Pick<Handles, 'db' | 'clocks'>

interface OfTask {
  readonly workspaceId: number
  readonly key: string
}

/**
 * Asks the platform to remind the member of a task; not inside a transaction. Noted before it is said: a reminder of unknown outcome counts.
 * @throws channels.mass_task_unknown, channels.mass_task_not_waiting, channels.mass_task_not_there_yet, channels.reminded_enough,
 * channels.corp_unknown, channels.wecom_refused
 */
export async function remindMassTask(handles: RemindHandles, { wecom, ...of }: OfTask & { wecom: Wecom }): Promise<void> {
  const { db, clocks } = handles
  const at = new Date(clocks.business.now())
  const { rows } = await sql<{ corp_id: string; msgid: string }>`
    update channels_wecom_mass_tasks set reminded_at = reminded_at || ${at}::timestamptz
    where workspace_id = ${of.workspaceId} and key = ${of.key} and state = 'waiting' and not cancel_asked
      and (select count(*) from unnest(reminded_at) as one (at) where one.at > ${new Date(at.getTime() - REMINDERS_WITHIN_MS)}) < ${MAX_REMINDERS}
    returning corp_id, msgid`.execute(db)
  const [task] = rows
  if (!task) return refuse(handles, of)
  try {
    const corp = await corpOfWorkspace(db, { workspaceId: of.workspaceId, corpId: task.corp_id })
    await remindMassSend(wecom, { corp, msgid: task.msgid })
  } catch (error) {
    if (!(error instanceof WecomFailure && error.kind === 'unknown')) await forget(handles, { ...of, at })
    if (!(error instanceof WecomFailure)) throw error
    // Somebody else has reminded, too.
    if (error.errcode === MASS_ERRCODE.remindedEnough) return failEnough(handles, of, at.getTime() + REMINDERS_WITHIN_MS)
    if (error.errcode === MASS_ERRCODE.notDispatched) failChannels('channels.mass_task_not_there_yet', { key: of.key })
    failChannels('channels.wecom_refused', { reason: error.message })
  }
}

async function refuse(handles: RemindHandles, { workspaceId, key }: OfTask): Promise<never> {
  const { rows } = await sql<{ state: string; cancel_asked: boolean; reminded_at: Date[] }>`
    select state, cancel_asked, reminded_at from channels_wecom_mass_tasks where workspace_id = ${workspaceId} and key = ${key}`.execute(
    handles.db,
  )
  const [task] = rows
  if (!task) return failChannels('channels.mass_task_unknown', { key })
  const first = task.reminded_at.at(-MAX_REMINDERS)
  if (task.state !== 'waiting' || task.cancel_asked || !first) return failChannels('channels.mass_task_not_waiting', { key })
  return failEnough(handles, { workspaceId, key }, first.getTime() + REMINDERS_WITHIN_MS)
}

/** `at`: the moment for programs; `when`: the same on the workspace's clock. */
async function failEnough({ db }: RemindHandles, { workspaceId, key }: OfTask, at: number): Promise<never> {
  const workspace = await db.selectFrom('auth_workspaces').select('time_zone').where('id', '=', workspaceId).executeTakeFirst()
  const when = localMinute(at, workspace?.time_zone ?? 'UTC')
  return failChannels('channels.reminded_enough', { key, limit: MAX_REMINDERS, at: new Date(at).toISOString(), when })
}

async function forget({ db }: RemindHandles, { workspaceId, key, at }: OfTask & { at: Date }): Promise<void> {
  await sql`update channels_wecom_mass_tasks set reminded_at = array_remove(reminded_at, ${at}::timestamptz)
    where workspace_id = ${workspaceId} and key = ${key}`.execute(db)
}
