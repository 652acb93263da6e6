/** The list of tags, by group and name. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { TagColor, TagDimension, TagKind } from './contract.ts'
import type {} from './tables.ts'

export interface TagRow {
  readonly id: number
  readonly name: string
  readonly kind: TagKind
  readonly groupId: number | null
  readonly groupName: string | null
  readonly exclusive: boolean
  readonly dimension: TagDimension
  readonly description: string
  readonly color: TagColor
  readonly madeAt: Date
  readonly madeBy: string
  readonly archivedAt: Date | null
  /** Place of its group; tags of no group come last. */
  readonly groupPlace: number
}

export interface TagFilter {
  readonly text?: string | undefined
  /** `none`: of no group. */
  readonly groupId?: number | 'none' | undefined
  readonly kind?: TagKind | undefined
  readonly dimension?: TagDimension | undefined
  readonly archived?: boolean | undefined
  readonly id?: number | undefined
}

/** Place of the group, its number, name and number of the tag. */
export type TagKey = readonly [number, number, string, number]

export function tagKey({ groupPlace, groupId, name, id }: TagRow): TagKey {
  return [groupPlace, groupId ?? 0, name, id]
}

const NO_GROUP_PLACE = 2_000_000_000

export async function readTags(
  db: Queryable,
  input: TagFilter & { workspaceId: number; after?: TagKey | undefined; limit: number },
): Promise<TagRow[]> {
  const { after } = input
  const later = after
    ? sql`(coalesce(of_tag.position, ${NO_GROUP_PLACE}), coalesce(of_tag.id, 0), tag.name, tag.id)
        > (${after[0]}::int, ${after[1]}::bigint, ${after[2]}::text, ${after[3]}::bigint)`
    : sql`true`
  const { rows } = await sql<TagRow>`
    select tag.id, tag.name, tag.kind, tag.group_id as "groupId", of_tag.name as "groupName", coalesce(of_tag.exclusive, false) as exclusive,
      tag.dimension, tag.description, tag.color, tag.made_at as "madeAt", tag.made_by as "madeBy", tag.archived_at as "archivedAt",
      coalesce(of_tag.position, ${NO_GROUP_PLACE}) as "groupPlace"
    from identity_tags tag left join identity_tag_groups of_tag on of_tag.workspace_id = tag.workspace_id and of_tag.id = tag.group_id
    where tag.workspace_id = ${input.workspaceId} and ${fits(input)} and ${later}
    order by coalesce(of_tag.position, ${NO_GROUP_PLACE}), coalesce(of_tag.id, 0), tag.name, tag.id limit ${input.limit}`.execute(db)
  return rows
}

export async function countTags(db: Queryable, input: TagFilter & { workspaceId: number }): Promise<number> {
  const { rows } = await sql<{ tags: number }>`
    select count(*) as tags from identity_tags tag where tag.workspace_id = ${input.workspaceId} and ${fits(input)}`.execute(db)
  return rows[0]?.tags ?? 0
}

function fits({ text = '', groupId, kind, dimension, archived, id }: TagFilter) {
  const parts = [
    id === undefined ? undefined : sql`tag.id = ${id}`,
    archived === undefined ? undefined : archived ? sql`tag.archived_at is not null` : sql`tag.archived_at is null`,
    text === '' ? undefined : sql`position(lower(${text}::text) in lower(tag.name)) > 0`,
    groupId === undefined ? undefined : groupId === 'none' ? sql`tag.group_id is null` : sql`tag.group_id = ${groupId}`,
    kind && sql`tag.kind = ${kind}`,
    dimension && sql`tag.dimension = ${dimension}`,
  ]
  return sql.join([sql`true`, ...parts.filter((part) => part !== undefined)], sql` and `)
}
