/** People talk: one to one and in groups. */
import { z } from 'zod'
import { type Actor, defineVerb, type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { tellWords } from '../acquisition/news.ts'
import { onlyCorp } from '../corp/corps.ts'
import { customerForDeed, findCustomer } from '../corp/customers.ts'
import { staffForDeed } from '../corp/staff.ts'
import { findChat, memberOf, postToChat } from '../groups/chats.ts'
import { knownExternalUserId, type Relation, relationWith, touchRelation } from './relations.ts'

/** A message in the client: characters; ours. */
const TEXT_LENGTH = 2_000
const URL_LENGTH = 2_048

export const say = defineVerb({
  name: 'say',
  actor: 'any',
  shape: z
    .object({ to: z.string().min(1).optional(), chatId: z.string().min(1).optional(), text: z.string().min(1).max(TEXT_LENGTH) })
    .refine((input) => (input.to === undefined) !== (input.chatId === undefined), { message: 'either to or chatId', path: ['to'] }),
  act: ({ world, actor, input }) => {
    const content = { msgtype: 'text', text: { content: input.text } }
    return input.chatId === undefined ? tellOne(world, actor, input.to ?? '', content) : tellGroup(world, actor, input.chatId, content)
  },
})

/** Passes an address on to a person or a group. The platform shows it to nobody else: sharing is not observable. */
export const share = defineVerb({
  name: 'share',
  actor: 'any',
  shape: z.object({ url: z.url({ protocol: /^https?$/ }).max(URL_LENGTH), to: z.string().min(1), title: z.string().max(128).optional() }),
  act: ({ world, actor, input }) => {
    const content = { msgtype: 'link', link: { title: input.title ?? input.url, url: input.url } }
    if (findChat(world, onlyCorp(world).corpId, plainId(input.to))) return tellGroup(world, actor, plainId(input.to), content)
    const friend = findCustomer(world, plainId(input.to))
    if (actor.kind === 'staff' || !friend) return tellOne(world, actor, input.to, content)
    world.deliver({ to: { customer: friend.id }, from: actor.id, channel: 'wechat', content })
    return [`shared with ${friend.id}`]
  },
})

/** The words of one person to another who is a contact; half-added customers can be talked to as well. */
function tellOne(world: World, actor: Actor, to: string, content: object): Effects {
  const other = plainId(to)
  const found = actor.kind === 'customer' ? relationOfCustomer(world, actor.id, other) : relationOfStaff(world, actor, other)
  if (!found || found.status === 'requested' || found.status === 'one_way') {
    return refuseDeed('not_a_contact', `${nameOf(actor)} and ${other} are not contacts of each other`)
  }
  recordWords(world, found, { byStaff: actor.kind === 'staff', content })
  const target = actor.kind === 'customer' ? { staff: found.userId, corpId: found.corpId } : { customer: found.customerId }
  world.deliver({ to: target, from: nameOf(actor), channel: 'wecom', content })
  return [`said to ${other}`, ...(actor.kind === 'customer' ? tellWords(world, found) : [])]
}

function recordWords(world: World, found: Relation, words: { byStaff: boolean; content: object }): void {
  const sql = 'insert into contact_messages (corp_id, user_id, external_userid, by_staff, content, at) values (?, ?, ?, ?, ?, ?)'
  const values = [found.corpId, found.userId, found.externalUserId, words.byStaff ? 1 : 0, JSON.stringify(words.content)]
  world.store.run(sql, [...values, world.clock.now()])
  touchRelation(world, found)
}

function relationOfCustomer(world: World, customerId: string, userId: string): Relation | undefined {
  const { corpId } = onlyCorp(world)
  staffForDeed(world, corpId, userId)
  return relationWith(world, corpId, userId, customerId)
}

function relationOfStaff(world: World, actor: { corpId: string; userId: string }, customerId: string): Relation | undefined {
  staffForDeed(world, actor.corpId, actor.userId)
  customerForDeed(world, customerId)
  return relationWith(world, actor.corpId, actor.userId, customerId)
}

function tellGroup(world: World, actor: Actor, chatId: string, content: object): Effects {
  const { corpId } = onlyCorp(world)
  if (!findChat(world, corpId, chatId)) return refuseDeed('unknown_chat', `no group ${chatId}`)
  if (actor.kind === 'staff') staffForDeed(world, corpId, actor.userId)
  const memberId = actor.kind === 'staff' ? actor.userId : knownExternalUserId(world, corpId, actor.id)
  if (memberId === undefined || !memberOf(world, corpId, chatId, memberId)) {
    return refuseDeed('not_a_member', `${nameOf(actor)} is not in ${chatId}`)
  }
  const { seenBy } = postToChat(world, { corpId, chatId, from: memberId, content })
  return [`said in ${chatId}, seen by ${seenBy}`]
}

/** `customer:c1`, `staff:zhang`, `chat:wr…` and the bare ids mean the same here. */
function plainId(to: string): string {
  return to.replace(/^(customer|staff|chat):/, '')
}

function nameOf(actor: Actor): string {
  return actor.kind === 'customer' ? actor.id : actor.userId
}
