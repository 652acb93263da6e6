/** Traits of people: kept by atom, decided by the rule of each trait, each increment counted once. */
import { type Db, inTransaction, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { jsonText } from '../../platform/json-text.ts'
import type {} from './tables.ts'
import { ALL_TRAITS, foldTraits, storedState, TRUSTED_SOURCES, type TraitState, type TraitStateRow, type TraitStep } from './trait-fold.ts'
import { HISTORY_KEPT, MAX_HISTORY_VALUE_BYTES } from './trait-history.ts'
import { ruleIn, type TraitRules, traitRules } from './trait-rules.ts'

export interface TraitChangeOfAtom extends TraitStep {
  readonly workspaceId: number
  readonly atom: number
  /** Names the event: what adds up takes effect once for each. */
  readonly step: string
}

/** Longer than any client keeps an event for another try. */
export const STEP_KEPT_MS = 30 * 24 * 3_600_000
const MAX_FORGOTTEN_STEPS = 5_000
const LOCK_BUCKETS = 1_024
/** First key of the advisory locks of this module; the second is the bucket. */
const TRAITS_LOCK = 7_145_012

type RulesByWorkspace = ReadonlyMap<number, TraitRules>

/**
 * Applies the changes; done again it changes nothing. Changes of one atom that only set values by the rule `latest` go straight into the
 * table, where the later event wins; the rest is read, folded and written under a lock. `now` is of the real clock, milliseconds.
 */
export async function applyTraits(db: Db, input: { changes: readonly TraitChangeOfAtom[]; now: number }): Promise<void> {
  const { changes, now } = input
  if (changes.length === 0) return
  const rules = await traitRules(db, { workspaceIds: [...new Set(changes.map((change) => change.workspaceId))], now })
  const plain: TraitChangeOfAtom[][] = []
  const folded: TraitChangeOfAtom[][] = []
  for (const group of Map.groupBy(changes, (change) => `${change.workspaceId} ${change.atom}`).values())
    (group.every((change) => isPlain(change, rules)) ? plain : folded).push(group)
  if (folded.length > 0) await inTransaction(db, (tx) => foldStored(tx, { groups: folded, now, rules }))
  const rows = plain.flatMap((group) => rowsOf(group, foldTraits(new Map(), group)))
  await writeRows(db, { rows, now, decided: false })
}

function isPlain({ op, values, workspaceId }: TraitChangeOfAtom, rules: RulesByWorkspace): boolean {
  const named = rules.get(workspaceId)
  return op === 'set' && (named === undefined || named.size === 0 || !Object.keys(values).some((name) => named.has(name)))
}

interface TraitRow {
  readonly workspaceId: number
  readonly atom: number
  readonly name: string
  readonly state: TraitState
}

function rowsOf(changes: readonly TraitChangeOfAtom[], states: ReadonlyMap<string, TraitState>): TraitRow[] {
  const first = changes[0]
  return first ? [...states].map(([name, state]) => ({ workspaceId: first.workspaceId, atom: first.atom, name, state })) : []
}

async function foldStored(tx: Tx, input: { groups: readonly TraitChangeOfAtom[][]; now: number; rules: RulesByWorkspace }): Promise<void> {
  const { groups, now, rules } = input
  const all = groups.flat()
  await lockAtoms(tx, all)
  const fresh = await newSteps(tx, { changes: all.filter(addsUp), now })
  const stored = await readTraits(tx, all)
  const rows = groups.flatMap((changes) => {
    const first = changes[0]
    const known = (first && stored.get(`${first.workspaceId} ${first.atom}`)) ?? new Map<string, TraitState>()
    const counted = changes.filter((change) => !addsUp(change) || fresh.has(`${change.workspaceId} ${change.step}`))
    return rowsOf(changes, foldTraits(known, counted, ruleIn(rules.get(first?.workspaceId ?? 0) ?? new Map())))
  })
  const isRuled = ({ workspaceId, name }: TraitRow) => rules.get(workspaceId)?.has(name) ?? false
  await writeRows(tx, { rows: rows.filter((row) => !isRuled(row)), now, decided: false })
  await writeRows(tx, { rows: rows.filter(isRuled), now, decided: true })
}

function addsUp(change: TraitChangeOfAtom): boolean {
  return change.op === 'increment' || change.op === 'append'
}

/** Held to the end of the transaction, taken in one order by everybody. */
async function lockAtoms(tx: Tx, changes: readonly TraitChangeOfAtom[]): Promise<void> {
  const buckets = [...new Set(changes.map((change) => change.atom % LOCK_BUCKETS))].sort((a, b) => a - b)
  await sql`select pg_advisory_xact_lock(${TRAITS_LOCK}, bucket) from unnest(${buckets}::int[]) as buckets (bucket)`.execute(tx)
}

/** Notes the steps and answers those that were not noted before; forgets a few that are too old to come again. */
async function newSteps(tx: Tx, input: { changes: readonly TraitChangeOfAtom[]; now: number }): Promise<Set<string>> {
  const { changes, now } = input
  if (changes.length === 0) return new Set()
  await sql`delete from identity_trait_steps where (workspace_id, step) in (
    select workspace_id, step from identity_trait_steps where applied_at < ${new Date(now - STEP_KEPT_MS)} limit ${MAX_FORGOTTEN_STEPS})`.execute(
    tx,
  )
  const noted = await sql<{ workspace_id: number; step: string }>`
    insert into identity_trait_steps (workspace_id, step, applied_at)
    select distinct workspace_id, step, ${new Date(now)}::timestamptz
      from unnest(${changes.map((change) => change.workspaceId)}::int[], ${changes.map((change) => change.step)}::text[]) as steps (workspace_id, step)
      order by workspace_id, step
    on conflict do nothing returning workspace_id, step`.execute(tx)
  return new Set(noted.rows.map((row) => `${row.workspace_id} ${row.step}`))
}

async function readTraits(tx: Tx, changes: readonly TraitChangeOfAtom[]): Promise<Map<string, Map<string, TraitState>>> {
  const rows = await sql<TraitStateRow & { workspace_id: number }>`
    select traits.workspace_id, traits.atom, name, value, value is not null as set, changed_at, source, made_by
    from (select distinct workspace_id, atom from unnest(
        ${changes.map((change) => change.workspaceId)}::int[], ${changes.map((change) => change.atom)}::bigint[]) as all_atoms (workspace_id, atom)) as atoms
      join identity_traits traits on traits.workspace_id = atoms.workspace_id and traits.atom = atoms.atom
    order by traits.workspace_id, traits.atom, name for update of traits`.execute(tx)
  const stored = new Map<string, Map<string, TraitState>>()
  for (const row of rows.rows) {
    const key = `${row.workspace_id} ${row.atom}`
    const traits = stored.get(key) ?? new Map<string, TraitState>()
    stored.set(key, traits)
    traits.set(row.name, storedState(row))
  }
  return stored
}

/** How much a source is trusted, as SQL; more is greater. */
const TRUST_ORDER = TRUSTED_SOURCES.toReversed()
const trust = (source: string) => sql`coalesce(array_position(${TRUST_ORDER}::text[], ${sql.ref(source)}), 0)`

/**
 * Writes rows and, where that changes the value, the history. A row gives way to a later event, stored or of a deletion, unless it was
 * `decided` by reading what is stored. Sorted, so that two processes lock rows in one order.
 */
async function writeRows(db: Queryable, input: { rows: readonly TraitRow[]; now: number; decided: boolean }): Promise<void> {
  const { rows, now, decided } = input
  if (rows.length === 0) return
  const sorted = [...rows].sort(byRow)
  const goesAhead = sql`excluded.changed_at > stored.changed_at
    or (excluded.changed_at = stored.changed_at and ${trust('excluded.source')} >= ${trust('stored.source')})`
  await sql`
    with written as (
      insert into identity_traits as stored (workspace_id, atom, name, value, changed_at, source, made_by, changes, changed)
      select workspace_id, atom, name, value, to_timestamp(changed_ms / 1000), source, made_by, (value is not null)::int, value is not null
      from unnest(
        ${sorted.map((row) => row.workspaceId)}::int[], ${sorted.map((row) => row.atom)}::bigint[], ${sorted.map((row) => row.name)}::text[],
        ${sorted.map((row) => valueText(row.state.value))}::jsonb[], ${sorted.map((row) => row.state.changedAt)}::float8[],
        ${sorted.map((row) => row.state.source)}::text[], ${sorted.map((row) => row.state.by)}::text[]
      ) as given (workspace_id, atom, name, value, changed_ms, source, made_by)
      where ${decided} or given.name = ${ALL_TRAITS} or not exists (
        select 1 from identity_traits deleted where deleted.workspace_id = given.workspace_id and deleted.atom = given.atom
          and deleted.name = ${ALL_TRAITS} and deleted.changed_at > to_timestamp(given.changed_ms / 1000))
      on conflict (workspace_id, atom, name) do update set value = excluded.value, changed_at = excluded.changed_at, source = excluded.source,
        made_by = excluded.made_by, changed = excluded.value is distinct from stored.value,
        changes = stored.changes + (excluded.value is distinct from stored.value)::int
        where ${decided ? sql`true` : goesAhead}
      returning workspace_id, atom, name, value, changed_at, source, made_by, changes, changed
    ), queued as (
      insert into identity_copies (workspace_id, what, atoms, names)
      select workspace_id, 'traits', array_agg(distinct atom), array_agg(distinct name) from written group by workspace_id
    )
    insert into identity_trait_history (workspace_id, atom, name, place, value, too_long, changed_at, recorded_at, source, made_by)
    select workspace_id, atom, name, changes % ${HISTORY_KEPT}::int, case when too_long then null else value end, coalesce(too_long, false),
      changed_at, ${new Date(now)}::timestamptz, source, made_by
    from written, lateral (select pg_column_size(value) > ${MAX_HISTORY_VALUE_BYTES}::int) as size (too_long) where changed and name <> ${ALL_TRAITS}
    on conflict (workspace_id, atom, name, place) do update set value = excluded.value, too_long = excluded.too_long,
      changed_at = excluded.changed_at, recorded_at = excluded.recorded_at, source = excluded.source, made_by = excluded.made_by`.execute(
    db,
  )
}

function valueText(value: unknown): string | null {
  return value === undefined ? null : jsonText(value)
}

function byRow(a: TraitRow, b: TraitRow): number {
  return a.workspaceId - b.workspaceId || a.atom - b.atom || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
