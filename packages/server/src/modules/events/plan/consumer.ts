/** The stream consumer behind the tracking plan: names, days, properties and violations, each stored event counted exactly once. */
import { sql, type Tx } from '../../../platform/db/index.ts'
import type { StreamConsumer } from '../stream/consumer.ts'
import type {} from './tables.ts'
import { type Declarations, type NameTally, planKey, tallyEvents } from './tally.ts'

const MAX_SAMPLES = 5

export const planConsumer: StreamConsumer = {
  name: 'events.plan',
  apply: async (tx, events) => {
    const declarations = await readDeclarations(tx, [...new Set(events.map((event) => event.workspaceId))])
    const tallies = tallyEvents(events, declarations)
    await addNames(tx, tallies)
    await addDays(tx, tallies)
    await addProperties(tx, tallies)
    await addViolations(tx, tallies)
  },
}

async function readDeclarations(tx: Tx, workspaceIds: readonly number[]): Promise<Declarations> {
  const rows = await tx
    .selectFrom('events_plan_declarations')
    .select(['workspace_id', 'name', 'properties'])
    .where('workspace_id', 'in', workspaceIds)
    .execute()
  return new Map(rows.map((row) => [planKey(row.workspace_id, row.name), row.properties]))
}

async function addNames(tx: Tx, tallies: readonly NameTally[]): Promise<void> {
  await sql`insert into events_plan_names (workspace_id, name, event_type, total, first_seen_at, last_seen_at)
    select * from unnest(${tallies.map((t) => t.workspaceId)}::int[], ${tallies.map((t) => t.name)}::text[], ${tallies.map((t) => t.eventType)}::text[],
      ${tallies.map((t) => t.total)}::bigint[], ${tallies.map((t) => new Date(t.firstAt))}::timestamptz[], ${tallies.map((t) => new Date(t.lastAt))}::timestamptz[])
    on conflict (workspace_id, name) do update set total = events_plan_names.total + excluded.total,
      first_seen_at = least(events_plan_names.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(events_plan_names.last_seen_at, excluded.last_seen_at)`.execute(tx)
}

async function addDays(tx: Tx, tallies: readonly NameTally[]): Promise<void> {
  const rows = tallies.flatMap((t) => [...t.days].map(([day, counted]) => ({ ...counted, day, name: t.name, workspaceId: t.workspaceId })))
  await sql`insert into events_plan_days (workspace_id, name, day, total, late)
    select * from unnest(${rows.map((r) => r.workspaceId)}::int[], ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.day)}::date[],
      ${rows.map((r) => r.total)}::bigint[], ${rows.map((r) => r.late)}::bigint[])
    on conflict (workspace_id, name, day) do update
      set total = events_plan_days.total + excluded.total, late = events_plan_days.late + excluded.late`.execute(tx)
}

async function addProperties(tx: Tx, tallies: readonly NameTally[]): Promise<void> {
  const rows = tallies.flatMap((t) => [...t.properties.values()].map((p) => ({ ...p, name: t.name, workspaceId: t.workspaceId })))
  if (rows.length === 0) return
  await sql`insert into events_plan_properties (workspace_id, name, property, value_type, total, first_seen_at, last_seen_at, samples)
    select * from unnest(${rows.map((r) => r.workspaceId)}::int[], ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.property)}::text[],
      ${rows.map((r) => r.valueType)}::text[], ${rows.map((r) => r.total)}::bigint[], ${rows.map((r) => new Date(r.firstAt))}::timestamptz[],
      ${rows.map((r) => new Date(r.lastAt))}::timestamptz[], ${rows.map((r) => `[${[...r.samples].join(',')}]`)}::jsonb[])
    on conflict (workspace_id, name, property, value_type) do update set total = events_plan_properties.total + excluded.total,
      first_seen_at = least(events_plan_properties.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(events_plan_properties.last_seen_at, excluded.last_seen_at),
      samples = case when jsonb_array_length(events_plan_properties.samples) >= ${MAX_SAMPLES}::int then events_plan_properties.samples
        else (select jsonb_agg(value) from (select distinct value
          from jsonb_array_elements(events_plan_properties.samples || excluded.samples) limit ${MAX_SAMPLES}::int) as few) end`.execute(tx)
}

async function addViolations(tx: Tx, tallies: readonly NameTally[]): Promise<void> {
  const rows = tallies.flatMap((t) => [...t.violations.values()].map((v) => ({ ...v, name: t.name, workspaceId: t.workspaceId })))
  if (rows.length === 0) return
  await sql`insert into events_plan_violations (workspace_id, name, property, violation, day, total)
    select * from unnest(${rows.map((r) => r.workspaceId)}::int[], ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.property)}::text[],
      ${rows.map((r) => r.violation)}::text[], ${rows.map((r) => r.day)}::date[], ${rows.map((r) => r.total)}::bigint[])
    on conflict (workspace_id, name, property, violation, day) do update set total = events_plan_violations.total + excluded.total`.execute(
    tx,
  )
}
