/** Data health of one workspace over the latest days: what is late, missing, drifting, unknown, doubled or refused. */

import type { ResponseOf } from '../../../platform/contract.ts'
import { type Db, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { getHealth, PlanMode, ValueType, Violation } from './contract.ts'
import type {} from './tables.ts'
import { utcDay } from './tally.ts'

export type Health = ResponseOf<typeof getHealth>

const MAX_HEALTH_ITEMS = 200
const DAY_MS = 86_400_000
/** A name counts as dropped when the latest full day has less than this part of its usual day … */
const DROPPED_SHARE = 0.2
/** … and the usual day has at least this many events, so that rare events raise no alarm. */
const DROPPED_MIN_USUAL_DAY = 20

interface Period {
  readonly workspaceId: number
  /** First UTC day of the period. */
  readonly since: string
  /** The last full UTC day. */
  readonly lastDay: string
  readonly days: number
}

/** `now` is the business clock. Days are UTC days of receipt, today included. */
export async function readHealth(handles: Handles, input: { workspaceId: number; days: number }): Promise<Health> {
  const now = handles.clocks.business.now()
  const period: Period = {
    workspaceId: input.workspaceId,
    days: input.days,
    since: utcDay(now - (input.days - 1) * DAY_MS),
    lastDay: utcDay(now - DAY_MS),
  }
  const { db } = handles
  const volumes = await readVolumes(db, period)
  return {
    days: input.days,
    computedAt: new Date(now).toISOString(),
    total: volumes.reduce((sum, row) => sum + row.total, 0),
    late: lateness(volumes),
    missing: await readMissing(db, period),
    typeDrift: await readTypeDrift(db, period),
    violations: await readViolations(db, period),
    unknown: await readUnknown(db, period),
    duplicates: await readDuplicates(db, period),
    rejected: await readRejected(handles, period),
  }
}

interface Volume {
  name: string
  total: number
  late: number
}

async function readVolumes(db: Db, period: Period): Promise<Volume[]> {
  const rows = await sql<Volume>`
    select name, sum(total)::bigint as total, sum(late)::bigint as late from events_plan_days
    where workspace_id = ${period.workspaceId} and day >= ${period.since}::date group by name order by late desc, total desc`.execute(db)
  return rows.rows
}

function lateness(volumes: readonly Volume[]): Health['late'] {
  const items = volumes.filter((row) => row.late > 0).map((row) => ({ ...row, share: row.late / row.total }))
  return { total: items.reduce((sum, row) => sum + row.late, 0), items: items.slice(0, MAX_HEALTH_ITEMS) }
}

async function readMissing(db: Db, period: Period): Promise<Health['missing']> {
  const rows = await sql<{
    name: string
    declared: boolean
    last_seen_at: Date | null
    period_total: number
    last_day: number
    usual_day: number
  }>`
    with volumes as (
      select name, coalesce(sum(total) filter (where day >= ${period.since}::date), 0)::bigint as period_total,
        coalesce(sum(total) filter (where day = ${period.lastDay}::date), 0)::bigint as last_day,
        coalesce(sum(total) filter (where day < ${period.lastDay}::date and day >= ${period.lastDay}::date - 7), 0)::float / 7 as usual_day
      from events_plan_days where workspace_id = ${period.workspaceId} and day >= least(${period.since}::date, ${period.lastDay}::date - 7) group by name)
    select coalesce(declared.name, volumes.name) as name, declared.name is not null as declared, seen.last_seen_at,
      coalesce(period_total, 0)::bigint as period_total, coalesce(last_day, 0)::bigint as last_day, coalesce(usual_day, 0)::float as usual_day
    from volumes full join (select name from events_plan_declarations where workspace_id = ${period.workspaceId}) declared on declared.name = volumes.name
    left join events_plan_names seen on seen.workspace_id = ${period.workspaceId} and seen.name = coalesce(declared.name, volumes.name)
    where (declared.name is not null and coalesce(period_total, 0) = 0)
      or (usual_day >= ${DROPPED_MIN_USUAL_DAY} and last_day < usual_day * ${DROPPED_SHARE})
    order by usual_day desc nulls last, name limit ${MAX_HEALTH_ITEMS}`.execute(db)
  return rows.rows.map((row) => ({
    name: row.name,
    reason: row.declared && row.period_total === 0 ? ('silent' as const) : ('dropped' as const),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastDay: row.last_day,
    usualDay: row.usual_day,
  }))
}

/** Properties that came with more than one type in the period; empty values do not count as a type, nor does a time among text. */
async function readTypeDrift(db: Db, period: Period): Promise<Health['typeDrift']> {
  const rows = await sql<{ name: string; property: string; types: { type: ValueType; total: number; lastSeenAt: string }[] }>`
    select name, property, jsonb_agg(jsonb_build_object('type', value_type, 'total', total, 'lastSeenAt', last_seen_at) order by total desc) as types
    from events_plan_properties
    where workspace_id = ${period.workspaceId} and value_type <> 'null' and last_seen_at >= ${period.since}::date
    group by name, property
    having count(distinct case value_type when 'time' then 'text' else value_type end) > 1
    order by min(total) desc, name, property limit ${MAX_HEALTH_ITEMS}`.execute(db)
  return rows.rows
}

async function readViolations(db: Db, period: Period): Promise<Health['violations']> {
  const rows = await sql<{ name: string; property: string; violation: Violation; total: number; mode: PlanMode | null }>`
    select v.name, v.property, v.violation, sum(v.total)::bigint as total, max(d.mode) as mode
    from events_plan_violations v left join events_plan_declarations d on d.workspace_id = v.workspace_id and d.name = v.name
    where v.workspace_id = ${period.workspaceId} and v.day >= ${period.since}::date
    group by v.name, v.property, v.violation order by sum(v.total) desc, v.name, v.property limit ${MAX_HEALTH_ITEMS}`.execute(db)
  return rows.rows
}

async function readUnknown(db: Db, period: Period): Promise<Health['unknown']> {
  const rows = await sql<{ name: string; total: number }>`
    select name, sum(total)::bigint as total from events_plan_days days
    where workspace_id = ${period.workspaceId} and day >= ${period.since}::date and name not like '$%'
      and exists (select 1 from events_plan_declarations d where d.workspace_id = ${period.workspaceId})
      and not exists (select 1 from events_plan_declarations d where d.workspace_id = days.workspace_id and d.name = days.name)
    group by name order by sum(total) desc limit ${MAX_HEALTH_ITEMS}`.execute(db)
  return rows.rows
}

async function readDuplicates(db: Db, period: Period): Promise<Health['duplicates']> {
  const items = await db
    .selectFrom('events_plan_duplicates')
    .select(['day', 'source', 'total'])
    .where('workspace_id', '=', period.workspaceId)
    .where('day', '>=', period.since)
    .orderBy('day', 'desc')
    .orderBy('source')
    .limit(MAX_HEALTH_ITEMS)
    .execute()
  return { total: items.reduce((sum, row) => sum + row.total, 0), items }
}

async function readRejected({ clickhouse }: Handles, period: Period): Promise<Health['rejected']> {
  const items = await clickhouse.query<Health['rejected']['items'][number]>({
    lane: 'point',
    query: `select code, source, count() as total, max(received) as lastAt from events_rejected_v1
            where workspace = {workspaceId:UInt32} and received >= toDateTime64({since:String}, 3, 'UTC')
            group by code, source order by total desc limit {limit:UInt32}`,
    params: { workspaceId: period.workspaceId, since: `${period.since} 00:00:00`, limit: MAX_HEALTH_ITEMS },
  })
  return { total: items.reduce((sum, row) => sum + row.total, 0), items }
}
