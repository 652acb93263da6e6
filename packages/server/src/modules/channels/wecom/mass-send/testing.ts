/** For tests of mass sends: contacts of the local WeChat, tasks for them, and what people there received. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import type { ChannelWorld } from '../../testing.ts'
import { type MassRecipient, type PlannedTask, planMassTasks } from './plan.ts'
import { runMassSends } from './run.ts'
import type { RecipientState } from './states.ts'

/** Whom a member can send to, as the register has them. */
export async function contactsOf({ handles, workspace, corp }: ChannelWorld, { userId }: { userId: string }): Promise<MassRecipient[]> {
  const { rows } = await sql<{ id: string; atom: number }>`select external_user_id as id, atom from channels_wecom_relations
    where workspace_id = ${workspace.id} and corp_id = ${corp.corpId} and user_id = ${userId} and state = 'active' order by 1`.execute(
    handles.db,
  )
  return rows.map(({ id, atom }) => ({ externalUserId: id, atom, ref: id }))
}

export type TaskWish = Pick<PlannedTask, 'key' | 'userId' | 'recipients'> & Partial<PlannedTask> & { readonly text?: string }

/** Plans a text that is the key of the task, due now, unless it is said otherwise. */
export function planTask({ handles, workspace, corp }: ChannelWorld, { text, ...wish }: TaskWish): Promise<number> {
  const content = { text: text ?? wish.key, attachments: [] }
  const task = { corpId: corp.corpId, content, dueAt: handles.clocks.business.now(), ...wish }
  return inTransaction(handles.db, (tx) => planMassTasks(handles, tx, { workspaceId: workspace.id, tasks: [task] }))
}

export function run({ handles, wecom }: ChannelWorld): Promise<number> {
  return runMassSends(handles, { wecom })
}

/** States of the recipients of a task, by external userid. */
export async function statesOf({ handles, workspace }: ChannelWorld, key: string): Promise<Record<string, RecipientState>> {
  const { rows } = await sql<{ id: string; state: RecipientState }>`
    select recipient.external_user_id as id, recipient.state from channels_wecom_mass_recipients recipient
      join channels_wecom_mass_tasks task on task.workspace_id = recipient.workspace_id and task.id = recipient.task_id
    where task.workspace_id = ${workspace.id} and task.key = ${key} order by 1`.execute(handles.db)
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]))
}

export async function msgidOf({ handles, workspace }: ChannelWorld, key: string): Promise<string> {
  const { rows } = await sql<{ msgid: string | null }>`select msgid from channels_wecom_mass_tasks
    where workspace_id = ${workspace.id} and key = ${key}`.execute(handles.db)
  return rows[0]?.msgid ?? ''
}

/** External userids of those who received a text, each as often as they did, sorted. */
export function receiversOf({ sandbox, corp }: ChannelWorld, text: string): string[] {
  return sandbox.world.store
    .all<{ id: string }>(
      `select external_user_id as id from inbox join external_ids on inbox.person = 'customer:' || customer_id
       where corp_id = ? and channel = 'wecom' and json_extract(content, '$.text.content') = ?`,
      [corp.corpId, text],
    )
    .map(({ id }) => id)
    .sort()
}
