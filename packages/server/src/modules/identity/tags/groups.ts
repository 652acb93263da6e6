/** Groups of tags. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { lockLinks } from '../links/lock.ts'
import { MAX_TAG_GROUPS, type TagDimension, type TagGroup } from './contract.ts'
import { failTag } from './errors.ts'
import { recordIdOf } from './known.ts'
import { queueTags } from './queue-tags.ts'
import type {} from './tables.ts'

interface GroupRow {
  readonly id: number
  readonly name: string
  readonly exclusive: boolean
  readonly dimension: TagDimension | null
  readonly position: number
  readonly tags: number
}

type TagHandles = Pick<Handles, 'db' | 'clocks'>

/** In the order operators gave them. */
export async function listGroups(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<TagGroup[]> {
  return (await readGroups(db, { workspaceId })).map(shownGroup)
}

async function readGroups(db: Queryable, { workspaceId, id }: { workspaceId: number; id?: number }): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select id, name, exclusive, dimension, position, (select count(*) from identity_tags tag
      where tag.workspace_id = of_tag.workspace_id and tag.group_id = of_tag.id and tag.archived_at is null) as tags
    from identity_tag_groups of_tag where workspace_id = ${workspaceId} and ${id === undefined ? sql`true` : sql`id = ${id}`}
    order by position, id limit ${MAX_TAG_GROUPS}`.execute(db)
  return rows
}

function shownGroup(row: GroupRow): TagGroup {
  return { ...row, id: String(row.id) }
}

/** @throws platform.not_found */
export async function knownGroup(db: Queryable, { workspaceId, id }: { workspaceId: number; id: string }): Promise<GroupRow> {
  const number = recordIdOf(id)
  const [group] = number === undefined ? [] : await readGroups(db, { workspaceId, id: number })
  return group ?? fail('platform.not_found', { what: { zh: '标签组', en: 'The tag group' } })
}

interface GroupFields {
  readonly name: string
  readonly exclusive: boolean
  readonly dimension: TagDimension | null
  readonly position: number
}

/** @throws identity.tag_group_exists, identity.too_many_tag_groups */
export function createGroup(
  handles: TagHandles,
  input: { workspaceId: number; by: string } & Omit<GroupFields, 'position'> & { position?: number | undefined },
): Promise<TagGroup> {
  const { workspaceId, name, exclusive, dimension } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const groups = await readGroups(tx, { workspaceId })
    if (groups.length >= MAX_TAG_GROUPS) failTag('identity.too_many_tag_groups', { limit: MAX_TAG_GROUPS })
    const position = input.position ?? (groups.at(-1)?.position ?? 0) + 1
    checkName(groups, { name })
    const { id } = await tx
      .insertInto('identity_tag_groups')
      .values({
        workspace_id: workspaceId,
        name,
        exclusive,
        dimension,
        position,
        made_at: new Date(handles.clocks.business.now()),
        made_by: input.by,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id: String(id), name, exclusive, dimension, position, tags: 0 }
  })
}

function checkName(groups: readonly GroupRow[], { name, id }: { name: string; id?: number }): void {
  if (groups.some((group) => group.name === name && group.id !== id)) failTag('identity.tag_group_exists', { name })
}

/** @throws platform.not_found, identity.tag_group_exists, identity.tag_group_exclusive */
export function changeGroup(
  handles: TagHandles,
  input: { workspaceId: number; id: string } & { readonly [Name in keyof GroupFields]?: GroupFields[Name] | undefined },
): Promise<TagGroup> {
  const { workspaceId } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const before = await knownGroup(tx, input)
    const after = {
      name: input.name ?? before.name,
      exclusive: input.exclusive ?? before.exclusive,
      dimension: input.dimension === undefined ? before.dimension : input.dimension,
      position: input.position ?? before.position,
    }
    checkName(await readGroups(tx, { workspaceId }), { name: after.name, id: before.id })
    if (after.exclusive && !before.exclusive) await checkManual(tx, { workspaceId, id: before.id })
    await tx.updateTable('identity_tag_groups').set(after).where('workspace_id', '=', workspaceId).where('id', '=', before.id).execute()
    if (after.exclusive !== before.exclusive) await queueTags(tx, { workspaceId, groupId: before.id })
    return shownGroup({ ...before, ...after })
  })
}

async function checkManual(tx: Tx, { workspaceId, id }: { workspaceId: number; id: number }): Promise<void> {
  const other = await tx
    .selectFrom('identity_tags')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('group_id', '=', id)
    .where('kind', '!=', 'manual')
    .executeTakeFirst()
  if (other) failTag('identity.tag_group_exclusive', { name: other.name })
}

/** Its tags stay, in no group. @throws platform.not_found */
export function deleteGroup(handles: TagHandles, input: { workspaceId: number; id: string }): Promise<void> {
  const { workspaceId } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const { id, exclusive } = await knownGroup(tx, input)
    if (exclusive) await queueTags(tx, { workspaceId, groupId: id })
    await tx
      .updateTable('identity_tags')
      .set({ group_id: null })
      .where('workspace_id', '=', workspaceId)
      .where('group_id', '=', id)
      .execute()
    await tx.deleteFrom('identity_tag_groups').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  })
}
