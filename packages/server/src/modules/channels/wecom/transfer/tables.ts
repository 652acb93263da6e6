/** Rows of transfers. Columns are explained in the migration. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { BatchState, TransferKind, TransferredState, TransferState } from './states.ts'

export interface TransferRow {
  id: GeneratedAlways<number>
  workspace_id: number
  corp_id: string
  kind: TransferKind
  handover: string
  takeovers: string[]
  message: string
  state: TransferState
  stop_asked: Generated<boolean>
  created_at: Date
  created_by: string
  approved_at: Date | null
  approved_by: string | null
  ended_at: Date | null
}

interface TransferredRow {
  workspace_id: number
  transfer_id: number
  batch_id: number | null
  corp_id: string
  takeover: string
  state: TransferredState
  errcode: Generated<number>
  reason: string | null
  handed_at: Date | null
  changed_at: Date
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_transfers: TransferRow
    channels_wecom_transfer_batches: {
      id: GeneratedAlways<number>
      workspace_id: number
      transfer_id: number
      corp_id: string
      kind: TransferKind
      what: 'customers' | 'groups'
      handover: string
      takeover: string
      state: BatchState
      look_at: Date | null
      tries: Generated<number>
      leased_until: Date | null
      handed_at: Date | null
      reason: string | null
    }
    channels_wecom_transfer_customers: TransferredRow & {
      kind: TransferKind
      handover: string
      external_user_id: string
      atom: number
      taken_over_at: Date | null
    }
    channels_wecom_transfer_groups: TransferredRow & { chat_id: string }
    channels_wecom_unassigned: {
      workspace_id: number
      corp_id: string
      handover: string
      external_user_id: string
      atom: number
      left_at: Date
      fetched_at: Date
    }
    channels_wecom_unassigned_groups: { workspace_id: number; corp_id: string; handover: string; chat_id: string; fetched_at: Date }
    channels_wecom_unassigned_fetches: {
      workspace_id: number
      corp_id: string
      look_at: Date
      fetched_at: Date | null
      leased_until: Date | null
      tries: Generated<number>
      reason: string | null
    }
  }
}
