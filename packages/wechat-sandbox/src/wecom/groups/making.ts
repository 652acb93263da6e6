/** New groups, and groups that end. */
import { createHash } from 'node:crypto'
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'
import { addMember, type Chat, findChat } from './chats.ts'

/** Writes a group with its owner in it; says nothing to anybody. */
export function makeChat(world: World, made: { corpId: string; name: string; owner: string }): Chat {
  const { corpId, name, owner } = made
  const chatId = world.ids.opaque('wr')
  const version = createHash('md5').update(chatId).digest('hex')
  const sql = 'insert into chats (corp_id, chat_id, name, owner, created_at, member_version) values (?, ?, ?, ?, ?, ?)'
  world.store.run(sql, [corpId, chatId, name, owner, world.clock.now(), version])
  addMember(world, { corpId, chatId, memberId: owner, type: 1, joinScene: 1, invitor: owner })
  const chat = findChat(world, corpId, chatId)
  if (!chat) throw new Error('a group just made is not there')
  return chat
}

/** Tells the corp that a group was made or dismissed. */
export function tellChat(world: World, chat: { corpId: string; chatId: string }, change: 'create' | 'dismiss'): Effects {
  world.callback({ corpId: chat.corpId, Event: 'change_external_chat', ChangeType: change, fields: { ChatId: chat.chatId } })
  return [`callback change_external_chat ${change}`]
}

/** The group ends; its rows stay for statistics. */
export function dismissChat(world: World, chat: Chat): void {
  const { corpId, chatId } = chat
  world.store.run('update chats set dismissed_at = ? where corp_id = ? and chat_id = ?', [world.clock.now(), corpId, chatId])
  world.store.run('delete from chat_members where corp_id = ? and chat_id = ?', [corpId, chatId])
}
