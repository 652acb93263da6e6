/** Who names an audience in a rule and would be left without it. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { audiencesNamed } from './references.ts'
import type { Rule } from './rule/rule.ts'

export interface Use {
  readonly what: 'audience' | 'tag'
  readonly id: string
  readonly name: string
}

interface RuleHolder extends Use {
  readonly rule: Rule
}

/** Audiences and tags whose rule names the audience, by name. What is archived uses nothing. */
export async function usesOf(db: Queryable, { workspaceId, id }: { workspaceId: number; id: number }): Promise<Use[]> {
  // The text of the id stands in every rule that names it; which of those really do is told by looking.
  const mentions = `%"${id}"%`
  const { rows } = await sql<RuleHolder>`
    select 'audience' as what, id::text as id, name, rule from audience_audiences
      where workspace_id = ${workspaceId} and archived_at is null and owner = '' and rule::text like ${mentions}
    union all
    select 'tag', own.tag_id::text, tag.name, own.rule from audience_tag_rules own
      join pub_identity_tags tag on tag.workspace_id = own.workspace_id and tag.id = own.tag_id
      where own.workspace_id = ${workspaceId} and own.rule::text like ${mentions}
    order by what, name`.execute(db)
  return rows.filter(({ rule }) => audiencesNamed(rule).includes(String(id))).map(({ what, id: of, name }) => ({ what, id: of, name }))
}
