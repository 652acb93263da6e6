/** Rows of the tables of callbacks. Columns are explained in the migrations. */
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { MessageFields } from './message.ts'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_callbacks: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      key: string
      event: string
      change_type: string
      external_user_id: string
      fields: JSONColumnType<MessageFields>
      happened_at: Date
      received_at: Date
      state: 'waiting' | 'done' | 'unknown' | 'failed'
      attempts: Generated<number>
      due_at: Date
      claimed_until: Date | null
      error: string | null
    }
  }
}
