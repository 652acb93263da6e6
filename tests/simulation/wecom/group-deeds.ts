/** Random deeds in and about groups of the local WeChat: they are made, joined, left, renamed, given away and dismissed. */
import type { ChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import type { Random } from '../seeded-random.ts'

interface Chat {
  readonly chatId: string
  readonly owner: string
}

/** Answers whether it happened: what the world does not allow at the moment does not. */
export function openGroupDeeds(channel: ChannelWorld, random: Random, { untold }: { untold: boolean }): () => boolean {
  const { sandbox, staff, customers } = channel
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const act = (actor: string, verb: string, input: object): boolean => {
    try {
      channel.act(actor, verb, input)
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'DeedRefused') return false
      throw error
    }
  }
  const memberOf = ({ chatId }: Chat, type: 1 | 2): string | undefined => {
    const key = type === 1 ? 'member_id' : 'customer_id'
    const statement = `select ${key} as id from chat_members where chat_id = ? and type = ?`
    return pick(sandbox.world.store.all<{ id: string }>(statement, [chatId, type]))?.id
  }
  let made = 0
  return () => {
    const statement = 'select chat_id as chatId, owner from chats where dismissed_at is null order by seq'
    const chats = sandbox.world.store.all<Chat>(statement)
    const [userId, customerId, dice, chat] = [pick(staff), pick(customers), random(), pick(chats)]
    if (!chat || dice < 0.04) return act(`staff:${userId}`, 'makeGroup', { name: `g${made++}` })
    const [{ chatId }, asOwner] = [chat, `staff:${chat.owner}`]
    if (dice < 0.5)
      return act(`customer:${customerId}`, 'joinGroup', { chatId, ...(random() < 0.4 && { state: `j${Math.floor(random() * 5)}` }) })
    if (dice < 0.58) return act(asOwner, 'inviteToGroup', { chatId, customerId })
    if (dice < 0.75) return act(`customer:${memberOf(chat, 2) ?? customerId}`, 'leaveGroup', { chatId })
    if (dice < 0.85) return act(asOwner, 'kick', { chatId, customerId: memberOf(chat, 2) ?? customerId })
    if (dice < 0.9) return act(asOwner, 'editGroup', { chatId, name: `n${Math.floor(random() * 99)}` })
    if (dice < 0.93) return act(asOwner, 'editGroup', { chatId, notice: `notice ${Math.floor(random() * 99)}` })
    if (dice < 0.97) return act(asOwner, 'giveGroup', { chatId, userId })
    // Nobody is told of administrators, nor of members of staff who go.
    if (dice < 0.985) return untold && act(asOwner, 'editGroup', { chatId, adminUserIds: [memberOf(chat, 1)] })
    return act(asOwner, 'dismissGroup', { chatId })
  }
}
