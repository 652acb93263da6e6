/** Rows of the register of customer groups. Columns are explained in the migration. */
import type { GroupState, LeftHow, MemberKind } from './states.ts'

export interface GroupRow {
  workspace_id: number
  corp_id: string
  chat_id: string
  name: string
  notice: string
  owner: string
  admins: string[]
  member_version: string
  state: GroupState
  created_at: Date
  dismissed_at: Date | null
  staff: number
  customers: number
  first_seen_at: Date
  fetched_at: Date
}

export interface GroupMemberRow {
  workspace_id: number
  corp_id: string
  chat_id: string
  member_id: string
  joined_at: Date
  kind: MemberKind
  atom: number | null
  unionid: string | null
  name: string
  nickname: string
  join_scene: number
  invitor: string
  channel_state: string
  left_at: Date | null
  left_how: LeftHow
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_groups: GroupRow
    channels_wecom_group_members: GroupMemberRow
  }
}
