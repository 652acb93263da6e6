/** Calls that tell what acquisition links brought and cost (A11). */
import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { DAY_MS, dayBegin } from '../beijing-days.ts'
import { cutPage, pageSize, readSeqCursor } from '../contacts/cursor.ts'
import { requireLink } from './calls.ts'
import { receivedMessages } from './news.ts'
import { quotaBalance, quotaLots, quotaUsed } from './quota.ts'

const MS = 1_000
/** WW:97298 */
const CUSTOMER_PAGE = 1_000
/** WW:97400, of one question. */
const SPAN_DAYS = 180

interface AcquiredRow {
  readonly seq: number
  readonly userId: string
  readonly externalUserId: string
  readonly state: string
  readonly createdAt: number
}

export const linkCustomers = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/customer',
  source: 'WW:97298',
  limits: '1,000 a page; only links of the app',
  body: z.object({ link_id: z.string().min(1), limit: pageSize(CUSTOMER_PAGE, CUSTOMER_PAGE), cursor: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const { corpId, linkId } = requireLink(world, app, body.link_id)
    const sql = `select seq, user_id as userId, external_userid as externalUserId, state, added_at as createdAt from acquisition_customers
      where corp_id = ? and link_id = ? and seq > ? and added_at is not null order by seq limit ?`
    const found = world.store.all<AcquiredRow>(sql, [corpId, linkId, readSeqCursor(body.cursor), body.limit + 1])
    const { page, cursor } = cutPage(found, body.limit)
    const customers = page.map((row) => ({
      external_userid: row.externalUserId,
      userid: row.userId,
      chat_status: receivedMessages(world, { corpId, ...row }) > 0 ? 1 : 0,
      state: row.state,
    }))
    return { customer_list: customers, next_cursor: cursor }
  },
})

export const acquisitionQuota = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/customer_acquisition_quota',
  source: 'WW:97400',
  limits: 'total is what was used ever; expire_date is the midnight before the lot ends',
  answer: ({ world, app }) => ({
    total: quotaUsed(world, app.corpId),
    balance: quotaBalance(world, app.corpId),
    quota_list: quotaLots(world, app.corpId).map((lot) => ({ expire_date: dayBegin(lot.expiresAt) / MS, balance: lot.balance })),
  }),
})

export const linkStatistic = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/statistic',
  source: 'WW:97400',
  limits: 'at most 180 days; whole days',
  body: z.object({ link_id: z.string().min(1), start_time: z.int().min(0), end_time: z.int().min(0) }),
  answer: ({ world, app, body }) => {
    const { corpId, linkId } = requireLink(world, app, body.link_id)
    const from = dayBegin(body.start_time * MS)
    const before = dayBegin(body.end_time * MS) + DAY_MS
    if (before <= from || before - from > SPAN_DAYS * DAY_MS) platformError(40058, `start_time, end_time: 1 to ${SPAN_DAYS} days`)
    const span = { corpId, linkId, from, before }
    return {
      click_link_customer_cnt: countIn(world, span, { table: 'acquisition_clicks', person: 'customer_id', at: 'at' }),
      new_customer_cnt: countIn(world, span, { table: 'acquisition_customers', person: 'external_userid', at: 'added_at' }),
    }
  },
})

export const chatFigures = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/get_chat_info',
  source: 'WW:97298',
  limits: 'with the key of a message_from_customer callback, within 30 minutes (40058)',
  body: z.object({ chat_key: z.string().min(1) }),
  answer: ({ world, app, body }) => {
    const sql = `select k.user_id as userId, k.external_userid as externalUserId, k.link_id as linkId, k.state, c.created_at as createdAt
      from acquisition_chat_keys k
      join contacts c on c.corp_id = k.corp_id and c.user_id = k.user_id and c.external_userid = k.external_userid
      where k.chat_key = ? and k.corp_id = ? and k.expires_at > ?`
    const found = world.store.get<Omit<AcquiredRow, 'seq'> & { linkId: string }>(sql, [body.chat_key, app.corpId, world.clock.now()])
    if (!found) return platformError(40058, 'chat_key: unknown or over')
    const received = receivedMessages(world, { corpId: app.corpId, ...found })
    return {
      userid: found.userId,
      external_userid: found.externalUserId,
      chat_info: { recv_msg_cnt: received, link_id: found.linkId, state: found.state },
    }
  },
})

/** Different people within a span; the names of table and columns are this file's own. */
function countIn(
  world: World,
  span: { corpId: string; linkId: string; from: number; before: number },
  of: { table: 'acquisition_clicks' | 'acquisition_customers'; person: 'customer_id' | 'external_userid'; at: 'at' | 'added_at' },
): number {
  const sql = `select count(distinct ${of.person}) as n from ${of.table} where corp_id = ? and link_id = ? and ${of.at} >= ? and ${of.at} < ?`
  return world.store.get<{ n: number }>(sql, [span.corpId, span.linkId, span.from, span.before])?.n ?? 0
}
