/** How the value of a trait is chosen, by workspace and name; read once and remembered for a moment. */
import { type Db, inTransaction, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { emit } from '../../platform/outbox/index.ts'
import type { TraitRule } from './contract.ts'
import { failIdentity } from './errors.ts'
import type {} from './tables.ts'

/** Those that are not `latest`. */
export type TraitRules = ReadonlyMap<string, TraitRule>

/** Another process may have set a rule; it holds here after this long. */
const REMEMBERED_MS = 1_000
const MAX_RULES = 200
/** Workspaces whose rules are remembered at once. */
const MAX_REMEMBERED_WORKSPACES = 1_000
/** First key of an advisory lock; the second is the workspace. */
const RULES_LOCK = 7_145_013

const noRules: TraitRules = new Map()

interface Remembered {
  readonly rules: TraitRules
  readonly readAt: number
}

const remembered = new WeakMap<Db, Map<number, Remembered>>()

function rememberedOf(db: Db): Map<number, Remembered> {
  const known = remembered.get(db)
  if (known) return known
  const made = new Map<number, Remembered>()
  remembered.set(db, made)
  return made
}

/** The rules of each workspace. `now` is of the real clock, milliseconds. */
export async function traitRules(
  db: Db,
  { workspaceIds, now }: { workspaceIds: readonly number[]; now: number },
): Promise<ReadonlyMap<number, TraitRules>> {
  const kept = rememberedOf(db)
  const isKept = (id: number) => Math.abs(now - (kept.get(id)?.readAt ?? Number.NEGATIVE_INFINITY)) < REMEMBERED_MS
  const missing = workspaceIds.filter((id) => !isKept(id))
  const read = missing.length === 0 ? undefined : await readRules(db, missing)
  const all = new Map(workspaceIds.map((id) => [id, (isKept(id) ? kept.get(id)?.rules : read?.get(id)) ?? noRules]))
  if (kept.size + missing.length > MAX_REMEMBERED_WORKSPACES) kept.clear()
  for (const id of missing) kept.set(id, { rules: all.get(id) ?? noRules, readAt: now })
  return all
}

/** The rules of one workspace, for reading people. */
export async function traitRulesOf({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, workspaceId: number): Promise<TraitRules> {
  return (await traitRules(db, { workspaceIds: [workspaceId], now: clocks.real.now() })).get(workspaceId) ?? noRules
}

export function ruleIn(rules: TraitRules): (name: string) => TraitRule {
  return (name) => rules.get(name) ?? 'latest'
}

async function readRules(db: Db, workspaceIds: readonly number[]): Promise<Map<number, Map<string, TraitRule>>> {
  const rows = await db
    .selectFrom('identity_trait_rules')
    .select(['workspace_id', 'name', 'rule'])
    .where('workspace_id', 'in', workspaceIds)
    .execute()
  const rules = new Map<number, Map<string, TraitRule>>()
  for (const { workspace_id, name, rule } of rows) rules.set(workspace_id, (rules.get(workspace_id) ?? new Map()).set(name, rule))
  return rules
}

/** Rules that are not `latest`, by name. */
export async function listTraitRules(
  db: Db,
  { workspaceId }: { workspaceId: number },
): Promise<{ name: string; rule: TraitRule; changedAt: Date; by: string }[]> {
  return db
    .selectFrom('identity_trait_rules')
    .select(['name', 'rule', 'changed_at as changedAt', 'made_by as by'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .limit(MAX_RULES)
    .execute()
}

/**
 * Holds for what is written from now on; values that are stored stay until the next write.
 * @throws identity.too_many_trait_rules
 */
export async function setTraitRule(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; name: string; rule: TraitRule; by: string },
): Promise<void> {
  const { workspaceId, name, rule, by } = input
  const row = { rule, changed_at: new Date(handles.clocks.business.now()), made_by: by }
  await inTransaction(handles.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${RULES_LOCK}::int, ${workspaceId}::int)`.execute(tx)
    await tx.deleteFrom('identity_trait_rules').where('workspace_id', '=', workspaceId).where('name', '=', name).execute()
    await emit(tx, {
      workspaceId,
      name: 'identity.trait_rule_changed',
      payload: { name },
      key: `identity.trait_rule_changed ${workspaceId} ${name} ${row.changed_at.getTime()}`,
      at: row.changed_at,
    })
    if (rule === 'latest') return
    await tx
      .insertInto('identity_trait_rules')
      .values({ workspace_id: workspaceId, name, ...row })
      .execute()
    const { count } = await tx
      .selectFrom('identity_trait_rules')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow()
    if (count > MAX_RULES) failIdentity('identity.too_many_trait_rules', { limit: MAX_RULES })
  })
  remembered.get(handles.db)?.delete(workspaceId)
}
