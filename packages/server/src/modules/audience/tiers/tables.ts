/** Rows of the tables of this folder. Columns are explained in the migrations. */
import type { JSONColumnType } from 'kysely'
import type { TierThresholds } from '../rule/operator.ts'
import type { TierSettings } from './contract.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    audience_tier_settings: {
      workspace_id: number
      settings: JSONColumnType<TierSettings>
      changed_at: Date
      made_by: string
    }
    audience_tier_lines: { workspace_id: number; thresholds: JSONColumnType<TierThresholds>; checked_at: Date }
  }
}
