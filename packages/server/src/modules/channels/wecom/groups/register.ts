/** Rows of the register of groups, read and written set-wise. */
import { type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { GroupFacts } from '../client/groups.ts'
import type { Corp } from '../connection/corps.ts'
import type { Stay } from './compare.ts'
import type { GroupState } from './states.ts'
import type { GroupMemberRow, GroupRow } from './tables.ts'

export interface KnownGroup extends Omit<GroupFacts, 'members'> {
  readonly state: GroupState
  readonly dismissedAt: number | null
  readonly staff: number
  readonly customers: number
  readonly firstSeenAt: number
  readonly fetchedAt: number
}

export interface StayRow extends Stay {
  readonly chatId: string
  readonly atom: number | null
}

/** By chat id. */
export async function knownGroups(db: Queryable, { corp, chatIds }: { corp: Corp; chatIds: readonly string[] }) {
  const { rows } = await sql<GroupRow>`select * from channels_wecom_groups
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and chat_id = any(${chatIds}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.chat_id, knownGroup(row)]))
}

function knownGroup(row: GroupRow): KnownGroup {
  return {
    chatId: row.chat_id,
    name: row.name,
    notice: row.notice,
    owner: row.owner,
    admins: row.admins,
    memberVersion: row.member_version,
    state: row.state,
    createdAt: row.created_at.getTime(),
    dismissedAt: row.dismissed_at?.getTime() ?? null,
    staff: row.staff,
    customers: row.customers,
    firstSeenAt: row.first_seen_at.getTime(),
    fetchedAt: row.fetched_at.getTime(),
  }
}

/** By chat id: who is in these groups, and past times of those who moved. */
export async function knownStays(
  db: Queryable,
  { corp, chatIds, moved }: { corp: Corp; chatIds: readonly string[]; moved: readonly string[] },
): Promise<Map<string, StayRow[]>> {
  const { rows } = await sql<GroupMemberRow>`select * from channels_wecom_group_members
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and chat_id = any(${chatIds}::text[])
      and (left_at is null or member_id = any(${moved}::text[]))`.execute(db)
  return Map.groupBy(rows.map(stayRow), ({ chatId }) => chatId)
}

function stayRow(row: GroupMemberRow): StayRow {
  return {
    chatId: row.chat_id,
    memberId: row.member_id,
    kind: row.kind,
    atom: row.atom,
    unionid: row.unionid,
    joinedAt: row.joined_at.getTime(),
    joinScene: row.join_scene,
    invitor: row.invitor,
    nickname: row.nickname,
    name: row.name,
    channelState: row.channel_state,
    leftAt: row.left_at?.getTime() ?? null,
    leftHow: row.left_how,
  }
}

/** Atoms of customers who are known already, by external userid; of those alone whose unionid is known with it. */
export async function knownMemberAtoms(
  db: Queryable,
  { corp, members }: { corp: Corp; members: readonly { readonly memberId: string; readonly unionid: string | null }[] },
): Promise<Map<string, number>> {
  const given = JSON.stringify(members.map(({ memberId, unionid }) => ({ member_id: memberId, unionid })))
  const { rows } = await sql<{ member_id: string; atom: number }>`
    with given as (select distinct member_id, unionid from jsonb_to_recordset(${given}::jsonb) as given (member_id text, unionid text))
    select member_id, (array_agg(atom))[1] as atom from (
      select given.member_id, known.atom from given join channels_wecom_group_members known
        on known.workspace_id = ${corp.workspaceId} and known.corp_id = ${corp.corpId} and known.member_id = given.member_id
          and known.atom is not null and (given.unionid is null or known.unionid = given.unionid)
      union all
      select given.member_id, known.atom from given join channels_wecom_contacts known
        on known.workspace_id = ${corp.workspaceId} and known.corp_id = ${corp.corpId} and known.external_user_id = given.member_id
          and (given.unionid is null or known.unionid = given.unionid)) found
    group by member_id`.execute(db)
  return new Map(rows.map(({ member_id, atom }) => [member_id, atom]))
}

export async function writeGroups(tx: Tx, { corp, groups }: { corp: Corp; groups: readonly KnownGroup[] }): Promise<void> {
  if (groups.length === 0) return
  const rows = groups.map((group) => ({
    chat_id: group.chatId,
    name: group.name,
    notice: group.notice,
    owner: group.owner,
    admins: group.admins,
    member_version: group.memberVersion,
    state: group.state,
    created_at: new Date(group.createdAt),
    dismissed_at: group.dismissedAt === null ? null : new Date(group.dismissedAt),
    staff: group.staff,
    customers: group.customers,
    first_seen_at: new Date(group.firstSeenAt),
    fetched_at: new Date(group.fetchedAt),
  }))
  await sql`
    insert into channels_wecom_groups (workspace_id, corp_id, chat_id, name, notice, owner, admins, member_version, state, created_at,
      dismissed_at, staff, customers, first_seen_at, fetched_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, given.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (
      chat_id text, name text, notice text, owner text, admins text[], member_version text, state text, created_at timestamptz,
      dismissed_at timestamptz, staff integer, customers integer, first_seen_at timestamptz, fetched_at timestamptz)
    on conflict (workspace_id, corp_id, chat_id) do update set name = excluded.name, notice = excluded.notice, owner = excluded.owner,
      admins = excluded.admins, member_version = excluded.member_version, state = excluded.state, created_at = excluded.created_at,
      dismissed_at = excluded.dismissed_at, staff = excluded.staff, customers = excluded.customers, fetched_at = excluded.fetched_at`.execute(
    tx,
  )
}

/** The caller holds the lock of the register. Of somebody who went and came back first the going is written. */
export async function writeStays(tx: Tx, { corp, stays }: { corp: Corp; stays: readonly StayRow[] }): Promise<void> {
  const [gone, here] = [stays.filter(({ leftAt }) => leftAt !== null), stays.filter(({ leftAt }) => leftAt === null)]
  for (const some of [gone, here]) if (some.length > 0) await writeSome(tx, { corp, stays: some })
}

async function writeSome(tx: Tx, { corp, stays }: { corp: Corp; stays: readonly StayRow[] }): Promise<void> {
  const rows = stays.map((stay) => ({
    chat_id: stay.chatId,
    member_id: stay.memberId,
    joined_at: new Date(stay.joinedAt),
    kind: stay.kind,
    atom: stay.atom,
    unionid: stay.unionid,
    name: stay.name,
    nickname: stay.nickname,
    join_scene: stay.joinScene,
    invitor: stay.invitor,
    channel_state: stay.channelState,
    left_at: stay.leftAt === null ? null : new Date(stay.leftAt),
    left_how: stay.leftHow,
  }))
  await sql`
    insert into channels_wecom_group_members (workspace_id, corp_id, chat_id, member_id, joined_at, kind, atom, unionid, name, nickname,
      join_scene, invitor, channel_state, left_at, left_how)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, given.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (
      chat_id text, member_id text, joined_at timestamptz, kind text, atom bigint, unionid text, name text, nickname text,
      join_scene smallint, invitor text, channel_state text, left_at timestamptz, left_how text)
    on conflict (workspace_id, corp_id, chat_id, member_id, joined_at) do update set atom = excluded.atom, unionid = excluded.unionid,
      name = excluded.name, nickname = excluded.nickname, join_scene = excluded.join_scene, invitor = excluded.invitor,
      channel_state = excluded.channel_state, left_at = excluded.left_at, left_how = excluded.left_how`.execute(tx)
}
