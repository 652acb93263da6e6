/** What others ask of mass sends: planning tasks, cancelling them, showing them. */
import { bigints, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import { WecomContent } from './content.ts'
import { tellOutcomes } from './outcomes.ts'
import type { RecipientState, TaskState } from './states.ts'
import type {} from './tables.ts'

/** WW:92135: customers of one mass send. */
export const MAX_RECIPIENTS = 10_000
/** A task that nobody taps is given up after so long when its caller says nothing; the platform tells no figure: ours. */
const ENDS_AFTER_MS = 30 * 86_400_000

export interface MassRecipient {
  readonly externalUserId: string
  readonly atom: number
  /** The caller's: what this stands for at theirs. */
  readonly ref: string
}

export interface PlannedTask {
  /** Unique in the workspace; of one that is known nothing is written. Keys of one sending begin alike: `broadcast:12:zhang:1`. */
  readonly key: string
  readonly corpId: string
  /** The member who is to tap. */
  readonly userId: string
  readonly content: WecomContent
  /** Milliseconds of the business clock. */
  readonly dueAt: number
  /** Until when the member may tap. Absent: thirty days after `dueAt`. */
  readonly endsAt?: number | undefined
  /** 1 to 10,000, each contact once. */
  readonly recipients: readonly MassRecipient[]
}

type PlanHandles = Pick<Handles, 'clocks' | 'ids'>

/**
 * Writes tasks with the caller's transaction; a key that is known is left as it is. Answers how many are new.
 * @throws channels.mass_task_wrong when a task breaks a limit of the platform, naming the field
 */
export async function planMassTasks(
  { clocks }: PlanHandles,
  tx: Tx,
  { workspaceId, tasks }: { workspaceId: number; tasks: readonly PlannedTask[] },
): Promise<number> {
  const byKey = new Map(tasks.map((task) => [task.key, task]))
  const rows = [...byKey.values()].map(taskRow)
  if (rows.length === 0) return 0
  const made = await sql<{ id: number; key: string }>`
    insert into channels_wecom_mass_tasks (workspace_id, key, corp_id, user_id, content, state, due_at, ends_at, look_at)
    select ${workspaceId}::integer, key, corp_id, user_id, content, 'planned', due_at, ends_at, due_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (key text, corp_id text, user_id text, content jsonb, due_at timestamptz,
      ends_at timestamptz)
    on conflict (workspace_id, key) do nothing returning id, key`.execute(tx)
  const now = new Date(clocks.business.now())
  for (const { id, key } of made.rows) {
    const recipients = (byKey.get(key)?.recipients ?? []).map(({ externalUserId, atom, ref }) => ({ id: externalUserId, atom, ref }))
    await sql`insert into channels_wecom_mass_recipients (workspace_id, task_id, corp_id, external_user_id, atom, ref, state, changed_at)
      select ${workspaceId}::integer, ${id}::bigint, ${byKey.get(key)?.corpId ?? ''}::text, given.id, atom, ref, 'pending', ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(recipients)}::jsonb) as given (id text, atom bigint, ref text)`.execute(tx)
  }
  return made.rows.length
}

function taskRow(task: PlannedTask): object {
  const { key, corpId, userId, recipients, dueAt, endsAt = dueAt + ENDS_AFTER_MS } = task
  const content = WecomContent.safeParse(task.content)
  if (!content.success) {
    const [issue] = content.error.issues
    failChannels('channels.mass_task_wrong', { key, field: ['content', ...(issue?.path ?? [])].join('.'), reason: issue?.message ?? '' })
  }
  // Without anybody named the platform would send to everybody the member has.
  if (recipients.length === 0 || recipients.length > MAX_RECIPIENTS)
    failChannels('channels.mass_task_wrong', { key, field: 'recipients', reason: `1–${MAX_RECIPIENTS}` })
  if (new Set(recipients.map(({ externalUserId }) => externalUserId)).size < recipients.length)
    failChannels('channels.mass_task_wrong', { key, field: 'recipients', reason: 'each contact once' })
  if (userId === '') failChannels('channels.mass_task_wrong', { key, field: 'userId', reason: 'a member is needed' })
  if (endsAt <= dueAt) failChannels('channels.mass_task_wrong', { key, field: 'endsAt', reason: 'later than dueAt' })
  const moment = (at: number) => new Date(at).toISOString()
  return { key, corp_id: corpId, user_id: userId, content: content.data, due_at: moment(dueAt), ends_at: moment(endsAt) }
}

/**
 * Cancels the tasks whose key begins so. What is not handed over ends at once; what waits for a tap is taken back from the platform soon, and
 * what was tapped before that stays sent. Answers how many tasks had not ended.
 */
export async function cancelMassTasks(
  handles: PlanHandles,
  tx: Tx,
  { workspaceId, keyPrefix, reason }: { workspaceId: number; keyPrefix: string; reason: string },
): Promise<number> {
  const now = new Date(handles.clocks.business.now())
  const { rows } = await sql<{ id: number; state: TaskState }>`
    update channels_wecom_mass_tasks set cancel_asked = true, reason = ${reason},
      state = case when state = 'planned' then 'ended' else state end,
      ended_at = case when state = 'planned' then ${now}::timestamptz end,
      look_at = case when state = 'planned' then null when state = 'waiting' then ${now}::timestamptz else look_at end
    where workspace_id = ${workspaceId} and starts_with(key, ${keyPrefix}) and state <> 'ended' and not cancel_asked
    returning id, state`.execute(tx)
  const ended = rows.filter(({ state }) => state === 'ended').map(({ id }) => id)
  await sql`update channels_wecom_mass_recipients set state = 'cancelled', changed_at = ${now}, reason = ${reason}
    where workspace_id = ${workspaceId} and task_id = any(${bigints(ended)}) and state = 'pending'`.execute(tx)
  await tellOutcomes(handles, tx, { workspaceId, taskIds: ended })
  return rows.length
}

export interface MassTask {
  readonly id: number
  readonly key: string
  readonly corpId: string
  readonly userId: string
  readonly state: TaskState
  readonly dueAt: Date
  readonly endsAt: Date
  readonly handedAt: Date | null
  /** When the member tapped. */
  readonly tappedAt: Date | null
  readonly remindedAt: readonly Date[]
  readonly reason: string | null
  /** Recipients by state; absent: none. */
  readonly recipients: Readonly<Partial<Record<RecipientState, number>>>
}

/** Tasks whose key begins so, in the order of their keys; `after`: the key of the last one seen. */
export async function massTasksOf(
  db: Queryable,
  { workspaceId, keyPrefix, after = '', limit }: { workspaceId: number; keyPrefix: string; after?: string; limit: number },
): Promise<MassTask[]> {
  const { rows } = await sql<Omit<MassTask, 'recipients'> & { recipients: MassTask['recipients'] | null }>`
    select id, key, corp_id as "corpId", user_id as "userId", state, due_at as "dueAt", ends_at as "endsAt", handed_at as "handedAt",
      tapped_at as "tappedAt", reminded_at as "remindedAt", reason, (
        select jsonb_object_agg(counted.state, counted.recipients) from (
          select state, count(*) as recipients from channels_wecom_mass_recipients recipient
          where recipient.workspace_id = task.workspace_id and recipient.task_id = task.id group by state) counted) as recipients
    from channels_wecom_mass_tasks task
    where workspace_id = ${workspaceId} and starts_with(key, ${keyPrefix}) and key > ${after} order by key limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...row, recipients: row.recipients ?? {} }))
}
