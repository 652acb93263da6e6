/** What people do in and about groups. */
import { z } from 'zod'
import { defineVerb, refuseDeed, type StaffActor } from '../../verb.ts'
import type { World } from '../../world.ts'
import { isContact, knownExternalUserId, relationWith } from '../contacts/relations.ts'
import { STATE_LENGTH } from '../contacts/state.ts'
import { onlyCorp } from '../corp/corps.ts'
import { customerForDeed } from '../corp/customers.ts'
import { staffForDeed } from '../corp/staff.ts'
import { chooseChatCaps, FOUNDERS_MOST } from './caps.ts'
import { type Chat, findChat, memberOf, setOwner, tellUpdate, type UpdateDetail } from './chats.ts'
import { joinChat, quitChat } from './joining.ts'
import { dismissChat, makeChat, tellChat } from './making.ts'
import { findWelcomeTemplate } from './welcome-templates.ts'

/** Characters; the client's own bounds are not documented, these are ours. */
const LENGTH = { name: 50, notice: 500 } as const
const chatId = z.string().min(1)

export const joinGroup = defineVerb({
  name: 'joinGroup',
  actor: 'customer',
  shape: z.object({ chatId, state: z.string().max(STATE_LENGTH).optional() }),
  act: ({ world, actor, input }) => {
    const chat = requireChatForDeed(world, onlyCorp(world).corpId, input.chatId)
    return joinChat(world, chat, { customerId: actor.id, joinScene: 3, state: input.state })
  },
})

export const inviteToGroup = defineVerb({
  name: 'inviteToGroup',
  actor: 'staff',
  shape: z.object({ chatId, customerId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const chat = requireOwnChat(world, actor, input.chatId)
    requireFriend(world, actor, input.customerId)
    return joinChat(world, chat, { customerId: input.customerId, joinScene: 1, invitor: actor.userId })
  },
})

export const leaveGroup = defineVerb({
  name: 'leaveGroup',
  actor: 'any',
  shape: z.object({ chatId }),
  act: ({ world, actor, input }) => {
    const { corpId } = onlyCorp(world)
    const chat = requireChatForDeed(world, corpId, input.chatId)
    const memberId = actor.kind === 'staff' ? actor.userId : (knownExternalUserId(world, corpId, actor.id) ?? actor.id)
    if (memberId === chat.owner) return refuseDeed('owner_stays', 'an owner gives the group away or dismisses it')
    return quitChat(world, chat, { memberId, move: 'quit' })
  },
})

export const kick = defineVerb({
  name: 'kick',
  actor: 'staff',
  shape: z.object({ chatId, customerId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const chat = requireOwnChat(world, actor, input.chatId)
    const { corpId } = actor
    const memberId = knownExternalUserId(world, corpId, customerForDeed(world, input.customerId).id) ?? input.customerId
    return quitChat(world, chat, { memberId, move: 'removed' })
  },
})

export const makeGroup = defineVerb({
  name: 'makeGroup',
  actor: 'staff',
  shape: z.object({
    name: z.string().min(1).max(LENGTH.name),
    customerIds: z.array(z.string().min(1)).max(FOUNDERS_MOST).default([]),
  }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    for (const customerId of input.customerIds) requireFriend(world, actor, customerId)
    const chat = makeChat(world, { corpId, name: input.name, owner: userId })
    const joined = input.customerIds.flatMap((customerId) => joinChat(world, chat, { customerId, joinScene: 1, invitor: userId }))
    return [`made ${chat.chatId}`, ...tellChat(world, chat, 'create'), ...joined]
  },
})

/** Name, notice and administrators. Each change of name and notice is told; administrators are not. */
export const editGroup = defineVerb({
  name: 'editGroup',
  actor: 'staff',
  shape: z.object({
    chatId,
    name: z.string().min(1).max(LENGTH.name).optional(),
    notice: z.string().max(LENGTH.notice).optional(),
    adminUserIds: z.array(z.string().min(1)).max(100).optional(),
    /** Empty: no template any more. */
    welcomeTemplateId: z.string().optional(),
  }),
  act: ({ world, actor, input }) => {
    const chat = requireOwnChat(world, actor, input.chatId)
    const { corpId } = chat
    const told: UpdateDetail[] = []
    if (input.welcomeTemplateId) requireTemplateForDeed(world, corpId, input.welcomeTemplateId)
    const sql =
      'update chats set name = coalesce(?, name), notice = coalesce(?, notice), welcome_template_id = nullif(coalesce(?, welcome_template_id), ?) where seq = ?'
    world.store.run(sql, [input.name ?? null, input.notice ?? null, input.welcomeTemplateId ?? null, '', chat.seq])
    if (input.adminUserIds) appointAdmins(world, chat, input.adminUserIds)
    if (input.name !== undefined) told.push('change_name')
    if (input.notice !== undefined) told.push('change_notice')
    for (const detail of told) tellUpdate(world, { corpId, chatId: chat.chatId, detail })
    return [`changed ${chat.chatId}`, ...told.map((detail) => `callback change_external_chat update ${detail}`)]
  },
})

export const giveGroup = defineVerb({
  name: 'giveGroup',
  actor: 'staff',
  shape: z.object({ chatId, userId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const chat = requireOwnChat(world, actor, input.chatId)
    if (chat.owner !== actor.userId) return refuseDeed('not_the_owner', `${actor.userId} does not own ${chat.chatId}`)
    staffForDeed(world, actor.corpId, input.userId)
    setOwner(world, { corpId: chat.corpId, chatId: chat.chatId, owner: input.userId, by: 'people' })
    return [`gave ${chat.chatId} to ${input.userId}`, 'callback change_external_chat update change_owner']
  },
})

export const dismissGroup = defineVerb({
  name: 'dismissGroup',
  actor: 'staff',
  shape: z.object({ chatId }),
  act: ({ world, actor, input }) => {
    const chat = requireOwnChat(world, actor, input.chatId)
    if (chat.owner !== actor.userId) return refuseDeed('not_the_owner', `${actor.userId} does not own ${chat.chatId}`)
    dismissChat(world, chat)
    return [`dismissed ${chat.chatId}`, ...tellChat(world, chat, 'dismiss')]
  },
})

/** Tells the world how many people groups take from now on. */
export const limitGroups = defineVerb({
  name: 'limitGroups',
  actor: 'staff',
  shape: z.object({ qrCap: z.int().min(2).max(2_000), hardCap: z.int().min(2).max(2_000) }),
  act: ({ world, actor, input }) => {
    chooseChatCaps(world, actor.corpId, input)
    return [`groups take ${input.qrCap} by code and ${input.hardCap} by invitation`]
  },
})

/** @throws DeedRefused `unknown_chat` */
function requireChatForDeed(world: World, corpId: string, chatIdGiven: string): Chat {
  return findChat(world, corpId, chatIdGiven) ?? refuseDeed('unknown_chat', `no group ${chatIdGiven}`)
}

/** A group the staff member owns or is an administrator of. */
function requireOwnChat(world: World, actor: StaffActor, chatIdGiven: string): Chat {
  staffForDeed(world, actor.corpId, actor.userId)
  const chat = requireChatForDeed(world, actor.corpId, chatIdGiven)
  const member = memberOf(world, chat.corpId, chat.chatId, actor.userId)
  if (chat.owner !== actor.userId && member?.isAdmin !== 1) {
    return refuseDeed('not_the_owner', `${actor.userId} neither owns nor administers ${chat.chatId}`)
  }
  return chat
}

function requireFriend(world: World, actor: StaffActor, customerId: string): void {
  customerForDeed(world, customerId)
  const found = relationWith(world, actor.corpId, actor.userId, customerId)
  if (!isContact(found) || found.status !== 'mutual') refuseDeed('not_a_contact', `${customerId} and ${actor.userId} are not contacts`)
}

function requireTemplateForDeed(world: World, corpId: string, templateId: string): void {
  if (!findWelcomeTemplate(world, corpId, templateId)) refuseDeed('unknown_template', `no welcome template ${templateId}`)
}

function appointAdmins(world: World, chat: Chat, userIds: readonly string[]): void {
  const stranger = userIds.find((userId) => memberOf(world, chat.corpId, chat.chatId, userId)?.type !== 1)
  if (stranger !== undefined) refuseDeed('not_a_member', `${stranger} is no staff member in ${chat.chatId}`)
  const sql =
    'update chat_members set is_admin = member_id in (select value from json_each(?)) where corp_id = ? and chat_id = ? and type = 1'
  world.store.run(sql, [JSON.stringify(userIds), chat.corpId, chat.chatId])
}
