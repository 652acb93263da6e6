/** Rows of the table of reconciliations. Columns are explained in the migration. */
import type { Generated, JSONColumnType } from 'kysely'
import type { ReconcileFigures } from './contract.ts'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_reconciliations: {
      workspace_id: number
      corp_id: string
      job_id: string
      made_by: string
      started_at: Date
      staff_after: Generated<string>
      staff_ids: Generated<string[]>
      staff_from: Date | null
      page_cursor: Generated<string>
      groups_from: Date | null
      groups_owners_after: Generated<string>
      groups_by_owner: Generated<boolean>
      groups_cursor: Generated<string>
      groups_listed: Generated<boolean>
      figures: JSONColumnType<ReconcileFigures>
      ended_at: Date | null
      error: string | null
    }
  }
}
