import type { Generated, JSONColumnType } from 'kysely'

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

declare module '../db/tables.ts' {
  interface Tables {
    platform_jobs: {
      id: string
      workspace_id: number
      kind: string
      payload: JSONColumnType<Record<string, unknown>>
      status: JobStatus
      done_units: Generated<number>
      total_units: number | null
      unit: string
      result: JSONColumnType<Record<string, unknown>> | null
      error: string | null
      attempts: Generated<number>
      leased_until: Date | null
      created_at: Date
      finished_at: Date | null
    }
  }
}
