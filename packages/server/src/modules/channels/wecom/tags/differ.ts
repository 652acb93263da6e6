/**
 * Where the two sides differ: for every pair of a member and a contact whether it bears the corp tag, whether the person has the tag here, and
 * what both agreed upon last. The third says which side has changed since. One statement for all links of a corp.
 *
 * Here counts what any atom of the person has, so merges and un-merges are seen as they are. There counts the relation, unless we have told the
 * platform something since it was asked about it.
 */
import type { RawBuilder } from 'kysely'
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'
import { HELD_STATES } from '../contacts/states.ts'
import type { TagDirection } from './contract.ts'

type OfCorp = Pick<Corp, 'workspaceId' | 'corpId'>

export interface Difference {
  readonly linkId: number
  readonly tagId: number
  readonly corpTagId: string
  readonly direction: TagDirection
  /** Of an exclusive group: another of its tags takes its place, so that it must not come back by itself. */
  readonly isExclusive: boolean
  readonly userId: string
  readonly externalUserId: string
  readonly atom: number
  /** They have each other; otherwise what is noted of the pair goes. */
  readonly held: boolean
  /** The person has the tag here. */
  readonly here: boolean
  /** The pair bears the corp tag there. */
  readonly there: boolean
  /** What both agreed upon last. */
  readonly agreed: boolean
  readonly wanted: boolean | null
  /** Above 0 the platform may have done what was wanted, without our knowing. */
  readonly tries: number
  /** When `there` was known; of the business clock. */
  readonly knownAt: Date | null
}

/** Links of the corp that are at work: neither the tag nor the corp tag is gone. Columns id, tag_id, corp_tag_id, direction. */
function linksOf({ workspaceId, corpId }: OfCorp): RawBuilder<unknown> {
  return sql`select link.id, link.tag_id, link.corp_tag_id, link.direction, exists (select 1 from pub_identity_exclusive_tags exclusive
      where exclusive.workspace_id = ${workspaceId} and exclusive.id = link.tag_id) as is_exclusive
    from channels_wecom_tag_links link
      join channels_wecom_corp_tags there on there.workspace_id = link.workspace_id and there.corp_id = link.corp_id
        and there.tag_id = link.corp_tag_id and there.deleted_at is null
      join pub_identity_tags here on here.workspace_id = link.workspace_id and here.id = link.tag_id
    where link.workspace_id = ${workspaceId} and link.corp_id = ${corpId}`
}

function seenPairs({ workspaceId, corpId }: OfCorp, links: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with link as materialized (${links}), held as materialized (
      select user_id, external_user_id, atom, tag_ids, fetched_at from channels_wecom_relations
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and state = any(${[...HELD_STATES]}::text[])
    ), tagged as materialized (
      select distinct link.id, coalesce(other.atom, mark.atom) as atom
      from link join pub_identity_tag_marks mark on mark.workspace_id = ${workspaceId} and mark.tag_id = link.tag_id and mark.has
        left join pub_identity_members own on own.workspace_id = ${workspaceId} and own.atom = mark.atom
        left join pub_identity_members other on other.workspace_id = ${workspaceId} and other.person = own.person
    ), pair as (
      select link.id, held.user_id, held.external_user_id
        from held cross join unnest(held.tag_ids) as borne (tag_id) join link on link.corp_tag_id = borne.tag_id
      union select tagged.id, held.user_id, held.external_user_id from tagged join held on held.atom = tagged.atom
      union select mark.link_id, mark.user_id, mark.external_user_id from link join channels_wecom_tag_marks mark on mark.link_id = link.id
    ), seen as (
      select link.id as "linkId", link.tag_id as "tagId", link.corp_tag_id as "corpTagId", link.direction, link.is_exclusive as "isExclusive",
        pair.user_id as "userId", pair.external_user_id as "externalUserId", coalesce(held.atom, mark.atom) as atom, held.atom is not null as held,
        tagged.atom is not null as here,
        coalesce(case when mark.known_at > held.fetched_at then mark.has else held.tag_ids @> array[link.corp_tag_id] end, false) as there,
        coalesce(mark.has, false) as agreed, mark.wanted, coalesce(mark.tries, 0) as tries, greatest(held.fetched_at, mark.known_at) as "knownAt"
      from pair join link on link.id = pair.id
        left join held on held.external_user_id = pair.external_user_id and held.user_id = pair.user_id
        left join tagged on tagged.id = pair.id and tagged.atom = held.atom
        left join channels_wecom_tag_marks mark on mark.workspace_id = ${workspaceId} and mark.corp_id = ${corpId}
          and mark.external_user_id = pair.external_user_id and mark.user_id = pair.user_id and mark.link_id = pair.id
    )`
}

/** Some of them, in a fixed order, after that one. What is under way already and what needs nothing is left out. */
export async function differences(
  db: Queryable,
  { corp, after, limit }: { corp: OfCorp; after: DifferenceKey | undefined; limit: number },
): Promise<Difference[]> {
  const [linkId, externalUserId, userId] = after ?? [0, '', '']
  const { rows } = await sql<Difference>`${seenPairs(corp, linksOf(corp))}
    select * from seen
    where ("linkId", "externalUserId", "userId") > (${linkId}, ${externalUserId}, ${userId}) and (not held
      or case when here = there then (agreed <> there or wanted is not null) and (tries = 0 or wanted is distinct from here)
        when direction = 'out' or tries > 0 then wanted is distinct from here
        when direction = 'in' then case when there then not (agreed and "isExclusive") else agreed end
        else agreed = here or wanted is distinct from here end)
    order by "linkId", "externalUserId", "userId" limit ${limit}`.execute(db)
  return rows
}

export type DifferenceKey = readonly [linkId: number, externalUserId: string, userId: string]

export interface LinkEffect {
  readonly marked: number
  readonly unmarked: number
  readonly tagged: number
}

/** What a link would change that is not made yet, or is the other way round. Without a corp tag it is a new one, that nobody bears. */
export async function effectOfLink(
  db: Queryable,
  { corp, tagId, corpTagId, direction }: { corp: OfCorp; tagId: number; corpTagId: string | null; direction: TagDirection },
): Promise<LinkEffect> {
  const link = sql`select coalesce((select known.id from channels_wecom_tag_links known where known.workspace_id = ${corp.workspaceId}
      and known.corp_id = ${corp.corpId} and known.tag_id = ${tagId} and known.corp_tag_id = ${corpTagId}), 0)::bigint as id,
    ${tagId}::bigint as tag_id, ${corpTagId ?? ''}::text as corp_tag_id, ${direction}::text as direction,
    false as is_exclusive`
  const { rows } = await sql<LinkEffect>`${seenPairs(corp, link)}
    select count(*) filter (where here and not there and direction <> 'in') as marked,
      count(*) filter (where there and not here and direction = 'out') as unmarked,
      count(distinct coalesce((select member.person from pub_identity_members member where member.workspace_id = ${corp.workspaceId}
        and member.atom = seen.atom), atom)) filter (where there and not here and direction <> 'out') as tagged
    from seen where held`.execute(db)
  return rows[0] ?? { marked: 0, unmarked: 0, tagged: 0 }
}
