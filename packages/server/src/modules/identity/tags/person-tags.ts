/** The tags of people as they are shown. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import { componentsOf } from '../persons.ts'
import { MAX_TAGS_OF_PERSON, type TagCause, type TagColor, type TagDimension, type TagKind } from './contract.ts'
import { shownMarks } from './shown.ts'
import type {} from './tables.ts'

export interface PersonTagRow {
  readonly person: number
  readonly atom: number
  readonly tagId: number
  readonly name: string
  readonly kind: TagKind
  readonly groupId: number | null
  readonly groupName: string | null
  readonly exclusiveGroup: number | null
  readonly dimension: TagDimension
  readonly color: TagColor
  readonly halfLifeDays: number | null
  readonly value: string
  readonly score: number
  readonly since: Date
  readonly cause: TagCause
  readonly by: string
}

/** Person → marks by name and value, for people given by the atoms that stand for them. A merged person may have more than anybody may get. */
export async function tagsOfPersons(
  db: Queryable,
  { workspaceId, persons }: { workspaceId: number; persons: readonly number[] },
): Promise<ReadonlyMap<number, PersonTagRow[]>> {
  const { rows } = await sql<PersonTagRow>`
    select person, mark.atom, tag.id as "tagId", tag.name, tag.kind, tag.group_id as "groupId", of_tag.name as "groupName",
      case when of_tag.exclusive then of_tag.id end as "exclusiveGroup", tag.dimension, tag.color, tag.half_life_days as "halfLifeDays",
      mark.value, mark.score, mark.since, mark.cause, mark.made_by as by
    from (${componentsOf({ workspaceId, persons })}) as components (person, atom), lateral (
        select * from identity_tag_marks known
        where known.workspace_id = ${workspaceId} and known.atom = components.atom and known.has offset 0) as mark
      join identity_tags tag on tag.workspace_id = ${workspaceId} and tag.id = mark.tag_id and tag.archived_at is null
      left join identity_tag_groups of_tag on of_tag.workspace_id = ${workspaceId} and of_tag.id = tag.group_id`.execute(db)
  const tags = new Map<number, PersonTagRow[]>()
  for (const [person, marks] of Map.groupBy(rows, (row) => row.person))
    tags.set(person, shownMarks(marks).sort(byNameAndValue).slice(0, MAX_TAGS_OF_PERSON))
  return tags
}

function byNameAndValue(a: PersonTagRow, b: PersonTagRow): number {
  return compare(a.name, b.name) || b.score - a.score || compare(a.value, b.value)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Names with their values, as a person read whole carries them. */
export function namedTags(rows: readonly PersonTagRow[]): { name: string; values: string[] }[] {
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, marks]) => ({
    name,
    values: marks.flatMap(({ value }) => (value === '' ? [] : [value])),
  }))
}
