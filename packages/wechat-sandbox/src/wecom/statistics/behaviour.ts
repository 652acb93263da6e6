/** What members did with their contacts on a day 联系客户统计 [WW:92132]. */
import type { World } from '../../world.ts'
import { DAY_MS } from '../beijing-days.ts'
import { blockedBy } from '../feedback/index.ts'

const MINUTE_MS = 60_000

interface Asked {
  readonly corpId: string
  readonly userIds: readonly string[]
  /** Begin of the day, milliseconds. */
  readonly day: number
}

/** One row of behavior_data: several members are one sum. Replies only where a customer began to talk. */
export function behaviourOf(world: World, asked: Asked): object {
  const { day } = asked
  const sum = (sql: string) =>
    asked.userIds.reduce((total, userId) => total + one(world, sql, [asked.corpId, userId, day, day + DAY_MS]), 0)
  const pairs = `from contact_messages where corp_id = ? and user_id = ? and at >= ? and at < ? and by_staff = 1`
  const replies = asked.userIds.flatMap((userId) => repliesOf(world, { ...asked, userId }))
  const answered = replies.filter((waitedMs) => waitedMs !== undefined)
  const waitedMs = answered.reduce((total, ms) => total + ms, 0)
  const blocked = asked.userIds.reduce((total, userId) => total + blockedBy(world, { ...asked, userId, from: day, to: day + DAY_MS }), 0)
  return {
    stat_time: day / 1_000,
    chat_cnt: sum(`select count(distinct external_userid) as n ${pairs}`),
    message_cnt: sum(`select count(*) as n ${pairs}`),
    ...(replies.length > 0 && { reply_percentage: Math.round((answered.length / replies.length) * 10_000) / 100 }),
    ...(answered.length > 0 && { avg_reply_time: Math.round(waitedMs / answered.length / MINUTE_MS) }),
    negative_feedback_cnt:
      sum(`select count(distinct external_userid) as n from contact_deeds where corp_id = ? and user_id = ? and at >= ? and at < ?
        and deed = 'customer_delete'`) + blocked,
    // Requests that the member sent; those still contacts (a deleted relation keeps no trace of who began it).
    new_apply_cnt: sum(`select count(*) as n from contacts where corp_id = ? and user_id = ? and created_at >= ? and created_at < ?
      and oper_userid = user_id`),
    new_contact_cnt:
      sum(`select count(distinct external_userid) as n from contact_deeds where corp_id = ? and user_id = ? and at >= ? and at < ?
      and deed = 'add'`),
  }
}

interface MessageRow {
  readonly externalUserId: string
  readonly byStaff: number
  readonly at: number
}

/** Of each chat that a customer began on the day: how long the first answer of the same day took, undefined without one. */
function repliesOf(world: World, asked: { corpId: string; userId: string; day: number }): (number | undefined)[] {
  const sql = `select external_userid as externalUserId, by_staff as byStaff, at from contact_messages
    where corp_id = ? and user_id = ? and at >= ? and at < ? order by at, seq`
  const chats = new Map<string, { asked: number | undefined; answered: number | undefined }>()
  for (const row of world.store.all<MessageRow>(sql, [asked.corpId, asked.userId, asked.day, asked.day + DAY_MS])) {
    const chat = chats.get(row.externalUserId)
    if (!chat) chats.set(row.externalUserId, { asked: row.byStaff === 1 ? undefined : row.at, answered: undefined })
    else if (row.byStaff === 1 && chat.asked !== undefined && chat.answered === undefined) chat.answered = row.at
  }
  const begun = [...chats.values()].filter((chat) => chat.asked !== undefined)
  return begun.map((chat) => (chat.answered === undefined ? undefined : chat.answered - (chat.asked ?? 0)))
}

function one(world: World, sql: string, values: readonly (string | number)[]): number {
  return world.store.get<{ n: number }>(sql, values)?.n ?? 0
}
