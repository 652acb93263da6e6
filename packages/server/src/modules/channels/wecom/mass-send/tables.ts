/** Rows of mass sends. Columns are explained in the migration. */
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { WecomContent } from './content.ts'
import type { ReceiveRule, RecipientState, TaskState } from './states.ts'

export interface MassTaskRow {
  id: GeneratedAlways<number>
  workspace_id: number
  key: string
  corp_id: string
  user_id: string
  content: JSONColumnType<WecomContent>
  state: TaskState
  due_at: Date
  ends_at: Date
  look_at: Date | null
  tries: Generated<number>
  leased_until: Date | null
  cancel_asked: Generated<boolean>
  handed_at: Date | null
  msgid: string | null
  tapped_at: Date | null
  reminded_at: Generated<Date[]>
  ended_at: Date | null
  reason: string | null
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_mass_tasks: MassTaskRow
    channels_wecom_mass_recipients: {
      workspace_id: number
      task_id: number
      corp_id: string
      external_user_id: string
      atom: number
      ref: string
      state: RecipientState
      changed_at: Date
      reason: string | null
    }
    channels_wecom_receive_rules: { workspace_id: number; corp_id: string; since: Date; rule: ReceiveRule; chosen_by: string }
  }
}
