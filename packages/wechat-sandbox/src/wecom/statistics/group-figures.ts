/** What happened in the groups of owners 群聊数据统计 [WW:92133]. */
import type { World } from '../../world.ts'
import { DAY_MS } from '../beijing-days.ts'

export interface GroupFigures {
  readonly new_chat_cnt: number
  readonly chat_total: number
  readonly chat_has_msg: number
  readonly new_member_cnt: number
  readonly member_total: number
  readonly member_has_msg: number
  readonly msg_total: number
  readonly migrate_trainee_chat_cnt: number
}

/** The groups that the owners have today, over `days` (begins, milliseconds): what is new in all of them, totals as of the end of the last. */
export function groupFigures(world: World, asked: { corpId: string; owners: readonly string[]; days: readonly number[] }): GroupFigures {
  const from = asked.days[0] ?? 0
  const to = (asked.days.at(-1) ?? 0) + DAY_MS
  // Who owned a group then is not kept: the owner of today stands for it.
  const chats = `select chat_id from chats where corp_id = :corp and owner in (select value from json_each(:owners)) and created_at < :to
    and (dismissed_at is null or dismissed_at >= :to)`
  const values = { corp: asked.corpId, owners: JSON.stringify(asked.owners), to }
  const inSpan = { ...values, from }
  const count = (sql: string, named: Record<string, string | number>) => world.store.get<{ n: number | null }>(sql, named)?.n ?? 0
  const messages = `from chat_messages where corp_id = :corp and chat_id in (${chats}) and at >= :from and at < :to`
  const moves = `from chat_moves where corp_id = :corp and chat_id in (${chats})`
  return {
    new_chat_cnt: count(`select count(*) as n from (${chats} and created_at >= :from)`, inSpan),
    chat_total: count(`select count(*) as n from (${chats})`, values),
    chat_has_msg: count(`select count(distinct chat_id) as n ${messages}`, inSpan),
    new_member_cnt: count(`select count(*) as n ${moves} and move = 'join' and at >= :from and at < :to`, inSpan),
    member_total: count(`select sum(case move when 'join' then 1 else -1 end) as n ${moves} and at < :to`, values),
    member_has_msg: count(`select count(distinct chat_id || ' ' || sender_id) as n ${messages}`, inSpan),
    msg_total: count(`select count(*) as n ${messages}`, inSpan),
    // Only schools that move trainees have any.
    migrate_trainee_chat_cnt: 0,
  }
}
