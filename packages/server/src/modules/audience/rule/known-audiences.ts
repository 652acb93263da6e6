/** The audiences that rules name, and those that the rules of live ones among them name in turn. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { Known } from './operator.ts'
import type { Rule } from './rule.ts'
import { leavesNamed } from './tree.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly kind: 'live' | 'static'
  readonly rule: Rule | null
}

const NOBODY: Rule = { any: [] }

/** Ids that no audience has are left out. Archived ones are told, for their names. */
export async function knownAudiences(
  db: Queryable,
  { workspaceId, rules }: { workspaceId: number; rules: readonly Rule[] },
): Promise<Known['audiences']> {
  const known = new Map<string, Known['audiences'] extends ReadonlyMap<string, infer Value> ? Value : never>()
  for (let wanted = namedBy(rules); wanted.length > 0; ) {
    const { rows } = await sql<Row>`
      select id::text as id, name, kind, rule from audience_audiences
      where workspace_id = ${workspaceId} and id::text = any(${wanted}::text[])`.execute(db)
    for (const { id, name, kind, rule } of rows) known.set(id, { name, kind, rule: rule ?? NOBODY })
    const followed = rows.flatMap(({ kind, rule }) => (kind === 'live' && rule ? [rule] : []))
    wanted = namedBy(followed).filter((id) => !known.has(id))
  }
  return known
}

function namedBy(rules: readonly Rule[]): string[] {
  return [...new Set(leavesNamed(rules, 'audience').map(({ id }) => id))]
}
