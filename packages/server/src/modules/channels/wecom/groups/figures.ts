/** Figures of groups, counted from the register. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import { localDate } from '../../../../platform/time-zone.ts'
import { HELD_STATES } from '../contacts/states.ts'
import type { GroupRow } from './tables.ts'

const MAX_OWNERS = 100

interface Overview {
  groups: number
  memberships: number
  people: number
  repeated: number
  strangers: number
}

/** Over all groups of a workspace that were not dismissed; somebody with several external userids is one person. */
export async function groupOverview(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<Overview> {
  const { rows } = await sql<Overview>`
    with seats as (
      select coalesce(known.person, member.atom) as person, member.chat_id, exists (
          select 1 from channels_wecom_relations relation where relation.workspace_id = member.workspace_id
            and relation.corp_id = member.corp_id and relation.external_user_id = member.member_id
            and relation.state = any(${HELD_STATES}::text[])) as is_contact
      from channels_wecom_group_members member left join pub_identity_members known
        on known.workspace_id = member.workspace_id and known.atom = member.atom
      where member.workspace_id = ${workspaceId} and member.left_at is null and member.atom is not null),
    people as (select count(*) as seats, count(distinct chat_id) as groups, bool_or(is_contact) as is_contact from seats group by person)
    select (select count(*) from channels_wecom_groups where workspace_id = ${workspaceId} and state <> 'dismissed') as groups,
      coalesce(sum(seats), 0)::integer as memberships, count(*)::integer as people, count(*) filter (where groups > 1)::integer as repeated,
      count(*) filter (where not is_contact)::integer as strangers
    from people`.execute(db)
  return rows[0] ?? { groups: 0, memberships: 0, people: 0, repeated: 0, strangers: 0 }
}

export async function groupOwners(db: Queryable, { workspaceId }: { workspaceId: number }) {
  const { rows } = await sql<{ userId: string; name: string; groups: number }>`
    select held.owner as "userId", coalesce(max(staff.name), '') as name, count(*)::integer as groups
    from channels_wecom_groups held left join channels_wecom_staff staff on staff.workspace_id = held.workspace_id
      and staff.corp_id = held.corp_id and staff.user_id = held.owner
    where held.workspace_id = ${workspaceId} and held.state <> 'dismissed'
    group by held.owner order by count(*) desc, held.owner limit ${MAX_OWNERS}`.execute(db)
  return rows
}

interface Moved {
  readonly joined: number
  readonly left: number
  /** Of a dismissed group: those it took along. */
  readonly ended: number
}

export interface GroupDay {
  readonly day: string
  readonly joined: number
  readonly left: number
  readonly customers: number | null
}

/** Day by day of the zone, between the bounds (milliseconds, one more than days); `now` is where the future begins. */
export async function groupDays(
  db: Queryable,
  { group, bounds, timeZone, now }: { group: GroupRow; bounds: readonly number[]; timeZone: string; now: number },
): Promise<GroupDay[]> {
  const [from = 0, to = 0] = [bounds[0], bounds.at(-1)]
  const moved = await movesByDay(db, { group, from, to, timeZone })
  let customers = await customersAt(db, { group, at: from })
  return bounds.slice(0, -1).map((start) => {
    const day = localDate(start, timeZone)
    const { joined, left, ended } = moved.get(day) ?? { joined: 0, left: 0, ended: 0 }
    customers += joined - left - ended
    return { day, joined, left, customers: start > now ? null : customers }
  })
}

async function movesByDay(
  db: Queryable,
  { group, from, to, timeZone }: { group: GroupRow; from: number; to: number; timeZone: string },
): Promise<Map<string, Moved>> {
  const [begin, end] = [new Date(from), new Date(to)]
  const ofGroup = sql`workspace_id = ${group.workspace_id} and corp_id = ${group.corp_id} and chat_id = ${group.chat_id} and kind = 'customer'`
  const { rows } = await sql<Moved & { day: string }>`
    select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day, sum(joined)::integer as joined, sum(gone)::integer as "left",
      sum(ended)::integer as ended
    from (
      select joined_at as at, 1 as joined, 0 as gone, 0 as ended from channels_wecom_group_members where ${ofGroup}
        and joined_at >= ${begin} and joined_at < ${end}
      union all
      select left_at, 0, case when left_how = 'dismissed' then 0 else 1 end, case when left_how = 'dismissed' then 1 else 0 end
      from channels_wecom_group_members where ${ofGroup} and left_at >= ${begin} and left_at < ${end}) moves
    group by 1`.execute(db)
  return new Map(rows.map(({ day, ...moved }) => [day, moved]))
}

async function customersAt(db: Queryable, { group, at }: { group: GroupRow; at: number }): Promise<number> {
  const moment = new Date(at)
  const { rows } = await sql<{ customers: number }>`select count(*)::integer as customers from channels_wecom_group_members
    where workspace_id = ${group.workspace_id} and corp_id = ${group.corp_id} and chat_id = ${group.chat_id} and kind = 'customer'
      and joined_at < ${moment} and (left_at is null or left_at >= ${moment})`.execute(db)
  return rows[0]?.customers ?? 0
}

/** Customers in the group now: who is in another one too, and who is nobody's contact. */
export async function groupOverlap(db: Queryable, { group }: { group: GroupRow }): Promise<{ repeated: number; strangers: number }> {
  const { rows } = await sql<{ repeated: number; strangers: number }>`
    select count(*) filter (where exists (
        select 1 from channels_wecom_group_members other where other.workspace_id = member.workspace_id and other.corp_id = member.corp_id
          and other.member_id = member.member_id and other.chat_id <> member.chat_id and other.left_at is null))::integer as repeated,
      count(*) filter (where not exists (
        select 1 from channels_wecom_relations relation where relation.workspace_id = member.workspace_id
          and relation.corp_id = member.corp_id and relation.external_user_id = member.member_id
          and relation.state = any(${HELD_STATES}::text[])))::integer as strangers
    from channels_wecom_group_members member
    where workspace_id = ${group.workspace_id} and corp_id = ${group.corp_id} and chat_id = ${group.chat_id}
      and kind = 'customer' and left_at is null`.execute(db)
  return rows[0] ?? { repeated: 0, strangers: 0 }
}
