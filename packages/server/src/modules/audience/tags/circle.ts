/** No tag stands on itself, by whatever other tags and live audiences. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { KnownTag } from '../../identity/index.ts'
import { dependenciesOf } from '../rule/index.ts'
import { knownAudiences } from '../rule/known-audiences.ts'
import type { Rule } from '../rule/rule.ts'
import { failTagRule } from './errors.ts'

interface RuledTag {
  readonly name: string
  readonly rule: Rule
}

/** @throws audience.tag_circle */
export async function checkNoCircle(
  db: Queryable,
  { workspaceId, tag, rule }: { workspaceId: number; tag: KnownTag; rule: Rule },
): Promise<void> {
  const tags = new Map((await ruledTags(db, { workspaceId })).map((one) => [one.name, one.rule]))
  tags.set(tag.name, rule)
  const audiences = await knownAudiences(db, { workspaceId, rules: [...tags.values()] })
  const open = [tag.name]
  for (const name of open) {
    const own = tags.get(name)
    for (const next of own ? dependenciesOf(own, audiences).tags : []) {
      if (next === tag.name) failTagRule('audience.tag_circle', { name })
      if (!open.includes(next)) open.push(next)
    }
  }
}

async function ruledTags(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<RuledTag[]> {
  const { rows } = await sql<RuledTag>`
    select tag.name, own.rule from audience_tag_rules own join pub_identity_tags tag on tag.workspace_id = own.workspace_id and tag.id = own.tag_id
    where own.workspace_id = ${workspaceId} and own.rule is not null`.execute(db)
  return rows
}
