/** Reads of tasks for pages. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { reopenUntil } from './acts.ts'
import { assigneeOf } from './assignees.ts'
import type { Task } from './contract.ts'
import { kindWords, type TaskKinds, taskWords } from './kinds.ts'
import type { TaskChange, TaskState } from './states.ts'
import type { TaskRow } from './tables.ts'

export interface TasksAsked {
  readonly workspaceId: number
  readonly state: TaskState | 'ended'
  readonly kind: string | undefined
  /** As it is stored; '' of nobody. */
  readonly assignee: string | undefined
  readonly dueBefore: Date | undefined
  /** Where the page before ended: milliseconds and id. */
  readonly after: readonly [number, number] | undefined
  readonly limit: number
}

/** As in the index by urgency. */
const NO_TIME = sql`timestamptz '9999-12-31T00:00:00Z'`

/** Open ones by urgency, ended ones newest first. */
export async function tasksOf(db: Queryable, asked: TasksAsked): Promise<TaskRow[]> {
  const { workspaceId, state, kind, assignee, dueBefore, after, limit } = asked
  const isOpen = state === 'open'
  const key = isOpen ? sql`coalesce(due_at, ${NO_TIME})` : sql`ended_at`
  const states = state === 'ended' ? sql`state <> 'open'` : isOpen ? sql`state = 'open'` : sql`state = ${state} and state <> 'open'`
  const passed = after ? sql`(${key}, id) ${isOpen ? sql`>` : sql`<`} (${new Date(after[0])}::timestamptz, ${after[1]}::bigint)` : sql`true`
  const { rows } = await sql<TaskRow>`
    select * from tasks_tasks where workspace_id = ${workspaceId} and ${states} and ${passed}
      and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      and ${assignee === undefined ? sql`true` : sql`assignee = ${assignee}`}
      and ${dueBefore === undefined ? sql`true` : sql`due_at <= ${dueBefore}`}
    order by ${key} ${isOpen ? sql`asc` : sql`desc`}, id ${isOpen ? sql`asc` : sql`desc`} limit ${limit}`.execute(db)
  return rows
}

const NO_TIME_MS = Date.UTC(9999, 11, 31)

/** Where it stands in its list. */
export function placeOf({ id, state, due_at: dueAt, ended_at: endedAt }: TaskRow): [number, number] {
  return [state === 'open' ? (dueAt?.getTime() ?? NO_TIME_MS) : (endedAt?.getTime() ?? 0), id]
}

export interface KindCount {
  readonly kind: string
  readonly open: number
  readonly overdue: number
  readonly mine: number
}

export async function countOpen(
  db: Queryable,
  { workspaceId, now, mine }: { workspaceId: number; now: Date; mine: string },
): Promise<KindCount[]> {
  const { rows } = await sql<KindCount>`
    select kind, count(*)::int as open, (count(*) filter (where due_at <= ${now}))::int as overdue,
      (count(*) filter (where assignee = ${mine}))::int as mine
    from tasks_tasks where workspace_id = ${workspaceId} and state = 'open' group by kind order by kind`.execute(db)
  return rows
}

export interface ChangeRow {
  readonly change: TaskChange
  readonly at: Date
  readonly by_name: string
  readonly note: string
}

const MAX_CHANGES_SHOWN = 200

/** Oldest first. */
export async function historyOf(db: Queryable, { workspaceId, id }: { workspaceId: number; id: number }): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`select change, at, by_name, note from tasks_changes
    where workspace_id = ${workspaceId} and task_id = ${id} order by id limit ${MAX_CHANGES_SHOWN}`.execute(db)
  return rows
}

/** `personOf`: atom to the id of the person it belongs to now. */
export function shownTask(row: TaskRow, { kinds, personOf }: { kinds: TaskKinds; personOf: (atom: number) => string }): Task {
  const assignee = assigneeOf(row)
  return {
    id: String(row.id),
    kind: row.kind,
    title: kindWords(kinds, row.kind),
    text: taskWords(kinds, row),
    facts: row.facts,
    state: row.state,
    personId: row.atom === null ? null : personOf(row.atom),
    assignee: assignee?.type === 'account' ? { ...assignee, accountId: String(assignee.accountId) } : assignee,
    dueAt: row.due_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
    note: row.note,
    reopenUntil: reopenUntil(row)?.toISOString() ?? null,
  }
}
