/** Rows of the Postgres tables of imports. */
import type { Generated, JSONColumnType } from 'kysely'
import type { ImportMapping, ImportStatus } from './contract.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    events_imports: {
      workspace_id: number
      id: string
      job_id: string
      file_name: string
      preset: string
      mapping: JSONColumnType<ImportMapping>
      size_bytes: number
      status: ImportStatus
      bytes_read: Generated<number>
      rows_read: Generated<number>
      rows_stored: Generated<number>
      rows_rejected: Generated<number>
      rows_duplicate: Generated<number>
      error_code: string | null
      error_details: JSONColumnType<Record<string, unknown>> | null
      created_at: Date
      finished_at: Date | null
    }
    events_import_rejects: {
      workspace_id: number
      import_id: string
      line: number
      code: string
      details: JSONColumnType<Record<string, unknown>>
      row_text: string
      rejected_at: Date
    }
  }
}
