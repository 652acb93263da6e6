/** Rows of the Postgres tables of insights. */
import type { JSONColumnType } from 'kysely'
import type { Notice } from './contract.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    insights_notices: {
      workspace_id: number
      id: number
      kind: Notice['kind']
      payload: JSONColumnType<Notice['payload']>
      raised_at: Date
      dismissed_at: Date | null
      dismissed_by: string | null
    }
  }
}
