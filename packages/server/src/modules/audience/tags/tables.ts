/** Rows of tags that are put on by themselves. Columns are explained in the migrations. */
import type { Generated } from 'kysely'
import type { Rule } from '../rule/rule.ts'
import type { InterestSettings } from './contract.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    audience_tag_rules: {
      workspace_id: number
      tag_id: number
      mode: 'scheduled' | 'live' | 'interest'
      /** JSON. */
      rule: unknown
      interest: unknown
      every: string | null
      due_at: Date | null
      audience_id: number | null
      round: Generated<number>
      job_id: string | null
      job_round: Generated<number>
      last_run_at: Date | null
      last_added: number | null
      last_removed: number | null
      last_error: string | null
      changed_at: Date
      changed_by: string
    }
  }
}

/** A row as it is read. */
export interface TagRuleRow {
  readonly workspace_id: number
  readonly tag_id: number
  readonly mode: 'scheduled' | 'live' | 'interest'
  readonly rule: Rule | null
  readonly interest: InterestSettings | null
  readonly every: string | null
  readonly due_at: Date | null
  readonly audience_id: number | null
  readonly round: number
  readonly job_id: string | null
  readonly job_round: number
  readonly last_run_at: Date | null
  readonly last_added: number | null
  readonly last_removed: number | null
  readonly last_error: string | null
  readonly changed_at: Date
  readonly changed_by: string
}
