/** People who have a tag, page by page along its marks. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import { personsOfAtoms } from '../persons.ts'
import { type PersonTagRow, tagsOfPersons } from './person-tags.ts'
import type {} from './tables.ts'

export interface TaggedPerson extends PersonTagRow {
  /** Null when none is known. */
  readonly personName: string | null
}

/** Value and atom of the last mark looked at. */
export type PeopleKey = readonly [string, number]

interface PageInput {
  readonly workspaceId: number
  readonly tagId: number
  readonly value: string | undefined
  readonly after: PeopleKey | undefined
  readonly limit: number
}

/**
 * Looks at `limit` marks. A person of several marks of one value is on the page of the first that is shown, and one who shows another tag of
 * an exclusive group on none, so a page may be short. `next` is undefined at the end.
 */
export async function taggedPeople(db: Queryable, input: PageInput): Promise<{ people: TaggedPerson[]; next: PeopleKey | undefined }> {
  const { workspaceId, tagId, limit } = input
  const marks = await readMarks(db, input)
  const page = marks.slice(0, limit)
  const personOf = await personsOfAtoms(db, { workspaceId, atoms: [...new Set(page.map(({ atom }) => atom))] })
  const persons = [...new Set(personOf.values())]
  const [tags, names] = [await tagsOfPersons(db, { workspaceId, persons }), await namesOf(db, { workspaceId, persons })]
  const people = page.flatMap(({ atom, value }) => {
    const person = personOf.get(atom) ?? 0
    const shown = tags.get(person)?.find((tag) => tag.tagId === tagId && tag.value === value)
    return shown?.atom === atom ? { ...shown, personName: names.get(person) ?? null } : []
  })
  const last = page.at(-1)
  return { people, next: marks.length > limit && last ? [last.value, last.atom] : undefined }
}

async function readMarks(
  db: Queryable,
  { workspaceId, tagId, value, after, limit }: PageInput,
): Promise<{ value: string; atom: number }[]> {
  const { rows } = await sql<{ value: string; atom: number }>`
    select value, atom from identity_tag_marks where workspace_id = ${workspaceId} and tag_id = ${tagId} and has
      and ${value === undefined ? sql`true` : sql`value = ${value}`}
      and ${after === undefined ? sql`true` : sql`(value, atom) > (${after[0]}::text, ${after[1]}::bigint)`}
    order by value, atom limit ${limit + 1}`.execute(db)
  return rows
}

/** The latest name, else the latest nickname. */
async function namesOf(
  db: Queryable,
  { workspaceId, persons }: { workspaceId: number; persons: readonly number[] },
): Promise<Map<number, string>> {
  const { rows } = await sql<{ person: number; name: string }>`
    select asked.person, named.name from unnest(${persons}::bigint[]) as asked (person), lateral (
      select trait.value #>> '{}' as name from identity_traits trait
      where trait.workspace_id = ${workspaceId} and trait.name in ('name', 'nickname') and jsonb_typeof(trait.value) = 'string'
        and trait.atom in (select asked.person union all
          select atom from identity_members member where member.workspace_id = ${workspaceId} and member.person = asked.person)
      order by trait.name, trait.changed_at desc limit 1) as named`.execute(db)
  return new Map(rows.map(({ person, name }) => [person, name]))
}
