/** What a decision about people stands on, read for many at once with one statement. */
import { bigints, type Queryable, sql } from '../../platform/db/index.ts'
import { ALL_CHANNELS } from '../compliance/index.ts'
import type { Purpose } from './tables.ts'

/** What was found about one person. */
export interface Facts {
  /** The atom that was asked about. */
  readonly given: number
  readonly person: number
  /** Pairs with members of staff that there are or were, and those of them through whom they can be reached now. */
  readonly pairs: number
  readonly senders: number
  readonly corpId: string | null
  readonly userId: string | null
  readonly externalUserId: string | null
  /** The atom of that contact. */
  readonly contactAtom: number | null
  readonly consent: 'granted' | 'withdrawn' | null
  readonly today: number
  readonly week: number
  readonly month: number
  /** The same broadcast already has a delivery of this person with the channel: they were merged since it was planned. */
  readonly hasIt: boolean
}

export interface FactsAsked {
  readonly workspaceId: number
  /** 0: none yet. */
  readonly broadcastId: number
  readonly purpose: Purpose
  readonly channel: 'wecom'
  /** The day whose caps count, in the workspace's zone: `2026-11-22`. */
  readonly day: string
  /** Atoms; people may be named by any of theirs. */
  readonly given: readonly number[]
}

const WEEK_DAYS = 7
const MONTH_DAYS = 30

/** Pairs of one atom; with `offset 0` the planner looks them up atom by atom, however many there are. */
function relationsOf(workspaceId: number) {
  return sql`select known.corp_id, known.user_id, known.external_user_id, known.atom, known.added_at, known.can_send
    from pub_channels_wecom_relations known where known.workspace_id = ${workspaceId} and known.atom = mine.atom offset 0`
}

/**
 * When the member and the contact of a `relation` were last in touch, as far as we know: what was sent once the member had tapped, and the add
 * with its welcome. Who talked with whom the platform tells only to the chat archive. Asked for whoever has several members alone.
 */
function lastInTouch(workspaceId: number) {
  return sql`greatest(relation.added_at, case when pairs.senders > 1 then (
    select max(told.changed_at) from pub_channels_wecom_mass_recipients told
      join pub_channels_wecom_mass_tasks task on task.workspace_id = told.workspace_id and task.id = told.task_id
    where told.workspace_id = ${workspaceId} and told.atom = relation.atom and told.state = 'sent' and told.corp_id = relation.corp_id
      and task.user_id = relation.user_id) end)`
}

/**
 * One row for each atom given, in no order. The sender is the member of staff who was in touch with the person last; of several at the same
 * moment chance decides, the same way every time.
 */
export async function readFacts(db: Queryable, asked: FactsAsked): Promise<Facts[]> {
  const { workspaceId, broadcastId, purpose, channel, day, given } = asked
  if (given.length === 0) return []
  const { rows } = await sql<Facts>`
    with asked as materialized (
      select given.atom as given, coalesce(member.person, given.atom) as person from unnest(${bigints(given)}) as given (atom)
        left join lateral (select known.person from pub_identity_members known
          where known.workspace_id = ${workspaceId} and known.atom = given.atom offset 0) as member on true
    ), own as materialized (
      select people.person, array_agg(coalesce(member.atom, people.person)) as atoms from (select distinct person from asked) as people
        left join lateral (select known.atom from pub_identity_members known
          where known.workspace_id = ${workspaceId} and known.person = people.person offset 0) as member on true
      group by people.person
    )
    select asked.given, own.person, coalesce(pairs.pairs, 0)::int as pairs, coalesce(pairs.senders, 0)::int as senders,
      sender.corp_id as "corpId", sender.user_id as "userId", sender.external_user_id as "externalUserId", sender.atom as "contactAtom",
      said.state as consent, coalesce(touched.today, 0)::int as today, coalesce(touched.week, 0)::int as week,
      coalesce(touched.month, 0)::int as month, exists (
        select 1 from unnest(own.atoms) as mine (atom), lateral (
          select other.handed_at from reach_deliveries other where other.workspace_id = ${workspaceId}
            and other.broadcast_id = ${broadcastId} and other.atom = mine.atom offset 0) as delivery
        where delivery.handed_at is not null) as "hasIt"
    from asked join own on own.person = asked.person
      left join lateral (
        select count(*) as pairs, count(*) filter (where relation.can_send) as senders
        from unnest(own.atoms) as mine (atom), lateral (${relationsOf(workspaceId)}) as relation) as pairs on true
      left join lateral (
        select relation.* from unnest(own.atoms) as mine (atom), lateral (${relationsOf(workspaceId)}) as relation
        where relation.can_send
        order by ${lastInTouch(workspaceId)} desc, md5(relation.user_id || relation.external_user_id), relation.corp_id limit 1) as sender on true
      left join lateral (
        select entry.state from unnest(own.atoms) as mine (atom), lateral (
          select said.state, said.at from pub_compliance_consents said
          where said.workspace_id = ${workspaceId} and said.atom = mine.atom and said.purpose = ${purpose}
            and said.channel = any(${[channel, ALL_CHANNELS]}::text[]) offset 0) as entry
        order by entry.at desc, entry.state = 'withdrawn' desc limit 1) as said on true
      left join lateral (
        select sum(touch.touches) filter (where touch.day = ${day}::date) as today,
          sum(touch.touches) filter (where touch.day > ${day}::date - ${WEEK_DAYS}::int) as week, sum(touch.touches) as month
        from unnest(own.atoms) as mine (atom), lateral (
          select known.day, known.touches from reach_touches known
          where known.workspace_id = ${workspaceId} and known.atom = mine.atom and known.day > ${day}::date - ${MONTH_DAYS}::int
            and known.day <= ${day}::date offset 0) as touch) as touched on true`.execute(db)
  return rows
}
