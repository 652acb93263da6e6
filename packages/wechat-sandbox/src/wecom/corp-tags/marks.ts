/** Which contact bears which tags: a mark belongs to a staff member's relation, not to the customer. */
import type { World } from '../../world.ts'

interface Pair {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
}

export interface MarkedTag {
  readonly tagId: string
  readonly tagName: string
  readonly groupName: string
}

const MARKED_SQL = `select t.tag_id as tagId, t.name as tagName, g.name as groupName
  from contact_tags c
  join tags t on t.corp_id = c.corp_id and t.tag_id = c.tag_id and t.deleted = 0
  join tag_groups g on g.corp_id = t.corp_id and g.group_id = t.group_id
  where c.corp_id = ? and c.user_id = ? and c.external_userid = ? order by c.marked_at, t.seq`

/** Tags a staff member gave a contact, in the order they were given. */
export function tagsOf(world: World, { corpId, userId, externalUserId }: Pair): MarkedTag[] {
  return world.store.all<MarkedTag>(MARKED_SQL, [corpId, userId, externalUserId])
}

/** Adds and removes marks; answers how many changed. Ids are taken as they are: whoever calls has checked them. */
export function changeMarks(world: World, pair: Pair, change: { add: readonly string[]; remove: readonly string[] }): number {
  const key = [pair.corpId, pair.userId, pair.externalUserId]
  const addSql =
    'insert into contact_tags (corp_id, user_id, external_userid, tag_id, marked_at) values (?, ?, ?, ?, ?) on conflict do nothing'
  const removeSql = 'delete from contact_tags where corp_id = ? and user_id = ? and external_userid = ? and tag_id = ?'
  const removed = change.remove.map((tagId) => world.store.run(removeSql, [...key, tagId]).changes)
  const added = change.add.map((tagId) => world.store.run(addSql, [...key, tagId, world.clock.now()]).changes)
  return [...removed, ...added].reduce((sum, n) => sum + n, 0)
}

/** Forgets all marks of a relation that ended. */
export function clearTags(world: World, { corpId, userId, externalUserId }: Pair): void {
  const sql = 'delete from contact_tags where corp_id = ? and user_id = ? and external_userid = ?'
  world.store.run(sql, [corpId, userId, externalUserId])
}

/** Corp tags follow the customer to whoever takes over. */
export function copyTags(world: World, from: Pair, toUserId: string): void {
  const sql = `insert into contact_tags (corp_id, user_id, external_userid, tag_id, marked_at)
    select corp_id, ?, external_userid, tag_id, marked_at from contact_tags where corp_id = ? and user_id = ? and external_userid = ?
    on conflict do nothing`
  world.store.run(sql, [toUserId, from.corpId, from.userId, from.externalUserId])
}
