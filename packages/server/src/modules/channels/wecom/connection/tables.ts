/** Rows of the tables of the connection. Columns are explained in the migrations. */
import type { Generated } from 'kysely'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_corps: {
      workspace_id: number
      corp_id: string
      agent_id: number
      secret: string
      token: string
      encoding_aes_key: string
      api_base: string | null
      version: Generated<number>
      connected_at: Date
      connected_by: string
      changed_at: Date
      verified_at: Date | null
      last_callback_at: Date | null
      former_token: string | null
      former_encoding_aes_key: string | null
      former_until: Date | null
    }
  }
}
