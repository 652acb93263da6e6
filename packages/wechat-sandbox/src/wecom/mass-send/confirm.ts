/** A member taps: only now the messages go out. */
import { refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { relation } from '../contacts/relations.ts'
import { findChat, postToChat } from '../groups/chats.ts'
import { type MassContent, messagesOf } from './content.ts'
import { receiveRoom } from './receive-cap.ts'
import type { MassSend } from './sends.ts'

/** get_groupmsg_send_result: status [WW:93338]. */
export const SENT = 1
const NO_FRIEND = 2
const CAP_REACHED = 3
const TASK_SENT = 2

interface RecipientRow {
  readonly seq: number
  readonly target: string
}

export interface Sent {
  readonly sent: number
  readonly noFriend: number
  readonly capReached: number
}

/**
 * Sends a member's part of a mass send. Of those not picked the rows stay unsent.
 * @param tap `targets`: the external_userids or chat_ids the member picked; undefined: all
 */
export function sendTask(world: World, send: MassSend, tap: { userId: string; targets: readonly string[] | undefined }): Sent {
  const hasRoom = receiveRoom(world, send.corpId)
  const now = world.clock.now()
  const messages = messagesOf(JSON.parse(send.content) as MassContent)
  const counts = { [SENT]: 0, [NO_FRIEND]: 0, [CAP_REACHED]: 0 }
  const sql = 'select seq, target from mass_send_recipients where msgid = ? and user_id = ? and status = 0 order by seq'
  for (const { seq, target } of world.store.all<RecipientRow>(sql, [send.msgid, tap.userId])) {
    if (tap.targets && !tap.targets.includes(target)) continue
    const reach = reachable(world, send, { userId: tap.userId, target })
    const status = !reach ? NO_FRIEND : hasRoom(target) ? SENT : CAP_REACHED
    world.store.run('update mass_send_recipients set status = ?, sent_at = ? where seq = ?', [status, status === SENT ? now : null, seq])
    counts[status] += 1
    if (status === SENT && reach) for (const content of messages) reach(content)
  }
  world.store.run('update mass_send_tasks set status = ?, sent_at = ? where msgid = ? and user_id = ?', [
    TASK_SENT,
    now,
    send.msgid,
    tap.userId,
  ])
  return { sent: counts[SENT], noFriend: counts[NO_FRIEND], capReached: counts[CAP_REACHED] }
}

/** The member's open task. @throws DeedRefused unknown_mass_send · not_dispatched · cancelled · already_sent */
export function openTask(world: World, send: MassSend | undefined, userId: string): MassSend {
  const sql = 'select status from mass_send_tasks where msgid = ? and user_id = ?'
  const task = send && world.store.get<{ status: number }>(sql, [send.msgid, userId])
  if (!send || !task) return refuseDeed('unknown_mass_send', `${userId} has no such task`)
  if (send.dispatched === 0) refuseDeed('not_dispatched', 'the task has not reached the member yet')
  if (send.cancelledAt !== null) refuseDeed('cancelled', 'the corp has cancelled the mass send')
  if (task.status === TASK_SENT) refuseDeed('already_sent', `${userId} has sent it already`)
  return send
}

/** How to reach the target now; undefined: the customer is gone or has deleted the member, the group is gone or has another owner. */
function reachable(world: World, send: MassSend, to: { userId: string; target: string }): ((content: object) => void) | undefined {
  const { corpId } = send
  const { userId, target } = to
  if (send.chatType === 'group') {
    if (findChat(world, corpId, target)?.owner !== userId) return undefined
    return (content) => void postToChat(world, { corpId, chatId: target, from: userId, content })
  }
  const found = relation(world, corpId, userId, target)
  if (found?.status !== 'mutual') return undefined
  return (content) => world.deliver({ to: { customer: found.customerId }, from: userId, channel: 'wecom', content })
}
