/** Reads of lost customers for pages. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { LostBy } from './states.ts'
import type {} from './tables.ts'

const MAX_STAFF = 100

export interface LostView {
  readonly id: number
  readonly corp_id: string
  readonly atom: number
  readonly name: string
  readonly user_id: string
  readonly by_whom: LostBy
  readonly friends_since: Date
  readonly lost_at: Date
  readonly still_with: string
  readonly sent_before: number
  readonly won_back_at: Date | null
  readonly won_back_by: string | null
}

export interface LostAsked {
  readonly workspaceId: number
  readonly byWhom: LostBy | undefined
  readonly userId: string | undefined
  readonly wonBack: 'yes' | 'no' | undefined
  /** Milliseconds and id of the last one of the page before. */
  readonly after: readonly [number, number] | undefined
  readonly limit: number
}

/** Latest first. */
export async function lostCustomers(db: Queryable, { workspaceId, byWhom, userId, wonBack, after, limit }: LostAsked): Promise<LostView[]> {
  const { rows } = await sql<LostView>`
    select lost.id, corp_id, lost.atom, coalesce(contact.name, '') as name, user_id, by_whom, friends_since, lost_at, still_with, sent_before,
      won_back_at, won_back_by
    from channels_wecom_lost lost left join channels_wecom_contacts contact using (workspace_id, corp_id, external_user_id)
    where workspace_id = ${workspaceId}
      ${byWhom === undefined ? sql`` : sql`and by_whom = ${byWhom}`}
      ${userId === undefined ? sql`` : sql`and user_id = ${userId}`}
      ${wonBack === undefined ? sql`` : wonBack === 'yes' ? sql`and won_back_at is not null` : sql`and won_back_at is null`}
      ${after ? sql`and (lost_at, lost.id) < (${new Date(after[0])}, ${after[1]})` : sql``}
    order by lost_at desc, lost.id desc limit ${limit}`.execute(db)
  return rows
}

export interface LostCounts {
  readonly lost: number
  readonly wonBack: number
  readonly deletedByStaff: number
}

interface Span {
  readonly workspaceId: number
  readonly timeZone: string
  readonly weeks: number
  readonly now: number
}

const COUNTS = sql`count(lost.id) filter (where by_whom = 'customer') as lost,
  count(lost.id) filter (where by_whom = 'customer' and won_back_at is not null) as "wonBack",
  count(lost.id) filter (where by_whom = 'staff') as "deletedByStaff"`

/** Monday of the week of now, in the zone. */
const thisWeek = ({ timeZone, now }: Span) => sql`date_trunc('week', ${new Date(now)}::timestamptz at time zone ${timeZone}::text)`

/** Every week, also those in which nothing happened. */
export async function lostByWeek(db: Queryable, span: Span): Promise<(LostCounts & { readonly from: string })[]> {
  const { workspaceId, timeZone, weeks } = span
  const { rows } = await sql<LostCounts & { from: string }>`
    select week.begin::date as "from", ${COUNTS}
    from (select generate_series(${thisWeek(span)} - (${weeks}::integer - 1) * interval '7 days', ${thisWeek(span)}, interval '7 days') as begin) week
      left join channels_wecom_lost lost on lost.workspace_id = ${workspaceId}
        and lost.lost_at >= week.begin at time zone ${timeZone}::text
        and lost.lost_at < (week.begin + interval '7 days') at time zone ${timeZone}::text
    group by week.begin order by week.begin`.execute(db)
  return rows
}

/** In the same weeks, those with most first. */
export async function lostByStaff(
  db: Queryable,
  span: Span,
): Promise<(LostCounts & { readonly corp_id: string; readonly user_id: string })[]> {
  const { workspaceId, timeZone, weeks } = span
  const { rows } = await sql<LostCounts & { corp_id: string; user_id: string }>`
    select corp_id, user_id, ${COUNTS} from channels_wecom_lost lost
    where workspace_id = ${workspaceId}
      and lost_at >= (${thisWeek(span)} - (${weeks}::integer - 1) * interval '7 days') at time zone ${timeZone}::text
    group by corp_id, user_id order by lost desc, user_id limit ${MAX_STAFF}`.execute(db)
  return rows
}
