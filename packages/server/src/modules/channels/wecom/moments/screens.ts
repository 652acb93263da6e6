/** Reads of Moments for pages. */
import { bigints, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { WecomMoment } from './contract.ts'
import type { MomentRow } from './moments.ts'
import type { ReactionKind } from './states.ts'

interface OfMoment {
  readonly workspaceId: number
  readonly id: number
}

type Counts = WecomMoment['counts']
const NONE: Counts = { members: 0, published: 0, visibleTo: 0, likes: 0, comments: 0, people: 0 }

export async function momentsBefore(
  db: Queryable,
  { workspaceId, before = null, limit }: { workspaceId: number; before: number | null | undefined; limit: number },
): Promise<MomentRow[]> {
  const { rows } = await sql<MomentRow>`select * from channels_wecom_moments
    where workspace_id = ${workspaceId} and (${before}::bigint is null or id < ${before}::bigint) order by id desc limit ${limit}`.execute(
    db,
  )
  return rows
}

/** By id of the Moment; those without members and reactions are absent. */
export async function countsOfMoments(
  db: Queryable,
  { workspaceId, ids }: { workspaceId: number; ids: readonly number[] },
): Promise<Map<number, Counts>> {
  const { rows } = await sql<Counts & { id: number }>`
    select asked.id, coalesce(members.members, 0) as members, coalesce(members.published, 0) as published,
      coalesce(members.visible_to, 0)::integer as "visibleTo", coalesce(reactions.likes, 0) as likes,
      coalesce(reactions.comments, 0) as comments, coalesce(reactions.people, 0) as people
    from unnest(${bigints(ids)}) as asked (id)
    left join (select moment, count(*) as members, count(published_at) as published, sum(visible_to) as visible_to
      from channels_wecom_moment_members where workspace_id = ${workspaceId} and moment = any(${bigints(ids)}) group by moment) members
      on members.moment = asked.id
    left join (select moment, count(*) filter (where kind = 'like') as likes, count(*) filter (where kind = 'comment') as comments,
        count(distinct atom) as people
      from channels_wecom_moment_reactions where workspace_id = ${workspaceId} and moment = any(${bigints(ids)}) group by moment) reactions
      on reactions.moment = asked.id`.execute(db)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

export function shownMoment(row: MomentRow, counts: Counts = NONE): WecomMoment {
  const instant = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: String(row.id),
    corpId: row.corp_id,
    name: row.name,
    content: row.content,
    userIds: row.user_ids,
    tagIds: row.tag_ids,
    state: row.state,
    outcome: row.outcome,
    cancelAsked: row.cancel_asked,
    sendAt: row.send_at.toISOString(),
    untilAt: row.until_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    approvedAt: instant(row.approved_at),
    approvedBy: row.approved_by,
    handedAt: instant(row.handed_at),
    closedAt: instant(row.closed_at),
    endedAt: instant(row.ended_at),
    reason: row.reason,
    refusedUserIds: row.refused_user_ids,
    refusedTagIds: row.refused_tag_ids,
    counts,
  }
}

export interface MemberView {
  readonly user_id: string
  readonly name: string
  readonly published_at: Date | null
  readonly visible_to: number | null
  readonly likes: number
  readonly comments: number
}

/** By userid, after the given one. */
export async function membersOfMoment(
  db: Queryable,
  { workspaceId, id, corpId, after, limit }: OfMoment & { corpId: string; after: string; limit: number },
): Promise<MemberView[]> {
  const { rows } = await sql<MemberView>`
    select member.user_id, coalesce(staff.name, '') as name, published_at, visible_to, (
        select count(*) from channels_wecom_moment_reactions reaction where reaction.workspace_id = member.workspace_id
          and reaction.moment = member.moment and reaction.user_id = member.user_id and kind = 'like') as likes, (
        select count(*) from channels_wecom_moment_reactions reaction where reaction.workspace_id = member.workspace_id
          and reaction.moment = member.moment and reaction.user_id = member.user_id and kind = 'comment') as comments
    from channels_wecom_moment_members member
      left join channels_wecom_staff staff on staff.workspace_id = member.workspace_id and staff.corp_id = ${corpId}
        and staff.user_id = member.user_id
    where member.workspace_id = ${workspaceId} and member.moment = ${id} and member.user_id > ${after}
    order by member.user_id limit ${limit}`.execute(db)
  return rows
}

export interface ReactionView {
  readonly kind: ReactionKind
  readonly happened_at: Date
  readonly user_id: string
  readonly staff_name: string
  readonly external_user_id: string
  readonly mark: string
  readonly atom: number
  readonly name: string
}

/** What stands for a reaction in a cursor. */
export type ReactionKey = readonly [at: number, userId: string, externalUserId: string, kind: string, mark: string]

/** The latest first, after the given one. */
export async function reactionsOfMoment(
  db: Queryable,
  { workspaceId, id, after, limit }: OfMoment & { after: ReactionKey | undefined; limit: number },
): Promise<ReactionView[]> {
  const [at, ...place] = after ?? [null, '', '', '', '']
  const { rows } = await sql<ReactionView>`
    select reaction.kind, reaction.happened_at, reaction.user_id, coalesce(staff.name, '') as staff_name, reaction.external_user_id,
      reaction.mark, reaction.atom, coalesce(contact.name, '') as name
    from channels_wecom_moment_reactions reaction
      left join channels_wecom_staff staff using (workspace_id, corp_id, user_id)
      left join channels_wecom_contacts contact using (workspace_id, corp_id, external_user_id)
    where reaction.workspace_id = ${workspaceId} and reaction.moment = ${id} and (${at}::float8 is null
      or (reaction.happened_at, reaction.user_id, reaction.external_user_id, reaction.kind, reaction.mark)
        < (to_timestamp(${at}::float8 / 1000), ${place[0]}, ${place[1]}, ${place[2]}, ${place[3]}))
    order by reaction.happened_at desc, reaction.user_id desc, reaction.external_user_id desc, reaction.kind desc, reaction.mark desc
    limit ${limit}`.execute(db)
  return rows
}
