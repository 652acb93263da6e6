/** What the playground page shows of the world: people, a person's phone, codes to scan. Reads only. */

import type { Actor } from '../verb.ts'
import { relationsOfCustomer, relationsOfStaff } from '../wecom/contacts/relations.ts'
import { onlyCorp } from '../wecom/corp/corps.ts'
import { customerForDeed, findCustomer } from '../wecom/corp/customers.ts'
import { staffMember } from '../wecom/corp/staff.ts'
import { chatsFiltered, chatsWith, memberCount } from '../wecom/groups/chats.ts'
import type { World } from '../world.ts'
import { linesOf } from './lines.ts'

const MAX_CONTACTS = 500
const MAX_CODES = 50

export interface NamedPerson {
  readonly actor: string
  readonly name: string
  /** Gone members stay to be looked at. */
  readonly resigned?: boolean
}

/** People whose name or id holds the words: members first. */
export function findPeople(world: World, input: { words: string; limit: number }): NamedPerson[] {
  const { corpId } = onlyCorp(world)
  const like = `%${input.words.replaceAll(/[%_\\]/g, '\\$&')}%`
  const staff = world.store.all<{ id: string; name: string; resigned: number }>(
    `select user_id as id, name, resigned_at is not null as resigned from staff
     where corp_id = ? and (name like ? escape '\\' or user_id like ? escape '\\') order by user_id limit ?`,
    [corpId, like, like, input.limit],
  )
  const customers = world.store.all<{ id: string; name: string }>(
    "select id, name from customers where name like ? escape '\\' or id like ? escape '\\' order by number limit ?",
    [like, like, input.limit],
  )
  return [
    ...staff.map(({ id, name, resigned }) => ({ actor: `staff:${id}`, name, ...(resigned === 1 && { resigned: true }) })),
    ...customers.map(({ id, name }) => ({ actor: `customer:${id}`, name })),
  ]
}

/** A phone: who the person is and knows, which groups they are in, what was said. */
export function lookAtPhone(world: World, actor: Actor): object {
  return actor.kind === 'customer' ? customerPhone(world, actor.id) : staffPhone(world, actor)
}

function customerPhone(world: World, id: string): object {
  const { corpId } = onlyCorp(world)
  const customer = customerForDeed(world, id)
  const sql = 'select external_user_id as id from external_ids where corp_id = ? and customer_id = ?'
  const externalUserId = world.store.get<{ id: string }>(sql, [corpId, id])?.id
  const relations = externalUserId === undefined ? [] : relationsOfCustomer(world, corpId, externalUserId)
  return {
    person: { actor: `customer:${id}`, name: customer.name, city: customer.city, externalUserId, unionid: customer.unionid },
    contacts: relations.map(({ userId, status }) => ({ id: userId, name: staffMember(world, corpId, userId)?.name ?? userId, status })),
    groups: groupsWith(world, externalUserId),
    lines: linesOf(world, { kind: 'customer', id }),
    tasks: [],
  }
}

function staffPhone(world: World, actor: Extract<Actor, { kind: 'staff' }>): object {
  const { corpId, userId } = actor
  const member = staffMember(world, corpId, userId)
  const asking = world.store.all<{ customerId: string; status: string }>(
    `select customer_id as customerId, status from contacts where corp_id = ? and user_id = ? and status in ('requested', 'half') limit ?`,
    [corpId, userId, MAX_CONTACTS],
  )
  const known = relationsOfStaff(world, corpId, userId, { limit: MAX_CONTACTS })
  const contacts = [...asking, ...known].map(({ customerId, status }) => ({
    id: customerId,
    name: findCustomer(world, customerId)?.name ?? customerId,
    status,
  }))
  const remarks = new Map(known.map(({ customerId, remark }) => [customerId, remark]))
  return {
    person: { actor: `staff:${userId}`, name: member?.name ?? userId, resigned: member?.resignedAt !== undefined },
    contacts: contacts.map((contact) => ({ ...contact, remark: remarks.get(contact.id) || undefined })),
    groups: groupsWith(world, userId),
    lines: linesOf(world, actor),
    tasks: tasksOf(world, actor),
  }
}

function groupsWith(world: World, memberId: string | undefined): object[] {
  if (memberId === undefined) return []
  const { corpId } = onlyCorp(world)
  return chatsWith(world, corpId, memberId).map(({ chatId, name, owner }) => ({
    id: chatId,
    name,
    owner,
    members: memberCount(world, corpId, chatId),
  }))
}

/** Which of the tasks a member was asked for are done, by msgid or moment_id. */
function tasksOf(world: World, actor: { corpId: string; userId: string }): object[] {
  const sends = world.store.all<{ id: string; done: number; cancelled: number }>(
    `select mass_send_tasks.msgid as id, status = 2 as done, cancelled_at is not null as cancelled from mass_send_tasks
     join mass_sends on mass_sends.msgid = mass_send_tasks.msgid
     where mass_send_tasks.corp_id = ? and user_id = ? order by mass_send_tasks.seq desc limit ?`,
    [actor.corpId, actor.userId, MAX_CODES],
  )
  const moments = world.store.all<{ id: string; done: number; cancelled: number }>(
    `select moment_tasks.moment_id as id, published_at is not null as done, cancelled_at is not null as cancelled from moment_tasks
     join moments on moments.moment_id = moment_tasks.moment_id
     where corp_id = ? and user_id = ? order by moment_tasks.seq desc limit ?`,
    [actor.corpId, actor.userId, MAX_CODES],
  )
  return [...sends, ...moments].map(({ id, done, cancelled }) => ({ id, done: done === 1, cancelled: cancelled === 1 }))
}

export interface Picture {
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** An uploaded picture by its address or media_id, also when its three days are over but it is still kept. */
export function findPicture(world: World, address: string): Picture | undefined {
  const picture = 'select content_type as contentType, bytes from media_pictures where url = ?'
  const material = "select content_type as contentType, bytes from media_files where media_id = ? and kind = 'image'"
  return world.store.get<Picture>(picture, [address]) ?? world.store.get<Picture>(material, [address])
}

/** Groups that can be joined, oldest first. */
export function knownGroups(world: World): object[] {
  const { corpId } = onlyCorp(world)
  return chatsFiltered(world, corpId, { limit: MAX_CODES }).map(({ chatId, name, owner }) => ({ chatId, name, owner }))
}

/** Codes and links of the world, newest first, to be scanned without a camera. */
export function knownCodes(world: World): object[] {
  const { corpId } = onlyCorp(world)
  return world.store.all<{ kind: string; code: string; words: string }>(
    `select * from (
       select 'contact' as kind, qr_code as code, remark || ' ' || state as words, created_at from contact_ways
         where corp_id = ? and qr_code is not null
       union all select 'group', qr_code, remark || ' ' || state, created_at from chat_join_ways where corp_id = ?
       union all select 'link', url, link_name, created_at from acquisition_links where corp_id = ? and deleted_at is null
     ) order by created_at desc limit ?`,
    [corpId, corpId, corpId, MAX_CODES],
  )
}
