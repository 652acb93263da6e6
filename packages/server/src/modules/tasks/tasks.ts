/** Opening and ending tasks for the modules that have them: many at once, in the caller's transaction. */
import { sql, type Tx } from '../../platform/db/index.ts'
import { type Assignee, assigneeKey } from './assignees.ts'
import type { TaskOutcome } from './states.ts'
import type { Facts } from './tables.ts'

export interface NewTask {
  /** Of a registered `TaskKind`. */
  readonly kind: string
  /** What it is about, the caller's: while a task of this kind and key is open, opening it again does nothing. */
  readonly key: string
  /** About whom. It goes with the person: exported and erased with them. */
  readonly atom?: number | undefined
  /** Absent: nobody's until somebody takes it. */
  readonly assignee?: Assignee | undefined
  /** Milliseconds of the business clock. */
  readonly dueAt?: number | undefined
  /** For the words; no names of people, they are read where the task is shown. */
  readonly facts: Facts
}

/** Opens tasks at `at` of the business clock. Idempotent by workspace, kind and key while one is open; an open one stays as it is. */
export async function openTasks(
  tx: Tx,
  { workspaceId, at, tasks }: { workspaceId: number; at: Date; tasks: readonly NewTask[] },
): Promise<void> {
  if (tasks.length === 0) return
  const given = tasks.map(({ kind, key, atom, assignee, dueAt, facts }) => ({
    kind,
    key,
    atom: atom ?? null,
    assignee: assigneeKey(assignee),
    assignee_name: assignee?.name ?? '',
    due_at: dueAt === undefined ? null : new Date(dueAt).toISOString(),
    facts,
  }))
  // The update never happens, but an open task is locked for it: somebody who is just ending it is waited for, and then it is opened anew.
  // In the order of the keys, so that two callers do not wait for each other.
  await sql`
    with opened as (
      insert into tasks_tasks as own (workspace_id, kind, key, state, atom, assignee, assignee_name, first_assignee, first_assignee_name,
        due_at, facts, opened_at)
      select ${workspaceId}::integer, given.kind, given.key, 'open', given.atom, given.assignee, given.assignee_name, given.assignee,
        given.assignee_name, given.due_at, given.facts, ${at}::timestamptz
      from (
        select distinct on (kind, key) * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (kind text collate "C",
          key text collate "C", atom bigint, assignee text, assignee_name text, due_at timestamptz, facts jsonb)
        order by kind, key) as given
      order by given.kind, given.key
      on conflict (workspace_id, kind, key) where state = 'open' do update set state = 'open' where own.state <> 'open'
      returning id, atom)
    insert into tasks_changes (workspace_id, task_id, atom, change, at, by_name)
    select ${workspaceId}::integer, id, atom, 'opened', ${at}::timestamptz, '' from opened order by id`.execute(tx)
}

export interface EndTasks {
  readonly workspaceId: number
  readonly kind: string
  readonly keys: readonly string[]
  readonly outcome: TaskOutcome
  /** Business clock. */
  readonly at: Date
  /** Who did it; absent: it came about by itself. */
  readonly by?: string | undefined
}

/** Ends those of the keys that are open; the others are left as they are. */
export async function endTasks(tx: Tx, { workspaceId, kind, keys, outcome, at, by = '' }: EndTasks): Promise<void> {
  if (keys.length === 0) return
  await sql`
    with ending as (
      select id from tasks_tasks
      where workspace_id = ${workspaceId} and kind = ${kind} and key = any(${[...keys]}::text[]) and state = 'open'
      order by key for update
    ), ended as (
      update tasks_tasks own set state = ${outcome}, ended_at = ${at}::timestamptz, ended_by = ${by}
      from ending where own.id = ending.id and own.state = 'open'
      returning own.id, own.atom)
    insert into tasks_changes (workspace_id, task_id, atom, change, at, by_name)
    select ${workspaceId}::integer, id, atom, ${outcome}, ${at}::timestamptz, ${by} from ended order by id`.execute(tx)
}
