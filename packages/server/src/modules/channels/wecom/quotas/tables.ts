/** Rows of the tables of quotas. Columns are explained in the migration. */
import type { GeneratedAlways, JSONColumnType } from 'kysely'
import type { Quota } from './contract.ts'
import type { AlarmKind, QuotaName } from './names.ts'

export type QuotaDetails = Pick<Quota, 'slots' | 'expiries'> & {
  /** With what they used only; how they stand is decided when they are shown. */
  readonly subjects: readonly { readonly key: string; readonly name: string; readonly used: number }[]
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_quotas: {
      workspace_id: number
      corp_id: string
      quota: QuotaName
      used: number | null
      max: number | null
      details: JSONColumnType<QuotaDetails>
      found_at: Date | null
      tried_at: Date
      error: string | null
    }
    channels_wecom_quota_rounds: { workspace_id: number; corp_id: string; due_at: Date; codes_due_at: Date; claimed_until: Date | null }
    channels_wecom_quota_days: { workspace_id: number; corp_id: string; quota: QuotaName; day: string; used: number; max: number | null }
    channels_wecom_quota_limits: {
      workspace_id: number
      corp_id: string
      near_percent: number
      contacts_per_staff: number | null
      new_contacts_per_staff_a_day: number | null
      mass_tasks_per_staff_a_day: number | null
      changed_at: Date
      changed_by: string
    }
    channels_wecom_quota_alarms: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      kind: AlarmKind
      subject: string
      first_at: Date
      last_at: Date
      times: number
      facts: JSONColumnType<Record<string, string>>
      settled_at: Date | null
      settled_by: string | null
    }
  }
}
