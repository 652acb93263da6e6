/** Corp tags and their groups as rows: the rules that hold whoever changes them. */
import type { World } from '../../world.ts'

/** WW:92696, tags of one corp, those of strategy groups included. */
export const TAGS_MOST = 3_000
/** WW:92696, characters. */
export const TAG_NAME_LENGTH = 30
/** WW:92696: `order` lies from 0 up to, not including, 2^32. */
export const TAG_ORDER_BELOW = 2 ** 32

export interface TagGroup {
  readonly groupId: string
  readonly name: string
  readonly sort: number
  readonly createdAt: number
  readonly agentId: number | null
  readonly deleted: number
}

export interface Tag {
  readonly tagId: string
  readonly groupId: string
  readonly name: string
  readonly sort: number
  readonly createdAt: number
  readonly agentId: number | null
  readonly deleted: number
}

const GROUP_COLUMNS = 'group_id as groupId, name, sort, created_at as createdAt, agent_id as agentId, deleted'
const TAG_COLUMNS = 'tag_id as tagId, group_id as groupId, name, sort, created_at as createdAt, agent_id as agentId, deleted'

/** A tag that was not deleted. */
export function findTag(world: World, corpId: string, tagId: string): Tag | undefined {
  return world.store.get<Tag>(`select ${TAG_COLUMNS} from tags where corp_id = ? and tag_id = ? and deleted = 0`, [corpId, tagId])
}

/** A group that was not deleted. */
export function findTagGroup(world: World, corpId: string, groupId: string): TagGroup | undefined {
  const sql = `select ${GROUP_COLUMNS} from tag_groups where corp_id = ? and group_id = ? and deleted = 0`
  return world.store.get<TagGroup>(sql, [corpId, groupId])
}

export function tagGroupByName(world: World, corpId: string, name: string): TagGroup | undefined {
  const sql = `select ${GROUP_COLUMNS} from tag_groups where corp_id = ? and name = ? and deleted = 0`
  return world.store.get<TagGroup>(sql, [corpId, name])
}

/** Groups, larger `order` first as the platform sorts, then oldest first; with the deleted ones when asked. */
export function tagGroupsOf(world: World, corpId: string, withDeleted = false): TagGroup[] {
  const sql = `select ${GROUP_COLUMNS} from tag_groups where corp_id = ? and deleted <= ? order by sort desc, seq`
  return world.store.all<TagGroup>(sql, [corpId, withDeleted ? 1 : 0])
}

/** Tags of a group in the same order. */
export function tagsInGroup(world: World, corpId: string, groupId: string, withDeleted = false): Tag[] {
  const sql = `select ${TAG_COLUMNS} from tags where corp_id = ? and group_id = ? and deleted <= ? order by sort desc, seq`
  return world.store.all<Tag>(sql, [corpId, groupId, withDeleted ? 1 : 0])
}

export function tagByName(world: World, named: { corpId: string; groupId: string; name: string }): Tag | undefined {
  const sql = `select ${TAG_COLUMNS} from tags where corp_id = ? and group_id = ? and name = ? and deleted = 0`
  return world.store.get<Tag>(sql, [named.corpId, named.groupId, named.name])
}

export function tagCount(world: World, corpId: string): number {
  return world.store.get<{ n: number }>('select count(*) as n from tags where corp_id = ? and deleted = 0', [corpId])?.n ?? 0
}

/** Refuses the first id that is no tag of the corp. */
export function requireTags(world: World, corpId: string, tagIds: readonly string[], refuse: (tagId: string) => never): void {
  for (const tagId of tagIds) if (!findTag(world, corpId, tagId)) refuse(tagId)
}

/** Makes a group. `agentId` undefined: made in the console. */
export function makeTagGroup(world: World, made: { corpId: string; name: string; sort: number; agentId: number | undefined }): TagGroup {
  const sql = `insert into tag_groups (corp_id, group_id, name, sort, created_at, agent_id) values (?, ?, ?, ?, ?, ?) returning ${GROUP_COLUMNS}`
  const values = [made.corpId, world.ids.opaque('et'), made.name, made.sort, world.clock.now(), made.agentId ?? null]
  return written(world.store.get<TagGroup>(sql, values))
}

/** Makes a tag; one of that name in the group is answered as it is. */
export function makeTag(
  world: World,
  made: { corpId: string; groupId: string; name: string; sort: number; agentId: number | undefined },
): { tag: Tag; isNew: boolean } {
  const known = tagByName(world, made)
  if (known) return { tag: known, isNew: false }
  const sql = `insert into tags (corp_id, tag_id, group_id, name, sort, created_at, agent_id) values (?, ?, ?, ?, ?, ?, ?) returning ${TAG_COLUMNS}`
  const { corpId, groupId, name, sort } = made
  const values = [corpId, world.ids.opaque('et'), groupId, name, sort, world.clock.now(), made.agentId ?? null]
  return { tag: written(world.store.get<Tag>(sql, values)), isNew: true }
}

/** Renames and sorts anew a tag or a group. */
export function editTagOrGroup(
  world: World,
  edited: { corpId: string; id: string; name?: string | undefined; sort?: number | undefined },
): void {
  const values = [edited.name ?? null, edited.sort ?? null, edited.corpId, edited.id]
  world.store.run('update tags set name = coalesce(?, name), sort = coalesce(?, sort) where corp_id = ? and tag_id = ?', values)
  world.store.run('update tag_groups set name = coalesce(?, name), sort = coalesce(?, sort) where corp_id = ? and group_id = ?', values)
}

/** Deletes a tag and its marks; with the last tag its group goes (WW:92696). Answers the group's id when it went. */
export function deleteTag(world: World, tag: { corpId: string; tagId: string; groupId: string }): string | undefined {
  const { corpId, tagId, groupId } = tag
  world.store.run('update tags set deleted = 1 where corp_id = ? and tag_id = ?', [corpId, tagId])
  world.store.run('delete from contact_tags where corp_id = ? and tag_id = ?', [corpId, tagId])
  if (tagsInGroup(world, corpId, groupId).length > 0) return undefined
  world.store.run('update tag_groups set deleted = 1 where corp_id = ? and group_id = ?', [corpId, groupId])
  return groupId
}

function written<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('sqlite returned no row for a written one')
  return row
}
