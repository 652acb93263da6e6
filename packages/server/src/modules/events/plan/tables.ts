import type { JSONColumnType } from 'kysely'
import type { DeclaredProperty, PlanMode, ValueType, Violation } from './contract.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    events_plan_names: {
      workspace_id: number
      name: string
      event_type: string
      total: number
      first_seen_at: Date
      last_seen_at: Date
    }
    events_plan_days: { workspace_id: number; name: string; day: string; total: number; late: number }
    events_plan_properties: {
      workspace_id: number
      name: string
      property: string
      value_type: ValueType
      total: number
      first_seen_at: Date
      last_seen_at: Date
      samples: JSONColumnType<unknown[]>
    }
    events_plan_declarations: {
      workspace_id: number
      name: string
      mode: PlanMode
      description: string
      properties: JSONColumnType<DeclaredProperty[]>
      changed_at: Date
    }
    events_plan_duplicates: { workspace_id: number; day: string; source: string; total: number }
    events_plan_violations: {
      workspace_id: number
      name: string
      property: string
      violation: Violation
      day: string
      total: number
    }
  }
}
