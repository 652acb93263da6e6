/** What came of broadcasts on a day and on the day before, each with one statement. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import type { TwoDays } from '../../channels/index.ts'
import type { BroadcastFigure } from './contract.ts'

const words: Readonly<Record<BroadcastFigure, Words>> = {
  sent: {
    zh: '当天发到客户的群发条数，以企业微信告知的发送时间为准；测试发送不算',
    en: 'Messages of broadcasts sent that day, by the time WeCom told; without test sends',
  },
  tapped: {
    zh: '员工当天点了发送的群发任务数，每位员工每版内容一个',
    en: 'Tasks of broadcasts that members tapped that day; one for each member and content',
  },
  expired: {
    zh: '当天因员工没有及时点发送而过期的条数',
    en: 'Messages that expired that day because nobody tapped in time',
  },
}

interface Asked {
  readonly workspaceId: number
  readonly days: TwoDays
}

export async function broadcastFigures(db: Queryable, asked: Asked) {
  const [deliveries, taps] = await Promise.all([countDeliveries(db, asked), countTaps(db, asked)])
  const figures: readonly (readonly [BroadcastFigure, number, number])[] = [
    ['sent', deliveries.sent, deliveries.sent_before],
    ['tapped', taps.tapped, taps.tapped_before],
    ['expired', deliveries.expired, deliveries.expired_before],
  ]
  return figures.map(([name, value, previous]) => ({ name, value, previous, countedAs: words[name] }))
}

async function countDeliveries(db: Queryable, { workspaceId, days }: Asked) {
  const [from, to, before] = momentsOf(days)
  const { rows } = await sql<{ sent: number; sent_before: number; expired: number; expired_before: number }>`
    select (select count(*)::int from reach_deliveries where workspace_id = ${workspaceId} and state = 'sent'
        and sent_at >= ${from} and sent_at < ${to}) as sent,
      (select count(*)::int from reach_deliveries where workspace_id = ${workspaceId} and state = 'sent'
        and sent_at >= ${before} and sent_at < ${from}) as sent_before,
      (select count(*)::int from reach_deliveries where workspace_id = ${workspaceId} and state = 'expired'
        and changed_at >= ${from} and changed_at < ${to}) as expired,
      (select count(*)::int from reach_deliveries where workspace_id = ${workspaceId} and state = 'expired'
        and changed_at >= ${before} and changed_at < ${from}) as expired_before`.execute(db)
  return rows[0] ?? { sent: 0, sent_before: 0, expired: 0, expired_before: 0 }
}

async function countTaps(db: Queryable, { workspaceId, days }: Asked) {
  const [from, to, before] = momentsOf(days)
  const { rows } = await sql<{ tapped: number; tapped_before: number }>`
    select (count(*) filter (where tapped_at >= ${from}))::int as tapped, (count(*) filter (where tapped_at < ${from}))::int as tapped_before
    from pub_channels_wecom_mass_tasks
    where workspace_id = ${workspaceId} and key >= 'broadcast:' and key < 'broadcast;' and tapped_at >= ${before} and tapped_at < ${to}`.execute(
    db,
  )
  return rows[0] ?? { tapped: 0, tapped_before: 0 }
}

function momentsOf({ from, to, fromBefore }: TwoDays): readonly [Date, Date, Date] {
  return [new Date(from), new Date(to), new Date(fromBefore)]
}
