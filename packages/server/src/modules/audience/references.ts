/** Which audiences a rule names, and that no audience stands on itself. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { failAudience } from './errors.ts'
import type { Rule } from './rule/rule.ts'

/** Conditions of a rule with those of every live audience it names put in their place: what one question may cost. */
const MAX_LEAVES_TOGETHER = 200
/** First key of the advisory lock; the second is the workspace. */
const RULES_LOCK = 7_145_031

/** Whoever writes a rule that may name audiences, or ends an audience that may be named, holds this to the end of the transaction. */
export async function lockRules(tx: Tx, workspaceId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${RULES_LOCK}::int, ${workspaceId}::int)`.execute(tx)
}

/** Ids of the audiences that a rule names itself. */
export function audiencesNamed(rule: Rule): string[] {
  if ('all' in rule) return rule.all.flatMap(audiencesNamed)
  if ('any' in rule) return rule.any.flatMap(audiencesNamed)
  if ('not' in rule) return audiencesNamed(rule.not)
  return 'audience' in rule ? [rule.audience.id] : []
}

function leavesOf(rule: Rule): number {
  if ('all' in rule) return rule.all.reduce((sum, one) => sum + leavesOf(one), 0)
  if ('any' in rule) return rule.any.reduce((sum, one) => sum + leavesOf(one), 0)
  return 'not' in rule ? leavesOf(rule.not) : 1
}

interface Named {
  readonly id: string
  readonly name: string
  readonly kind: 'live' | 'static'
  /** Serves something else and ends with it: no rule may name it. */
  readonly isHidden: boolean
  readonly rule: Rule | null
}

/** Audiences of the workspace that are not archived, hidden ones included. */
async function readNamed(db: Queryable, workspaceId: number): Promise<Map<string, Named>> {
  const { rows } = await sql<Named>`
    select id::text as id, name, kind, owner <> '' as "isHidden", rule from audience_audiences
    where workspace_id = ${workspaceId} and archived_at is null`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Checks what a rule refers to, for a new rule (`id` absent) or that of an audience that is about to get it; under `lockRules`.
 * @throws audience.not_found, audience.circle, audience.too_deep
 */
export async function checkReferences(db: Queryable, input: { workspaceId: number; id?: number | undefined; rule: Rule }): Promise<void> {
  const { id, rule } = input
  if (id === undefined && audiencesNamed(rule).length === 0) return
  const known = await readNamed(db, input.workspaceId)
  const own = id === undefined ? undefined : known.get(String(id))
  if (own) known.set(own.id, { ...own, rule })
  const weights = new Map<string, number>()
  if (own && audiencesNamed(rule).includes(own.id)) failAudience('audience.circle', { name: own.name })
  weigh(rule, { known, open: openFrom(own), weights })
  // Those that stand on it grow with it.
  if (own?.kind === 'live') for (const other of known.values()) if (other.rule) weigh(other.rule, { known, open: openFrom(other), weights })
}

/** A static one stands on what was, so rules may lead back to it. */
function openFrom(named: Named | undefined): string[] {
  return named?.kind === 'live' ? [named.id] : []
}

interface Weighing {
  readonly known: ReadonlyMap<string, Named>
  /** Audiences that were followed to get here. */
  readonly open: readonly string[]
  /** Of live audiences, each looked at once. */
  readonly weights: Map<string, number>
}

/** How many conditions the rule comes to with those of the live audiences it names; a static one is answered by its members. */
function weigh(rule: Rule, { known, open, weights }: Weighing): number {
  let total = leavesOf(rule)
  for (const id of audiencesNamed(rule)) {
    const named = known.get(id)
    if (!named || named.isHidden) return failAudience('audience.not_found', { id })
    if (open.includes(id)) failAudience('audience.circle', { name: named.name })
    if (named.kind === 'static' || named.rule === null) continue
    const weight = weights.get(id) ?? weigh(named.rule, { known, open: [...open, id], weights })
    weights.set(id, weight)
    total += weight - 1
  }
  if (total > MAX_LEAVES_TOGETHER) failAudience('audience.too_deep', { limit: MAX_LEAVES_TOGETHER })
  return total
}
