/** Transfers of groups [WW:92127, WW:95703]. */
import { PlatformError, platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { dayBegin } from '../beijing-days.ts'
import { staffMember } from '../corp/staff.ts'
import { type Chat, findChat, setChatStatus, setOwner } from '../groups/chats.ts'
import { COUNTED_WITHIN_MS, type TransferKind } from './customers.ts'

/** WW:92127: groups of one owner given away on one day. */
const MAX_OF_OWNER_A_DAY = 300
/** WW:95703: a group of an owner who stays is given away at most twice in 90 natural days. */
const MAX_ON_THE_JOB = 2
/** A group of an owner who left is "being inherited" for a moment; the platform tells no figure: ours. */
const INHERITING_MS = 2_000

/** groupchat/list: status */
const INHERITING = 2
const INHERITED = 3

interface ChatTransfer {
  readonly corpId: string
  readonly kind: TransferKind
  readonly newOwner: string
}

/** Gives one group to another owner. @returns undefined, or why not */
export function transferChat(world: World, asked: ChatTransfer, chatId: string): PlatformError | undefined {
  try {
    const chat = findChat(world, asked.corpId, chatId) ?? platformError(90501)
    checkChat(world, asked, chat)
    const { corpId, kind, newOwner } = asked
    const now = world.clock.now()
    const sql = `insert into transfer_chats (corp_id, kind, chat_id, handover, takeover, started_at, takes_effect_at, done) values (?, ?, ?, ?, ?, ?, ?, ?)`
    const resigned = kind === 'resigned'
    world.store.run(sql, [corpId, kind, chatId, chat.owner, newOwner, now, resigned ? now + INHERITING_MS : now, resigned ? 0 : 1])
    if (resigned) setChatStatus(world, { corpId, chatId, status: INHERITING })
    else setOwner(world, { corpId, chatId, owner: newOwner, by: 'api' })
    return undefined
  } catch (error) {
    if (error instanceof PlatformError) return error
    throw error
  }
}

interface WaitingChat {
  readonly seq: number
  readonly corpId: string
  readonly chatId: string
  readonly takeover: string
}

/** Groups whose moment of inheriting is over get their new owner. */
export function inheritChats(world: World): void {
  const sql = `select seq, corp_id as corpId, chat_id as chatId, takeover from transfer_chats where done = 0 and takes_effect_at <= ? order by seq`
  for (const { seq, corpId, chatId, takeover } of world.store.all<WaitingChat>(sql, [world.clock.now()])) {
    world.store.run('update transfer_chats set done = 1 where seq = ?', [seq])
    if (findChat(world, corpId, chatId)) setOwner(world, { corpId, chatId, owner: takeover, status: INHERITED, by: 'api' })
  }
}

/**
 * @throws PlatformError 90504 the same owner · 90502 on the job, but the owner has left · 90507 being inherited · 90508 inherited · 90500 the owner
 * has not left · 45009 too many of this owner today · 40128 this group too often (the codes of the last two are unverified)
 */
function checkChat(world: World, asked: ChatTransfer, chat: Chat): void {
  if (chat.status === INHERITING) platformError(90507)
  if (chat.owner === asked.newOwner) platformError(90504)
  const hasLeft = staffMember(world, asked.corpId, chat.owner)?.resignedAt !== undefined
  if (asked.kind === 'onjob' && hasLeft) platformError(90502)
  if (asked.kind === 'resigned' && !hasLeft) platformError(chat.status === INHERITED ? 90508 : 90500)
  const now = world.clock.now()
  const today = dayBegin(now)
  const ofOwner = 'select count(*) as n from transfer_chats where corp_id = ? and handover = ? and started_at >= ?'
  if (count(world, ofOwner, [asked.corpId, chat.owner, today]) >= MAX_OF_OWNER_A_DAY) platformError(45009)
  const ofChat = "select count(*) as n from transfer_chats where corp_id = ? and chat_id = ? and started_at > ? and kind = 'onjob'"
  if (asked.kind === 'onjob' && count(world, ofChat, [asked.corpId, chat.chatId, now - COUNTED_WITHIN_MS]) >= MAX_ON_THE_JOB)
    platformError(40128)
}

function count(world: World, sql: string, values: readonly (string | number)[]): number {
  return world.store.get<{ n: number }>(sql, values)?.n ?? 0
}
