/** How the tags of a person changed, newest first: how each mark stands, and how it stood before. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import { componentsOf } from '../persons.ts'
import type { TagCause } from './contract.ts'
import type {} from './tables.ts'

export interface TagChangeRow {
  readonly atom: number
  readonly tagId: number
  readonly name: string
  readonly value: string
  /** The how-manieth change of the mark it was. */
  readonly changes: number
  readonly has: boolean
  readonly since: Date
  readonly cause: TagCause
  readonly by: string
}

/** Where a page ended: the moment in milliseconds, number of the change, atom, tag and value. */
export type TagHistoryKey = readonly [number, number, number, number, string]

export function tagHistoryKey({ since, changes, atom, tagId, value }: TagChangeRow): TagHistoryKey {
  return [since.getTime(), changes, atom, tagId, value]
}

/** Changes on all atoms of a person, given by the atom that stands for it; those after `after`. Archived tags keep theirs to themselves. */
export async function readTagHistory(
  db: Queryable,
  input: { workspaceId: number; person: number; tagId: number | undefined; after: TagHistoryKey | undefined; limit: number },
): Promise<TagChangeRow[]> {
  const { workspaceId, person, tagId, after } = input
  const [sinceMs, changes, atom, tag, value] = after ?? [0, 0, 0, 0, '']
  const own = (table: 'identity_tag_marks' | 'identity_tag_history') => sql`
    select atom, tag_id, value, changes, has, since, cause, made_by from ${sql.table(table)} known
    where known.workspace_id = ${workspaceId} and known.atom = components.atom
      and ${tagId === undefined ? sql`true` : sql`known.tag_id = ${tagId}`}`
  const { rows } = await sql<TagChangeRow>`
    select change.atom, change.tag_id as "tagId", tag.name, change.value, change.changes, change.has, change.since, change.cause,
      change.made_by as by
    from (${componentsOf({ workspaceId, persons: [person] })}) as components (person, atom), lateral (
        ${own('identity_tag_marks')} union all ${own('identity_tag_history')} offset 0) as change
      join identity_tags tag on tag.workspace_id = ${workspaceId} and tag.id = change.tag_id and tag.archived_at is null
    where ${after === undefined} or (change.since, change.changes, change.atom, change.tag_id, change.value)
      < (${new Date(sinceMs)}::timestamptz, ${changes}::int, ${atom}::bigint, ${tag}::bigint, ${value})
    order by change.since desc, change.changes desc, change.atom desc, change.tag_id desc, change.value desc limit ${input.limit}`.execute(
    db,
  )
  return rows
}
