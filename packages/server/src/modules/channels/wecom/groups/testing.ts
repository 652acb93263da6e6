/** The register of groups as the platform has it and as it is stored here, line for line comparable. */
import { sql } from '../../../../platform/db/index.ts'
import type { ChannelWorld } from '../../testing.ts'

const STATES = ['normal', 'owner_left', 'transferring', 'transferred'] as const

interface PlatformGroup {
  chat_id: string
  name: string
  owner: string
  notice: string
  status: number
  created_at: number
  member_version: string
  admins: string | null
}

interface PlatformMember {
  chat_id: string
  member_id: string
  type: number
  joined_at: number
  join_scene: number
  invitor: string | null
  state: string | null
}

/** Every group that was not dismissed, and everybody in one, as a line. */
export function platformGroups({ sandbox, corp }: ChannelWorld): string[] {
  const { store } = sandbox.world
  const groups = store.all<PlatformGroup>(
    `select *, (select group_concat(member_id) from (select member_id from chat_members member where member.corp_id = chats.corp_id
       and member.chat_id = chats.chat_id and is_admin = 1 order by member_id)) as admins
     from chats where corp_id = ? and dismissed_at is null`,
    [corp.corpId],
  )
  const members = store.all<PlatformMember>('select * from chat_members where corp_id = ?', [corp.corpId])
  return [
    ...groups.map((one) => {
      const createdAt = Math.floor(one.created_at / 1_000)
      const state = STATES[one.status] ?? ''
      return line(['group', one.chat_id, one.name, one.owner, one.notice, one.admins ?? '', state, createdAt, one.member_version])
    }),
    ...members.map((one) => {
      const kind = one.type === 1 ? 'staff' : 'customer'
      const joinedAt = Math.floor(one.joined_at / 1_000)
      return line(['member', one.chat_id, one.member_id, kind, joinedAt, one.join_scene, one.invitor ?? '', one.state ?? ''])
    }),
  ].sort()
}

/** The same of what is stored. */
export async function storedGroups({ handles, corp }: ChannelWorld): Promise<string[]> {
  const { rows } = await sql<{ line: (string | number)[] }>`
    select jsonb_build_array('group', chat_id, name, owner, notice, array_to_string(admins, ','), state, floor(extract(epoch from created_at)),
      member_version) as line
    from channels_wecom_groups where corp_id = ${corp.corpId} and state <> 'dismissed'
    union all
    select jsonb_build_array('member', chat_id, member_id, kind, floor(extract(epoch from joined_at)), join_scene, invitor, channel_state)
    from channels_wecom_group_members where corp_id = ${corp.corpId} and left_at is null`.execute(handles.db)
  return rows.map((row) => line(row.line)).sort()
}

function line(parts: readonly (string | number)[]): string {
  return parts.join(' · ')
}
