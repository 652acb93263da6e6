/** Customer groups and who is in them: the face of groups for every other area. */
import { createHash } from 'node:crypto'
import type { World } from '../../world.ts'

/** groupchat/list `status_filter`: 0 served, 1 owner left and nobody follows, 2 being inherited, 3 inherited. */
export type ChatStatus = 0 | 1 | 2 | 3

export interface Chat {
  readonly seq: number
  readonly corpId: string
  readonly chatId: string
  readonly name: string
  readonly owner: string
  readonly notice: string
  readonly status: ChatStatus
  readonly createdAt: number
  readonly dismissedAt: number | null
  readonly memberVersion: string
  readonly welcomeTemplateId: string | null
}

export interface ChatMember {
  readonly seq: number
  /** userid of staff, external_userid of customers. */
  readonly memberId: string
  /** 1 staff, 2 customer. */
  readonly type: 1 | 2
  readonly customerId: string | null
  readonly joinedAt: number
  readonly joinScene: 1 | 2 | 3
  readonly invitor: string | null
  readonly state: string | null
  readonly nickname: string
  readonly isAdmin: number
}

const CHAT_COLUMNS = `seq, corp_id as corpId, chat_id as chatId, name, owner, notice, status, created_at as createdAt,
  dismissed_at as dismissedAt, member_version as memberVersion, welcome_template_id as welcomeTemplateId`
const MEMBER_COLUMNS = `seq, member_id as memberId, type, customer_id as customerId, joined_at as joinedAt, join_scene as joinScene, invitor,
  state, nickname, is_admin as isAdmin`

/** A group that was not dismissed. */
export function findChat(world: World, corpId: string, chatId: string): Chat | undefined {
  const sql = `select ${CHAT_COLUMNS} from chats where corp_id = ? and chat_id = ? and dismissed_at is null`
  return world.store.get<Chat>(sql, [corpId, chatId])
}

/** Groups of an owner that were not dismissed, oldest first. */
export function chatsOf(world: World, corpId: string, owner: string): Chat[] {
  const sql = `select ${CHAT_COLUMNS} from chats where corp_id = ? and owner = ? and dismissed_at is null order by seq`
  return world.store.all<Chat>(sql, [corpId, owner])
}

/** Groups of these owners (all when undefined) in this status, oldest first; `after` is the `seq` of the last one seen. */
export function chatsFiltered(
  world: World,
  corpId: string,
  asked: { owners?: readonly string[] | undefined; status?: ChatStatus | undefined; after?: number; limit?: number } = {},
): Chat[] {
  const ofOwners = asked.owners ? 'and owner in (select value from json_each(?))' : ''
  const sql = `select ${CHAT_COLUMNS} from chats where corp_id = ? and seq > ? ${ofOwners} and status = coalesce(?, status)
    and dismissed_at is null order by seq limit ?`
  const owners = asked.owners ? [JSON.stringify(asked.owners)] : []
  return world.store.all<Chat>(sql, [corpId, asked.after ?? 0, ...owners, asked.status ?? null, asked.limit ?? -1])
}

/** Was there a group of this id that is no more? */
export function wasDismissed(world: World, corpId: string, chatId: string): boolean {
  const sql = 'select 1 from chats where corp_id = ? and chat_id = ? and dismissed_at is not null'
  return world.store.get(sql, [corpId, chatId]) !== undefined
}

/** Members in the order they came, staff and customers. */
export function membersOf(world: World, corpId: string, chatId: string): ChatMember[] {
  const sql = `select ${MEMBER_COLUMNS} from chat_members where corp_id = ? and chat_id = ? order by seq`
  return world.store.all<ChatMember>(sql, [corpId, chatId])
}

export function memberOf(world: World, corpId: string, chatId: string, memberId: string): ChatMember | undefined {
  const sql = `select ${MEMBER_COLUMNS} from chat_members where corp_id = ? and chat_id = ? and member_id = ?`
  return world.store.get<ChatMember>(sql, [corpId, chatId, memberId])
}

export function memberCount(world: World, corpId: string, chatId: string): number {
  const sql = 'select count(*) as n from chat_members where corp_id = ? and chat_id = ?'
  return world.store.get<{ n: number }>(sql, [corpId, chatId])?.n ?? 0
}

/** The groups a staff member or customer is in, by userid or external_userid, oldest first. */
export function chatsWith(world: World, corpId: string, memberId: string): Chat[] {
  const sql = `select ${CHAT_COLUMNS} from chats where corp_id = ? and dismissed_at is null
    and chat_id in (select chat_id from chat_members where corp_id = ? and member_id = ?) order by seq`
  return world.store.all<Chat>(sql, [corpId, corpId, memberId])
}

/**
 * Gives the group to another staff member, who becomes a member if they were not. `by` people (a deed in the client, the platform carrying out a
 * transfer) is told to the corp as change_owner; by the API it is not [WW:92130].
 */
export function setOwner(
  world: World,
  given: { corpId: string; chatId: string; owner: string; status?: ChatStatus; by: 'api' | 'people' },
): void {
  const { corpId, chatId, owner } = given
  world.store.run('update chats set owner = ?, status = ? where corp_id = ? and chat_id = ?', [owner, given.status ?? 0, corpId, chatId])
  if (!memberOf(world, corpId, chatId, owner)) {
    addMember(world, { corpId, chatId, memberId: owner, type: 1, joinScene: 1, invitor: owner })
  }
  world.store.run('update chat_members set is_admin = 0 where corp_id = ? and chat_id = ? and member_id = ?', [corpId, chatId, owner])
  if (given.by === 'people') tellUpdate(world, { corpId, chatId, detail: 'change_owner' })
}

/** Marks how far the inheritance of a group has come; nobody is told. */
export function setChatStatus(world: World, marked: { corpId: string; chatId: string; status: ChatStatus }): void {
  world.store.run('update chats set status = ? where corp_id = ? and chat_id = ?', [marked.status, marked.corpId, marked.chatId])
}

export interface NewMember {
  readonly corpId: string
  readonly chatId: string
  readonly memberId: string
  readonly type: 1 | 2
  readonly customerId?: string | undefined
  readonly joinScene: 1 | 2 | 3
  readonly invitor?: string | undefined
  readonly state?: string | undefined
  readonly wayId?: string | undefined
}

/** Writes a member and the move; answers the group's member versions before and after. Says nothing to anybody. */
export function addMember(world: World, added: NewMember): { last: string; current: string } {
  const { corpId, chatId, memberId, type } = added
  const now = world.clock.now()
  const sql = `insert into chat_members (corp_id, chat_id, member_id, type, customer_id, joined_at, join_scene, invitor, state, way_id)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const where = [added.joinScene, added.invitor ?? null, added.state ?? null, added.wayId ?? null]
  world.store.run(sql, [corpId, chatId, memberId, type, added.customerId ?? null, now, ...where])
  return noteMove(world, { corpId, chatId, memberId, type, move: 'join' })
}

/** Takes a member out; answers the member versions, or undefined when they were none. Says nothing to anybody. */
export function removeMember(
  world: World,
  gone: { corpId: string; chatId: string; memberId: string; move: 'quit' | 'removed' },
): { last: string; current: string } | undefined {
  const { corpId, chatId, memberId, move } = gone
  const member = memberOf(world, corpId, chatId, memberId)
  if (!member) return undefined
  world.store.run('delete from chat_members where corp_id = ? and chat_id = ? and member_id = ?', [corpId, chatId, memberId])
  return noteMove(world, { corpId, chatId, memberId, type: member.type, move })
}

interface Move {
  readonly corpId: string
  readonly chatId: string
  readonly memberId: string
  readonly type: 1 | 2
  readonly move: 'join' | 'quit' | 'removed'
}

function noteMove(world: World, { corpId, chatId, memberId, type, move }: Move): { last: string; current: string } {
  const sql = 'insert into chat_moves (corp_id, chat_id, member_id, type, move, at) values (?, ?, ?, ?, ?, ?)'
  world.store.run(sql, [corpId, chatId, memberId, type, move, world.clock.now()])
  const last = findChat(world, corpId, chatId)?.memberVersion ?? ''
  const current = createHash('md5').update(`${last} ${move} ${memberId}`).digest('hex')
  world.store.run('update chats set member_version = ? where corp_id = ? and chat_id = ?', [current, corpId, chatId])
  return { last, current }
}

export type UpdateDetail = 'add_member' | 'del_member' | 'change_owner' | 'change_name' | 'change_notice'

/** Queues change_external_chat update (A14). `members` goes with add_member and del_member. */
export function tellUpdate(
  world: World,
  told: {
    corpId: string
    chatId: string
    detail: UpdateDetail
    joinScene?: number
    quitScene?: number
    members?: { ids: readonly string[]; last: string; current: string }
  },
): void {
  const { members } = told
  const fields = {
    ChatId: told.chatId,
    UpdateDetail: told.detail,
    JoinScene: told.joinScene,
    QuitScene: told.quitScene,
    MemChangeCnt: members?.ids.length,
    MemChangeList: members && { Item: members.ids },
    LastMemVer: members?.last,
    CurMemVer: members?.current,
  }
  world.callback({ corpId: told.corpId, Event: 'change_external_chat', ChangeType: 'update', fields })
}

/** Says something in a group: everybody else in it sees it. `from` is a userid or external_userid; content as the platform's JSON. */
export function postToChat(world: World, said: { corpId: string; chatId: string; from: string; content: object }): { seenBy: number } {
  const { corpId, chatId, from, content } = said
  const members = membersOf(world, corpId, chatId)
  const sender = members.find((member) => member.memberId === from)
  const sql = 'insert into chat_messages (corp_id, chat_id, sender_id, by_staff, content, at) values (?, ?, ?, ?, ?, ?)'
  const byStaff = sender?.type === 2 ? 0 : 1
  world.store.run(sql, [corpId, chatId, from, byStaff, JSON.stringify(content), world.clock.now()])
  const others = members.filter((member) => member !== sender)
  const shownFrom = sender?.customerId ?? from
  for (const member of others) {
    const to = member.customerId === null ? { staff: member.memberId, corpId } : { customer: member.customerId }
    world.deliver({ to, from: shownFrom, channel: 'group', chatId, content })
  }
  return { seenBy: others.length }
}
