/** Whose rules name a tag and would be left without it. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { TagUse } from '../../identity/index.ts'
import type { Rule } from '../rule/rule.ts'
import { leavesNamed } from '../rule/tree.ts'

/** Audiences and other tags, by name. What is archived uses nothing. */
export async function usesOfTag(db: Queryable, { workspaceId, name }: { workspaceId: number; name: string }): Promise<TagUse[]> {
  const { rows } = await sql<TagUse & { rule: Rule }>`
    select 'audience' as what, id::text as id, name, rule from audience_audiences
      where workspace_id = ${workspaceId} and archived_at is null and owner = '' and rule is not null
    union all
    select 'tag', own.tag_id::text, tag.name, own.rule from audience_tag_rules own
      join pub_identity_tags tag on tag.workspace_id = own.workspace_id and tag.id = own.tag_id
      where own.workspace_id = ${workspaceId} and own.rule is not null
    order by what, name`.execute(db)
  return rows
    .filter(({ rule }) => leavesNamed([rule], 'tag').some((leaf) => leaf.name === name))
    .map(({ what, id, name: of }) => ({ what, id, name: of }))
}
