/** Rows of this module's tables. Columns are explained in the migration. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Rule } from '../audience/index.ts'
import type { BroadcastState, DeliveryState } from './states.ts'

export type Purpose = 'marketing' | 'service'

/** A row as it is read. */
export interface BroadcastRow {
  readonly workspace_id: number
  readonly id: number
  readonly name: string
  readonly purpose: Purpose
  readonly channel: 'wecom'
  readonly rule: Rule
  readonly as_of: Date
  readonly send_at: Date | null
  readonly ends_at: Date | null
  readonly holdout: number
  readonly seed: string
  readonly state: BroadcastState
  readonly planned_to: number
  readonly claimed_until: Date | null
  readonly due_at: Date | null
  readonly handed_at: Date | null
  readonly created_at: Date
  readonly created_by: string
  readonly approved_at: Date | null
  readonly approved_by: string | null
  readonly ended_at: Date | null
  readonly ended_by: string | null
  readonly request_hash: string | null
  readonly asked_at: Date | null
}

interface DeliveriesTable {
  workspace_id: number
  id: GeneratedAlways<number>
  broadcast_id: number
  atom: number
  corp_id: string
  user_id: string
  external_user_id: string
  variant: number
  state: DeliveryState
  reason: Generated<string>
  handed_at: Date | null
  sent_at: Date | null
  touched_on: string | null
  changed_at: Date
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    reach_settings: { workspace_id: number; settings: unknown; changed_at: Date; made_by: string }
    reach_broadcasts: Omit<{ -readonly [Column in keyof BroadcastRow]: BroadcastRow[Column] }, 'id' | 'rule' | 'planned_to'> & {
      id: GeneratedAlways<number>
      /** JSON. */
      rule: unknown
      planned_to: Generated<number>
    }
    reach_variants: { workspace_id: number; broadcast_id: number; place: number; content: unknown }
    reach_deliveries: DeliveriesTable
    reach_decisions: {
      workspace_id: number
      delivery_id: number
      atom: number
      step: 'plan' | 'hand_over'
      outcome: DeliveryState
      /** JSON. */
      findings: unknown
      decided_at: Date
    }
    reach_halts: { workspace_id: number; halted_at: Date; halted_by: string }
    reach_touches: { workspace_id: number; atom: number; day: string; touches: number }
  }
}
