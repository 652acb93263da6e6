/** Calls that read groups (A5). No call makes one or puts people in: they come by code or invitation in the client. */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { cutPage, readSeqCursor } from '../contacts/cursor.ts'
import { canSee, findCorp } from '../corp/corps.ts'
import { findCustomer } from '../corp/customers.ts'
import { activeStaff, staffMember } from '../corp/staff.ts'
import { type Chat, type ChatMember, chatsFiltered, findChat, membersOf, wasDismissed } from './chats.ts'

const MS = 1_000
/** WW:93414 */
const LIST = { page: 1_000, owners: 100, visibleStaff: 1_000 } as const

export const listChats = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/list',
  source: 'WW:93414',
  limits: '1,000 a page, required; 100 owners; 81017 without owners when the app sees more than 1,000 staff',
  body: z.object({
    status_filter: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
    owner_filter: z.object({ userid_list: z.array(z.string().min(1)).max(LIST.owners).default([]) }).optional(),
    cursor: z.string().optional(),
    limit: z.int().min(1).max(LIST.page),
  }),
  answer: ({ world, app, body }) => {
    const owners = body.owner_filter?.userid_list ?? []
    if (owners.length === 0 && visibleStaffCount(world, app) > LIST.visibleStaff) platformError(81017, 'owner_filter is needed')
    const status = body.status_filter === 0 ? undefined : body.status_filter
    const asked = { owners: seenOwners(world, app, owners), status, after: readSeqCursor(body.cursor), limit: body.limit + 1 }
    const { page, cursor } = cutPage(chatsFiltered(world, app.corpId, asked), body.limit)
    return {
      group_chat_list: page.map((chat) => ({ chat_id: chat.chatId, status: chat.status })),
      ...(cursor ? { next_cursor: cursor } : {}),
    }
  },
})

export const getChat = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/get',
  source: 'WW:92707',
  limits: 'groups whose owner the app sees; 49008 once dismissed; names only when asked for',
  body: z.object({ chat_id: z.string().min(1), need_name: z.union([z.literal(0), z.literal(1)]).default(0) }),
  answer: ({ world, app, body }) => {
    const chat = requireChat(world, app, body.chat_id)
    const members = membersOf(world, app.corpId, chat.chatId)
    const bound = findCorp(world, app.corpId)?.developerBound === true
    const shown = { bound, names: body.need_name === 1 }
    return {
      group_chat: {
        chat_id: chat.chatId,
        name: chat.name,
        owner: chat.owner,
        create_time: Math.floor(chat.createdAt / MS),
        notice: chat.notice,
        member_list: members.map((member) => memberJson(world, chat, member, shown)),
        admin_list: members.filter((member) => member.isAdmin === 1).map((member) => ({ userid: member.memberId })),
        member_version: chat.memberVersion,
      },
    }
  },
})

/** @throws 86003 unknown · 49008 dismissed · 60011 the app does not see the owner */
export function requireChat(world: World, app: CallingApp, chatId: string): Chat {
  const chat = findChat(world, app.corpId, chatId)
  if (!chat) return platformError(wasDismissed(world, app.corpId, chatId) ? 49008 : 86003, `chat_id: ${chatId}`)
  if (!canSee(world, app, chat.owner)) platformError(60011, `owner: ${chat.owner}`)
  return chat
}

function memberJson(world: World, chat: Chat, member: ChatMember, shown: { bound: boolean; names: boolean }): object {
  const customer = member.customerId === null ? undefined : findCustomer(world, member.customerId)
  const name = customer?.name ?? staffMember(world, chat.corpId, member.memberId)?.name ?? ''
  const hasUnionid = shown.bound && customer !== undefined && customer.wecomCorpName === undefined
  return {
    userid: member.memberId,
    type: member.type,
    ...(hasUnionid ? { unionid: customer.unionid } : {}),
    join_time: Math.floor(member.joinedAt / MS),
    join_scene: member.joinScene,
    ...(member.invitor === null ? {} : { invitor: { userid: member.invitor } }),
    group_nickname: member.nickname,
    ...(shown.names ? { name } : {}),
    ...(member.state ? { state: member.state } : {}),
  }
}

function visibleStaffCount(world: World, app: CallingApp): number {
  return activeStaff(world, app.corpId).filter((staff) => canSee(world, app, staff.userId)).length
}

/** Undefined: the app sees everybody and asked for no owner. */
function seenOwners(world: World, app: CallingApp, owners: readonly string[]): string[] | undefined {
  if (owners.length > 0) return owners.filter((userId) => canSee(world, app, userId))
  const staff = activeStaff(world, app.corpId)
  return staff.every((one) => canSee(world, app, one.userId))
    ? undefined
    : staff.map((one) => one.userId).filter((id) => canSee(world, app, id))
}
