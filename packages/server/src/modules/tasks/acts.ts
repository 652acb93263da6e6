/** What people do with one task: take it, give it back, end it, open it again. Each is a row of its history. */
import { type Db, inTransaction, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { assigneeKey, isAccountKey } from './assignees.ts'
import { failTasks } from './errors.ts'
import type { TaskChange, TaskOutcome } from './states.ts'
import type { TaskRow } from './tables.ts'

type ActHandles = Pick<Handles, 'db' | 'clocks'>

/** For so long after it was ended somebody may say that it was not. */
const REOPEN_WITHIN_MS = 24 * 60 * 60_000
const UNIQUE_VIOLATION = '23505'

export interface ByWhom {
  readonly workspaceId: number
  readonly id: number
  /** Name of whoever does it. */
  readonly by: string
}

/**
 * Makes it the account's; its own already: nothing happens. A member of staff's can be taken, another account's cannot.
 * @throws tasks.unknown, tasks.ended, tasks.taken
 */
export function takeTask(handles: ActHandles, input: ByWhom & { accountId: number }): Promise<TaskRow> {
  const { accountId, by } = input
  const assignee = assigneeKey({ type: 'account', accountId, name: by })
  return act(handles, input, async (tx, task, at) => {
    if (task.assignee === assignee) return task
    if (isAccountKey(task.assignee)) failTasks('tasks.taken', { id: task.id, name: task.assignee_name })
    return change(tx, { task, to: { assignee, assignee_name: by }, as: 'taken', at, by })
  })
}

/** Back to whose it was when it was opened. @throws tasks.unknown, tasks.ended */
export function giveBackTask(handles: ActHandles, input: ByWhom): Promise<TaskRow> {
  return act(handles, input, async (tx, task, at) => {
    if (task.assignee === task.first_assignee) return task
    const to = { assignee: task.first_assignee, assignee_name: task.first_assignee_name }
    return change(tx, { task, to, as: 'given_back', at, by: input.by })
  })
}

/** @throws tasks.unknown, tasks.ended */
export function endTask(handles: ActHandles, input: ByWhom & { outcome: TaskOutcome; note: string }): Promise<TaskRow> {
  const { outcome, note, by } = input
  return act(handles, input, (tx, task, at) =>
    change(tx, { task, to: { state: outcome, ended_at: at, ended_by: by, note }, as: outcome, at, by, note }),
  )
}

/** Undoes an end by hand while it is fresh. An open one stays as it is. @throws tasks.unknown, tasks.not_reopened */
export async function reopenTask({ db, clocks }: ActHandles, { workspaceId, id, by }: ByWhom): Promise<TaskRow> {
  const at = new Date(clocks.business.now())
  try {
    return await inTransaction(db, async (tx) => {
      const task = await lockTask(tx, { workspaceId, id })
      if (task.state === 'open') return task
      if (task.state === 'overtaken')
        failTasks('tasks.not_reopened', { id, reason: { zh: '事情已自行过去', en: 'what it was about is over' } })
      if (!isFresh(task, at))
        failTasks('tasks.not_reopened', { id, reason: { zh: '结束已超过 24 小时', en: 'it ended more than 24 hours ago' } })
      return change(tx, { task, to: { state: 'open', ended_at: null, ended_by: '', note: '' }, as: 'reopened', at, by })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return failTasks('tasks.not_reopened', { id, reason: { zh: '同一件事已有新的待办', en: 'there is a newer one about the same' } })
  }
}

/** Until when it can be opened again; undefined when it cannot. */
export function reopenUntil({ state, ended_at: endedAt }: Pick<TaskRow, 'state' | 'ended_at'>): Date | undefined {
  if (endedAt === null || state === 'overtaken') return undefined
  return new Date(endedAt.getTime() + REOPEN_WITHIN_MS)
}

function isFresh(task: TaskRow, now: Date): boolean {
  const until = reopenUntil(task)
  return until !== undefined && now < until
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
}

/** Of an open task. */
function act({ db, clocks }: ActHandles, input: ByWhom, what: (tx: Tx, task: TaskRow, at: Date) => Promise<TaskRow>): Promise<TaskRow> {
  const at = new Date(clocks.business.now())
  return inTransaction(db, async (tx) => {
    const task = await lockTask(tx, input)
    if (task.state !== 'open') failTasks('tasks.ended', { id: task.id })
    return what(tx, task, at)
  })
}

async function lockTask(tx: Tx, { workspaceId, id }: Pick<ByWhom, 'workspaceId' | 'id'>): Promise<TaskRow> {
  const { rows } = await sql<TaskRow>`select * from tasks_tasks where workspace_id = ${workspaceId} and id = ${id} for update`.execute(tx)
  return rows[0] ?? failTasks('tasks.unknown', { id })
}

/** @throws tasks.unknown */
export async function needTask(db: Db, { workspaceId, id }: Pick<ByWhom, 'workspaceId' | 'id'>): Promise<TaskRow> {
  const { rows } = await sql<TaskRow>`select * from tasks_tasks where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0] ?? failTasks('tasks.unknown', { id })
}

interface Change {
  readonly task: TaskRow
  readonly to: Partial<Pick<TaskRow, 'state' | 'assignee' | 'assignee_name' | 'ended_at' | 'ended_by' | 'note'>>
  readonly as: TaskChange
  readonly at: Date
  readonly by: string
  readonly note?: string
}

async function change(tx: Tx, { task, to, as, at, by, note = '' }: Change): Promise<TaskRow> {
  const { workspace_id: workspaceId, id, atom } = task
  await tx.updateTable('tasks_tasks').set(to).where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  await tx.insertInto('tasks_changes').values({ workspace_id: workspaceId, task_id: id, atom, change: as, at, by_name: by, note }).execute()
  return { ...task, ...to }
}
