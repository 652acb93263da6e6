/** People come into groups and go; the corp is told. */
import { type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { externalUserIdOf } from '../corp/customers.ts'
import { chatCaps } from './caps.ts'
import { addMember, type Chat, memberCount, memberOf, removeMember, tellUpdate } from './chats.ts'
import { greetNewcomer } from './welcome-templates.ts'

/** `JoinScene` of the callback (WW:92277): it counts differently from `join_scene` of groupchat/get. */
const TOLD_SCENE = { 1: 0, 2: 0, 3: 3 } as const

export interface Joining {
  readonly customerId: string
  /** 1 invited directly, 2 by an invitation link, 3 by code. */
  readonly joinScene: 1 | 2 | 3
  readonly invitor?: string | undefined
  readonly state?: string | undefined
  readonly wayId?: string | undefined
}

/** The customer comes into the group. A member already: nothing changes. @throws DeedRefused `group_full` */
export function joinChat(world: World, chat: Chat, joining: Joining): Effects {
  const { corpId, chatId } = chat
  const { customerId, joinScene } = joining
  const memberId = externalUserIdOf(world, { corpId, customerId })
  if (memberOf(world, corpId, chatId, memberId)) return [`is in ${chatId} already`]
  if (!hasRoom(world, chat, joinScene))
    return refuseDeed('group_full', `${chatId} takes nobody more ${joinScene === 3 ? 'by code' : 'at all'}`)
  const { invitor, state, wayId } = joining
  const versions = addMember(world, { corpId, chatId, memberId, type: 2, customerId, joinScene, invitor, state, wayId })
  const members = { ids: [memberId], ...versions }
  tellUpdate(world, { corpId, chatId, detail: 'add_member', joinScene: TOLD_SCENE[joinScene], members })
  return [`joined ${chatId}`, 'callback change_external_chat update add_member', ...greetNewcomer(world, chat, customerId)]
}

export function hasRoom(world: World, chat: Chat, joinScene: 1 | 2 | 3): boolean {
  const { qrCap, hardCap } = chatCaps(world, chat.corpId)
  return memberCount(world, chat.corpId, chat.chatId) < (joinScene === 3 ? qrCap : hardCap)
}

/** A member goes or is put out. @throws DeedRefused `not_a_member` */
export function quitChat(world: World, chat: Chat, gone: { memberId: string; move: 'quit' | 'removed' }): Effects {
  const { corpId, chatId } = chat
  const versions = removeMember(world, { corpId, chatId, ...gone })
  if (!versions) return refuseDeed('not_a_member', `${gone.memberId} is not in ${chatId}`)
  const members = { ids: [gone.memberId], ...versions }
  tellUpdate(world, { corpId, chatId, detail: 'del_member', quitScene: gone.move === 'removed' ? 1 : 0, members })
  return [`${gone.move === 'removed' ? 'put out of' : 'left'} ${chatId}`, 'callback change_external_chat update del_member']
}
