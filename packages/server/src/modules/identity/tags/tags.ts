/** Tags themselves: made, changed, archived. Whoever changes one holds the lock of those who change marks. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { lockLinks } from '../links/lock.ts'
import { MAX_TAGS, type TagColor, type TagDimension, type TagKind } from './contract.ts'
import { failTag } from './errors.ts'
import { knownGroup } from './groups.ts'
import { failNoTag, recordIdOf } from './known.ts'
import { queueTags } from './queue-tags.ts'
import type {} from './tables.ts'
import { readTags, type TagRow } from './tag-list.ts'

type TagHandles = Pick<Handles, 'db' | 'clocks'>

const DEFAULT_DIMENSION: TagDimension = 'profile'

interface NewTag {
  readonly name: string
  readonly kind: TagKind
  readonly groupId: string | null
  readonly dimension: TagDimension | undefined
  readonly description: string
  readonly color: TagColor
}

/** @throws identity.tag_exists, identity.too_many_tags, identity.tag_group_exclusive, platform.not_found */
export function createTag(handles: TagHandles, input: NewTag & { workspaceId: number; by: string }): Promise<TagRow> {
  const { workspaceId, name, kind } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    await checkRoom(tx, { workspaceId })
    await checkFree(tx, { workspaceId, name })
    const group = await groupFor(tx, { workspaceId, id: input.groupId, name, kind })
    const { id } = await tx
      .insertInto('identity_tags')
      .values({
        workspace_id: workspaceId,
        name,
        kind,
        group_id: group?.id ?? null,
        dimension: input.dimension ?? group?.dimension ?? DEFAULT_DIMENSION,
        description: input.description,
        color: input.color,
        made_at: new Date(handles.clocks.business.now()),
        made_by: input.by,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return readOne(tx, { workspaceId, id })
  })
}

async function checkRoom(tx: Tx, { workspaceId }: { workspaceId: number }): Promise<void> {
  const { rows } = await sql<{ tags: number }>`
    select count(*) as tags from identity_tags where workspace_id = ${workspaceId} and archived_at is null`.execute(tx)
  if ((rows[0]?.tags ?? 0) >= MAX_TAGS) failTag('identity.too_many_tags', { limit: MAX_TAGS })
}

async function checkFree(tx: Tx, { workspaceId, name }: { workspaceId: number; name: string }): Promise<void> {
  const other = await tx
    .selectFrom('identity_tags')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (other) failTag('identity.tag_exists', { name })
}

async function groupFor(tx: Tx, input: { workspaceId: number; id: string | null; name: string; kind: TagKind }) {
  if (input.id === null) return undefined
  const group = await knownGroup(tx, { workspaceId: input.workspaceId, id: input.id })
  if (group.exclusive && input.kind !== 'manual') failTag('identity.tag_group_exclusive', { name: input.name })
  return group
}

/** Archived ones too. @throws platform.not_found */
export async function findTag(db: Queryable, { workspaceId, id }: { workspaceId: number; id: string }): Promise<TagRow> {
  const number = recordIdOf(id)
  const [tag] = number === undefined ? [] : await readTags(db, { workspaceId, id: number, limit: 1 })
  return tag ?? failNoTag()
}

function readOne(db: Queryable, { workspaceId, id }: { workspaceId: number; id: number }): Promise<TagRow> {
  return findTag(db, { workspaceId, id: String(id) })
}

/** What stands on a tag, told by the modules above within the transaction. */
export type UsesOfTag = (db: Queryable, input: { workspaceId: number; name: string }) => Promise<readonly TagUse[]>

export interface TagUse {
  readonly what: 'audience' | 'tag'
  readonly id: string
  readonly name: string
}

const MAX_USES_NAMED = 10

async function checkUnused(tx: Tx, input: { workspaceId: number; name: string; usesOf: UsesOfTag }): Promise<void> {
  const uses = await input.usesOf(tx, input)
  if (uses.length === 0) return
  const named = uses.slice(0, MAX_USES_NAMED).map(({ name }) => name)
  failTag('identity.tag_used', { name: input.name, usedBy: named.join(', '), uses })
}

export interface TagChanges {
  readonly name?: string | undefined
  readonly groupId?: string | null | undefined
  readonly dimension?: TagDimension | undefined
  readonly description?: string | undefined
  readonly color?: TagColor | undefined
  readonly archived?: false | undefined
}

/** @throws identity.tag_exists, identity.tag_used, identity.tag_group_exclusive, identity.too_many_tags, platform.not_found */
export function changeTag(
  handles: TagHandles,
  input: TagChanges & { workspaceId: number; id: string; usesOf: UsesOfTag; alongside: (tx: Tx, tagId: number) => Promise<void> },
): Promise<TagRow> {
  const { workspaceId, usesOf } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const before = await findTag(tx, input)
    const name = input.name ?? before.name
    const comesBack = input.archived === false && before.archivedAt !== null
    if (comesBack) await checkRoom(tx, { workspaceId })
    if (name !== before.name && before.archivedAt === null) await checkUnused(tx, { workspaceId, name: before.name, usesOf })
    if ((name !== before.name && before.archivedAt === null) || comesBack) await checkFree(tx, { workspaceId, name })
    const groupId = input.groupId === undefined ? (before.groupId?.toString() ?? null) : input.groupId
    const group = await groupFor(tx, { workspaceId, id: groupId, name, kind: before.kind })
    await tx
      .updateTable('identity_tags')
      .set({
        name,
        group_id: group?.id ?? null,
        dimension: input.dimension ?? before.dimension,
        description: input.description ?? before.description,
        color: input.color ?? before.color,
        ...(comesBack && { archived_at: null, archived_by: null }),
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', before.id)
      .execute()
    await tellGroups(tx, { workspaceId, before, after: { groupId: group?.id ?? null, exclusive: group?.exclusive ?? false }, comesBack })
    if (comesBack) await input.alongside(tx, before.id)
    return readOne(tx, { workspaceId, id: before.id })
  })
}

/** Entering or leaving an exclusive group, and coming back, changes what people show. */
async function tellGroups(
  tx: Tx,
  input: { workspaceId: number; before: TagRow; after: { groupId: number | null; exclusive: boolean }; comesBack: boolean },
): Promise<void> {
  const { workspaceId, before, after, comesBack } = input
  const moved = before.groupId !== after.groupId
  const groups = new Set<number>()
  if ((moved || comesBack) && after.exclusive && after.groupId !== null) groups.add(after.groupId)
  if (moved && before.exclusive && before.groupId !== null) groups.add(before.groupId)
  for (const groupId of groups) await queueTags(tx, { workspaceId, groupId })
  if (moved || comesBack) await queueTags(tx, { workspaceId, tagId: before.id })
}

/** @throws identity.tag_used, platform.not_found */
export function archiveTag(
  handles: TagHandles,
  input: { workspaceId: number; id: string; by: string; usesOf: UsesOfTag; alongside: (tx: Tx, tagId: number) => Promise<void> },
): Promise<{ archivedAt: Date }> {
  const { workspaceId, usesOf } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const tag = await findTag(tx, input)
    if (tag.archivedAt) return { archivedAt: tag.archivedAt }
    await checkUnused(tx, { workspaceId, name: tag.name, usesOf })
    const archivedAt = new Date(handles.clocks.business.now())
    await tx
      .updateTable('identity_tags')
      .set({ archived_at: archivedAt, archived_by: input.by })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', tag.id)
      .execute()
    if (tag.exclusive && tag.groupId !== null) await queueTags(tx, { workspaceId, groupId: tag.groupId })
    await input.alongside(tx, tag.id)
    return { archivedAt }
  })
}

/** Of an interest, after how many days a score is worth half; other tags have none. */
export async function setHalfLife(tx: Tx, input: { workspaceId: number; tagId: number; days: number }): Promise<void> {
  await tx
    .updateTable('identity_tags')
    .set({ half_life_days: input.days })
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.tagId)
    .execute()
}
