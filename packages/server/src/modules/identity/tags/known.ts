/** Tags as those who put them on and ask for them must know them. */
import type { RawBuilder } from 'kysely'
import { type Queryable, sql } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { TagKind } from './contract.ts'
import { failTag } from './errors.ts'
import type {} from './tables.ts'

export interface KnownTag {
  readonly id: number
  readonly name: string
  readonly kind: TagKind
  /** Of an interest: after so many days a score is worth half. */
  readonly halfLifeDays: number | null
  /** The other tags of its exclusive group; empty outside one. */
  readonly rivals: readonly number[]
}

const RECORD_ID = /^[1-9]\d{0,15}$/

/** The number behind an id; undefined for what was never given out as one. */
export function recordIdOf(id: string): number | undefined {
  return RECORD_ID.test(id) ? Number(id) : undefined
}

/** Tags that are not archived, by name; names that nothing has are left out. */
export async function tagsByName(
  db: Queryable,
  { workspaceId, names }: { workspaceId: number; names: readonly string[] },
): Promise<ReadonlyMap<string, KnownTag>> {
  if (names.length === 0) return new Map()
  const tags = await readKnown(db, workspaceId, sql`tag.name = any(${names}::text[])`)
  return new Map(tags.map((tag) => [tag.name, tag]))
}

/** @throws identity.tag_unknown naming it */
export async function tagNamed(db: Queryable, { workspaceId, name }: { workspaceId: number; name: string }): Promise<KnownTag> {
  return (await tagsByName(db, { workspaceId, names: [name] })).get(name) ?? failTag('identity.tag_unknown', { name })
}

/** @throws platform.not_found also for an archived one */
export async function knownTag(db: Queryable, { workspaceId, id }: { workspaceId: number; id: string }): Promise<KnownTag> {
  const number = recordIdOf(id)
  const [tag] = number === undefined ? [] : await tagsById(db, { workspaceId, ids: [number] })
  return tag ?? failNoTag()
}

/** Tags that are not archived. */
export function tagsById(db: Queryable, { workspaceId, ids }: { workspaceId: number; ids: readonly number[] }): Promise<KnownTag[]> {
  return readKnown(db, workspaceId, sql`tag.id = any(${ids}::bigint[])`)
}

/** One that is put on by hand. @throws platform.not_found, identity.tag_not_manual */
export async function manualTag(db: Queryable, input: { workspaceId: number; id: string }): Promise<KnownTag> {
  return checkManual(await knownTag(db, input))
}

/** Several of that kind, each once, in the order of their names. @throws platform.not_found, identity.tag_not_manual */
export async function manualTags(
  db: Queryable,
  { workspaceId, ids }: { workspaceId: number; ids: readonly string[] },
): Promise<KnownTag[]> {
  const numbers = [...new Set(ids.map((id) => recordIdOf(id) ?? failNoTag()))]
  const tags = await tagsById(db, { workspaceId, ids: numbers })
  if (tags.length < numbers.length) failNoTag()
  return tags.map(checkManual)
}

/** @throws identity.tag_not_manual */
export function checkManual(tag: KnownTag): KnownTag {
  return tag.kind === 'manual' ? tag : failTag('identity.tag_not_manual', { name: tag.name })
}

export function failNoTag(): never {
  return fail('platform.not_found', { what: { zh: '标签', en: 'The tag' } })
}

async function readKnown(db: Queryable, workspaceId: number, which: RawBuilder<unknown>): Promise<KnownTag[]> {
  const { rows } = await sql<KnownTag>`
    select tag.id, tag.name, tag.kind, tag.half_life_days as "halfLifeDays", array(
      select other.id::float8 from identity_tag_groups of_tag
        join identity_tags other on other.workspace_id = of_tag.workspace_id and other.group_id = of_tag.id
      where of_tag.workspace_id = tag.workspace_id and of_tag.id = tag.group_id and of_tag.exclusive
        and other.id <> tag.id and other.archived_at is null order by other.id) as rivals
    from identity_tags tag where tag.workspace_id = ${workspaceId} and tag.archived_at is null and ${which}`.execute(db)
  return rows
}
