/** Rows of lost customers. Columns are explained in the migration. */
import type { GeneratedAlways } from 'kysely'
import type { LostBy } from './states.ts'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_lost: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      user_id: string
      external_user_id: string
      atom: number
      by_whom: LostBy
      friends_since: Date
      lost_at: Date
      still_with: string
      sent_before: number
      won_back_at: Date | null
      won_back_by: string | null
    }
    channels_wecom_lost_settings: {
      workspace_id: number
      opens_tasks: boolean
      min_days: number
      changed_at: Date
      changed_by: string
    }
  }
}
