/** Rows of this module's tables. Columns are explained in the migrations. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Rule } from './rule/rule.ts'

interface AudiencesTable {
  workspace_id: number
  id: GeneratedAlways<number>
  name: string
  description: string
  kind: 'live' | 'static'
  owner: Generated<string>
  /** JSON. */
  rule: unknown
  as_of: Date | null
  state: 'computing' | 'ready' | 'failed'
  job_id: string | null
  round: Generated<number>
  filled_to: Generated<number>
  count: number | null
  computed_at: Date | null
  created_at: Date
  created_by: string
  updated_at: Date
  updated_by: string
  archived_at: Date | null
}

/** A row as it is read. */
export interface AudienceRow {
  readonly workspace_id: number
  readonly id: number
  readonly name: string
  readonly description: string
  readonly kind: 'live' | 'static'
  readonly owner: string
  readonly rule: Rule | null
  readonly as_of: Date | null
  readonly state: 'computing' | 'ready' | 'failed'
  readonly job_id: string | null
  readonly round: number
  readonly filled_to: number
  readonly count: number | null
  readonly computed_at: Date | null
  readonly created_at: Date
  readonly created_by: string
  readonly updated_at: Date
  readonly updated_by: string
  readonly archived_at: Date | null
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    audience_audiences: AudiencesTable
    audience_static_members: { workspace_id: number; audience_id: number; atom: number; round: number }
    audience_exports: {
      workspace_id: number
      job_id: string
      audience_id: number
      format: 'csv' | 'xlsx'
      personal: boolean
      state: 'queued' | 'ready' | 'failed' | 'expired'
      requested_at: Date
      made_by: string
      expires_at: Date | null
    }
  }
}
