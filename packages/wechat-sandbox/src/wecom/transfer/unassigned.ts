/** What members who resigned leave behind, until somebody takes it over. */
import type { World } from '../../world.ts'
import { relationsOfStaff, removeRelation } from '../contacts/relations.ts'
import { tagsOf } from '../corp-tags/marks.ts'
import { chatsOf, setChatStatus } from '../groups/chats.ts'

/** groupchat/list: the owner has left, the group waits to be inherited. */
const OWNER_LEFT = 1

export interface Unassigned {
  readonly seq: number
  readonly handover: string
  readonly externalUserId: string
  readonly customerId: string
  readonly relationStatus: 'mutual' | 'one_way'
  readonly remark: string
  readonly description: string
  readonly tagIds: string
  readonly resignedAt: number
}

const COLUMNS = `seq, handover, external_userid as externalUserId, customer_id as customerId, relation_status as relationStatus, remark, description,
  tag_ids as tagIds, resigned_at as resignedAt`

/** Moves all contacts of a member out of the contacts, and marks the groups. @returns how many of each */
export function leaveBehind(world: World, corpId: string, userId: string): { customers: number; groups: number } {
  const now = world.clock.now()
  const sql = `insert into transfer_unassigned
    (corp_id, handover, external_userid, customer_id, relation_status, remark, description, tag_ids, resigned_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const relations = relationsOfStaff(world, corpId, userId)
  for (const one of relations) {
    const tagIds = JSON.stringify(tagsOf(world, one).map((tag) => tag.tagId))
    const { externalUserId, customerId, status, remark, description } = one
    world.store.run(sql, [corpId, userId, externalUserId, customerId, status, remark, description, tagIds, now])
    removeRelation(world, { corpId, userId, externalUserId, by: 'transfer' })
  }
  const chats = chatsOf(world, corpId, userId)
  for (const { chatId } of chats) setChatStatus(world, { corpId, chatId, status: OWNER_LEFT })
  return { customers: relations.length, groups: chats.length }
}

export function findUnassigned(world: World, corpId: string, from: { handover: string; externalUserId: string }): Unassigned | undefined {
  const sql = `select ${COLUMNS} from transfer_unassigned where corp_id = ? and handover = ? and external_userid = ?`
  return world.store.get<Unassigned>(sql, [corpId, from.handover, from.externalUserId])
}

export function dropUnassigned(world: World, seq: number): void {
  world.store.run('delete from transfer_unassigned where seq = ?', [seq])
}

/**
 * Customers nobody takes over yet, of who left last first; one whose transfer is waiting is not among them. After a refusal the customer is back
 * (unverified).
 * @param page after: the last one seen; or skip: how many to leave out
 */
export function unassignedOf(
  world: World,
  corpId: string,
  page: { after: { resignedAt: number; seq: number } | undefined; skip: number; limit: number },
): Unassigned[] {
  const { after } = page
  const sql = `select ${COLUMNS} from transfer_unassigned as left_behind where corp_id = ? and (? is null or resigned_at < ? or (resigned_at = ? and seq > ?))
    and not exists (select 1 from transfers where transfers.corp_id = left_behind.corp_id and transfers.external_userid = left_behind.external_userid
      and transfers.handover = left_behind.handover and transfers.status = 2)
    order by resigned_at desc, seq limit ? offset ?`
  const at = after?.resignedAt ?? null
  return world.store.all<Unassigned>(sql, [corpId, at, at, at, after?.seq ?? null, page.limit, page.skip])
}
