/** Rows of the tables of the client. Columns are explained in the migrations. */
import type { Generated } from 'kysely'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_tokens: {
      workspace_id: number
      corp_id: string
      agent_id: number
      token: string | null
      version: Generated<number>
      expires_at: Date | null
      leased_until: Date
    }
    channels_wecom_calls: {
      workspace_id: number
      corp_id: string
      api: string
      hour: Date
      calls: Generated<number>
      minute: Date
      minute_calls: Generated<number>
      limited: Generated<number>
      blocked_until: Date | null
    }
  }
}
