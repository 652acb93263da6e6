/** Reads for the tracking-plan pages. */

import type { ResponseOf } from '../../../platform/contract.ts'
import { type Db, sql } from '../../../platform/db/index.ts'
import type { getPlanEvent, listPlan, ValueType } from './contract.ts'
import type { DeclarationView } from './declarations.ts'
import type {} from './tables.ts'

type PlanEvent = ResponseOf<typeof listPlan>['items'][number]
type PlanEventDetail = ResponseOf<typeof getPlanEvent>
type PlanProperty = PlanEventDetail['properties'][number]

/** Names listed for one workspace, the most frequent first. */
const MAX_PLAN_NAMES = 2_000
const MAX_PLAN_PROPERTIES = 1_000
const TREND_DAYS = 7
const DAY_MS = 86_400_000

interface NameRow {
  name: string
  event_type: string | null
  total: number | null
  first_seen_at: Date | null
  last_seen_at: Date | null
  mode: PlanEvent['declared']
  trend: Record<string, number> | null
}

/** Every name seen or declared; `name` narrows to one. `now` is the business clock. */
export async function listPlanEvents(db: Db, input: { workspaceId: number; now: number; name?: string }): Promise<PlanEvent[]> {
  const days = trendDays(input.now)
  const only = input.name ?? null
  const rows = await sql<NameRow>`
    select coalesce(seen.name, declared.name) as name, seen.event_type, seen.total, seen.first_seen_at, seen.last_seen_at, declared.mode,
      (select jsonb_object_agg(day, total) from events_plan_days days
        where days.workspace_id = seen.workspace_id and days.name = seen.name and day >= ${days[0]}::date) as trend
    from (select * from events_plan_names where workspace_id = ${input.workspaceId}) seen
    full join (select * from events_plan_declarations where workspace_id = ${input.workspaceId}) declared on declared.name = seen.name
    where ${only}::text is null or coalesce(seen.name, declared.name) = ${only}
    order by seen.total desc nulls last, name limit ${MAX_PLAN_NAMES}`.execute(db)
  return rows.rows.map((row) => ({
    name: row.name,
    eventType: row.event_type,
    total: row.total ?? 0,
    lastSevenDays: days.map((day) => row.trend?.[day] ?? 0),
    firstSeenAt: row.first_seen_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    declared: row.mode,
  }))
}

/** One event with its properties, or undefined when it was neither seen nor declared. */
export async function findPlanEvent(
  db: Db,
  input: { workspaceId: number; now: number; name: string },
): Promise<PlanEventDetail | undefined> {
  const [event] = await listPlanEvents(db, input)
  if (!event) return undefined
  return { ...event, properties: await listProperties(db, input, event.total), declaration: await findDeclaration(db, input) }
}

async function listProperties(db: Db, input: { workspaceId: number; name: string }, eventTotal: number): Promise<PlanProperty[]> {
  const rows = await db
    .selectFrom('events_plan_properties')
    .selectAll()
    .where('workspace_id', '=', input.workspaceId)
    .where('name', '=', input.name)
    .orderBy('total', 'desc')
    .orderBy('property')
    .limit(MAX_PLAN_PROPERTIES)
    .execute()
  const byProperty = Map.groupBy(rows, (row) => row.property)
  const properties = [...byProperty].map(([name, types]) => {
    const total = types.reduce((sum, row) => sum + row.total, 0)
    return {
      name,
      total,
      fill: eventTotal === 0 ? 0 : Math.min(1, total / eventTotal),
      types: types.map((row) => ({ type: row.value_type as ValueType, total: row.total, samples: row.samples })),
      firstSeenAt: new Date(Math.min(...types.map((row) => row.first_seen_at.getTime()))).toISOString(),
      lastSeenAt: new Date(Math.max(...types.map((row) => row.last_seen_at.getTime()))).toISOString(),
    }
  })
  return properties.sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
}

async function findDeclaration(db: Db, input: { workspaceId: number; name: string }): Promise<DeclarationView | null> {
  const row = await db
    .selectFrom('events_plan_declarations')
    .selectAll()
    .where('workspace_id', '=', input.workspaceId)
    .where('name', '=', input.name)
    .executeTakeFirst()
  return row ? { mode: row.mode, description: row.description, properties: row.properties, changedAt: row.changed_at.toISOString() } : null
}

/** The latest seven UTC days, today last. */
function trendDays(now: number): string[] {
  return Array.from({ length: TREND_DAYS }, (_, index) => new Date(now - (TREND_DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10))
}
