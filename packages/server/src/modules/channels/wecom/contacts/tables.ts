/** Rows of the registers of staff and contacts. Columns are explained in the migrations. */

import type { RelationState } from './states.ts'

export interface RelationRow {
  workspace_id: number
  corp_id: string
  user_id: string
  external_user_id: string
  atom: number
  state: RelationState
  added_at: Date
  customer_deleted_at: Date | null
  ended_at: Date | null
  add_way: number
  channel_state: string
  oper_user_id: string
  remark: string
  description: string
  tag_ids: string[]
  fetched_at: Date
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_staff: {
      workspace_id: number
      corp_id: string
      user_id: string
      name: string
      department_ids: number[]
      contacts_enabled: boolean
      fetched_at: Date
      left_at: Date | null
    }
    channels_wecom_contacts: {
      workspace_id: number
      corp_id: string
      external_user_id: string
      atom: number
      name: string
      avatar: string
      type: number
      gender: number
      unionid: string | null
      position: string
      corp_name: string
      fetched_at: Date
    }
    channels_wecom_relations: RelationRow
    channels_wecom_erased: { workspace_id: number; corp_id: string; hash: string; erased_at: Date }
  }
}
