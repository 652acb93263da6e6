/** Rows of the tables of welcomes. Columns are explained in the migrations. */
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { Attachment, Hours } from './contract.ts'
import type { WelcomeOutcome } from './outcomes.ts'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_welcome_rules: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      name: string
      is_on: boolean
      channel_states: string[]
      user_ids: string[]
      hours: JSONColumnType<Hours[]>
      text: string
      attachments: JSONColumnType<Attachment[]>
      tag_ids: Generated<number[]>
      made_at: Date
      changed_at: Date
      changed_by: string
      deleted_at: Date | null
    }
    channels_wecom_welcomes: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      code_hash: string
      callback_id: number
      user_id: string
      external_user_id: string
      channel_state: string
      happened_at: Date
      received_at: Date
      state: 'waiting' | 'sending' | WelcomeOutcome
      due_at: Date
      claimed_until: Date | null
      rule_id: number | null
      reason: string | null
      took_ms: number | null
      ended_at: Date | null
    }
    channels_wecom_welcome_days: {
      workspace_id: number
      corp_id: string
      day: string
      rule_id: number
      outcome: WelcomeOutcome
      welcomes: number
      took_ms_sum: number
    }
  }
}
