/** Rows of this module's tables. Columns are explained in the migration. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { TaskChange, TaskState } from './states.ts'

export type Facts = Readonly<Record<string, string | number>>

/** A row as it is read. */
export interface TaskRow {
  readonly workspace_id: number
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly state: TaskState
  readonly atom: number | null
  readonly assignee: string
  readonly assignee_name: string
  readonly first_assignee: string
  readonly first_assignee_name: string
  readonly due_at: Date | null
  readonly facts: Facts
  readonly opened_at: Date
  readonly ended_at: Date | null
  readonly ended_by: string
  readonly note: string
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    tasks_tasks: Omit<{ -readonly [Column in keyof TaskRow]: TaskRow[Column] }, 'id' | 'facts' | 'ended_by' | 'note'> & {
      id: GeneratedAlways<number>
      /** JSON. */
      facts: unknown
      ended_by: Generated<string>
      note: Generated<string>
    }
    tasks_changes: {
      workspace_id: number
      task_id: number
      id: GeneratedAlways<number>
      atom: number | null
      change: TaskChange
      at: Date
      by_name: string
      note: Generated<string>
    }
  }
}
