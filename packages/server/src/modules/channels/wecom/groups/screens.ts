/** Reads of the register of groups for pages. */
import { bigints, type Queryable, sql } from '../../../../platform/db/index.ts'
import { failChannels } from '../../errors.ts'
import { HELD_STATES } from '../contacts/states.ts'
import type { GROUP_ORDERS, MEMBER_CHOICES } from './contract.ts'
import type { GroupState } from './states.ts'
import type { GroupMemberRow, GroupRow } from './tables.ts'

export interface GroupView extends GroupRow {
  readonly owner_name: string
}

const GROUPS = sql`channels_wecom_groups held
  left join channels_wecom_staff staff on staff.workspace_id = held.workspace_id and staff.corp_id = held.corp_id and staff.user_id = held.owner`

export interface GroupsAsked {
  readonly workspaceId: number
  readonly q?: string | undefined
  readonly corpId?: string | undefined
  readonly owner?: string | undefined
  readonly state?: GroupState | undefined
  readonly least?: number | undefined
  readonly most?: number | undefined
  readonly order: (typeof GROUP_ORDERS)[number]
  /** Of the last one of the page before: its time (milliseconds) or size, and its chat id. */
  readonly after: readonly [number, string] | undefined
  readonly limit: number
}

/** The newest or the largest first. */
export async function findGroups(db: Queryable, asked: GroupsAsked): Promise<GroupView[]> {
  const { workspaceId, q = '', corpId, owner, state, least, most, order, after, limit } = asked
  const part = q.trim() === '' ? null : `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  const by = order === 'newest' ? sql`held.created_at` : sql`held.customers`
  const [value, chatId] = after ?? [0, '']
  const last = order === 'newest' ? sql`${new Date(value)}::timestamptz` : sql`${value}::integer`
  const { rows } = await sql<GroupView>`
    select held.*, coalesce(staff.name, '') as owner_name from ${GROUPS}
    where held.workspace_id = ${workspaceId} and (${part}::text is null or held.name ilike ${part})
      ${corpId === undefined ? sql`` : sql`and held.corp_id = ${corpId}`} ${owner === undefined ? sql`` : sql`and held.owner = ${owner}`}
      ${state === undefined ? sql`` : sql`and held.state = ${state}`} ${least === undefined ? sql`` : sql`and held.customers >= ${least}`}
      ${most === undefined ? sql`` : sql`and held.customers <= ${most}`}
      ${after === undefined ? sql`` : sql`and (${by} < ${last} or (${by} = ${last} and held.chat_id > ${chatId}))`}
    order by ${by} desc, held.chat_id limit ${limit}`.execute(db)
  return rows
}

/** @throws channels.group_unknown */
export async function groupOfWorkspace(db: Queryable, { workspaceId, id }: { workspaceId: number; id: string }): Promise<GroupView> {
  const { rows } = await sql<GroupView>`select held.*, coalesce(staff.name, '') as owner_name from ${GROUPS}
    where held.workspace_id = ${workspaceId} and held.chat_id = ${id} order by held.corp_id limit 1`.execute(db)
  return rows[0] ?? failChannels('channels.group_unknown', { id })
}

export interface MemberView extends GroupMemberRow {
  readonly staff_name: string
  readonly invitor_name: string
  readonly other_groups: number
  readonly contact_of: number
}

const OTHER_GROUPS = sql`(select count(*) from channels_wecom_group_members other join channels_wecom_groups elsewhere
    using (workspace_id, corp_id, chat_id)
  where other.workspace_id = held.workspace_id and other.corp_id = held.corp_id and other.member_id = held.member_id
    and other.chat_id <> held.chat_id and other.left_at is null)`
const CONTACT_OF = sql`(select count(*) from channels_wecom_relations relation where relation.workspace_id = held.workspace_id
  and relation.corp_id = held.corp_id and relation.external_user_id = held.member_id and relation.state = any(${HELD_STATES}::text[]))`

const CHOICES = {
  customers: sql`held.kind = 'customer' and held.left_at is null`,
  staff: sql`held.kind = 'staff' and held.left_at is null`,
  left: sql`held.left_at is not null`,
  repeated: sql`held.kind = 'customer' and held.left_at is null and ${OTHER_GROUPS} > 0`,
  strangers: sql`held.kind = 'customer' and held.left_at is null and ${CONTACT_OF} = 0`,
} as const satisfies Record<(typeof MEMBER_CHOICES)[number], unknown>

export interface MembersAsked {
  readonly group: GroupRow
  readonly who: (typeof MEMBER_CHOICES)[number]
  /** Of the last one of the page before: when they came or left (milliseconds), their id and when they came. */
  readonly after: readonly [number, string, number] | undefined
  readonly limit: number
}

/** The latest first: of those who left by when they did, of others by when they came. */
export async function findMembers(db: Queryable, { group, who, after, limit }: MembersAsked): Promise<MemberView[]> {
  const by = who === 'left' ? sql`held.left_at` : sql`held.joined_at`
  const [at, memberId, joinedAt] = after ?? [0, '', 0]
  const rest = sql`and (${by}, held.member_id, held.joined_at) < (${new Date(at)}::timestamptz, ${memberId}, ${new Date(joinedAt)}::timestamptz)`
  const { rows } = await sql<MemberView>`
    select held.*, ${OTHER_GROUPS} as other_groups, ${CONTACT_OF} as contact_of, coalesce(staff.name, '') as staff_name,
      coalesce(invitor.name, '') as invitor_name
    from channels_wecom_group_members held
      left join channels_wecom_staff staff on staff.workspace_id = held.workspace_id and staff.corp_id = held.corp_id
        and staff.user_id = held.member_id
      left join channels_wecom_staff invitor on invitor.workspace_id = held.workspace_id and invitor.corp_id = held.corp_id
        and invitor.user_id = held.invitor
    where held.workspace_id = ${group.workspace_id} and held.corp_id = ${group.corp_id} and held.chat_id = ${group.chat_id}
      and ${CHOICES[who]} ${after === undefined ? sql`` : rest}
    order by ${by} desc, held.member_id desc, held.joined_at desc limit ${limit}`.execute(db)
  return rows
}

const MAX_OF_PERSON = 200

export interface PersonGroupView extends GroupMemberRow {
  readonly group_name: string
  readonly owner: string
  readonly owner_name: string
  readonly state: GroupState
}

/** Those they are in now first, then the latest. */
export async function groupsOfAtoms(db: Queryable, input: { workspaceId: number; atoms: readonly number[] }): Promise<PersonGroupView[]> {
  const { rows } = await sql<PersonGroupView>`
    select member.*, held.name as group_name, held.owner, held.state, coalesce(staff.name, '') as owner_name
    from channels_wecom_group_members member join ${GROUPS} on held.workspace_id = member.workspace_id and held.corp_id = member.corp_id
      and held.chat_id = member.chat_id
    where member.workspace_id = ${input.workspaceId} and member.atom = any(${bigints(input.atoms)})
    order by member.left_at is null desc, coalesce(member.left_at, member.joined_at) desc, member.chat_id limit ${MAX_OF_PERSON}`.execute(
    db,
  )
  return rows
}
