/** The interfaces of mass sends (section A6). */
import { z } from 'zod'
import { defineCall, type PlatformCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import { cutPage, readSeqCursor } from '../contacts/cursor.ts'
import { staffMember } from '../corp/staff.ts'
import { usualPage } from '../page-size.ts'
import { customersFor, groupsFor } from './audience.ts'
import { SENT } from './confirm.ts'
import { contentShape, type MassContent, readContent } from './content.ts'
import { askMembers, dispatchedMassSend, findMassSend, makeMassSend, massSendsOf } from './sends.ts'

/** WW:92135 2025-11-17 */
const MAX_CUSTOMERS = 10_000
const MAX_GROUPS = 2_000
const MAX_TAGS_OF_GROUP = 100
/** WW:93338: the span of the list is at most a month. */
const MAX_SPAN_S = 31 * 86_400
/** WW:97610 */
const MAX_REMINDERS = 3
const REMINDERS_WITHIN_MS = 86_400_000

const cursor = z.string().optional()

const create = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_msg_template',
  source: 'WW:92135 2025-11-17',
  limits:
    '≤ 10,000 customers or 2,000 groups, text ≤ 4,000 bytes, ≤ 9 attachments; sent only when a member taps; to the member who talked last; ' +
    'receive cap by rule (default: days of the month)',
  body: z.object({
    chat_type: z.string().default('single'),
    external_userid: z.array(z.string()).max(MAX_CUSTOMERS).default([]),
    chat_id_list: z.array(z.string()).max(MAX_GROUPS).default([]),
    tag_filter: z.object({ group_list: z.array(z.object({ tag_list: z.array(z.string()).min(1).max(MAX_TAGS_OF_GROUP) })) }).optional(),
    sender: z.string().optional(),
    allow_select: z.boolean().default(false),
    ...contentShape,
  }),
  answer: ({ world, app, body }) => {
    const chatType = body.chat_type === 'single' || body.chat_type === 'group' ? body.chat_type : platformError(86214, 'single or group')
    const sender = body.sender || undefined
    const tagGroups = body.tag_filter?.group_list.map((group) => group.tag_list) ?? []
    if (chatType === 'group' && !sender) platformError(40058, 'sender: needed for groups')
    if (chatType === 'single' && !sender && body.external_userid.length === 0 && tagGroups.length === 0) {
      platformError(40058, 'external_userid, sender and tag_filter are all empty')
    }
    const content = readContent(world, app.corpId, body)
    const audience =
      chatType === 'group' && sender
        ? groupsFor(world, app, { sender, chatIds: body.chat_id_list })
        : customersFor(world, app, { externalUserIds: body.external_userid, sender, tagGroups })
    if (audience.addressees.length === 0) platformError(41048)
    const { corpId, agentId } = app
    const allowSelect = body.allow_select
    const msgid = makeMassSend(world, { corpId, agentId, chatType, allowSelect, content, addressees: audience.addressees })
    return { fail_list: audience.failed, msgid }
  },
})

const list = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_list_v2',
  source: 'WW:93338',
  limits: 'span ≤ 1 month; page ≤ 100, larger ones are the usual 50; newest first',
  body: z.object({
    chat_type: z.enum(['single', 'group']),
    start_time: z.number().int(),
    end_time: z.number().int(),
    creator: z.string().optional(),
    filter_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
    limit: usualPage(100, 50),
    cursor,
  }),
  answer: ({ world, app, body }) => {
    const { start_time: start, end_time: end, limit } = body
    if (end < start || end - start > MAX_SPAN_S) platformError(40058, 'start_time, end_time: a span of at most one month')
    const before = readSeqCursor(body.cursor) || Number.MAX_SAFE_INTEGER
    const createType = body.filter_type === 2 ? undefined : body.filter_type
    const span = { from: start * 1_000, to: end * 1_000 + 999 }
    const asked = { corpId: app.corpId, chatType: body.chat_type, ...span, creator: body.creator || undefined, createType, before }
    const { page, cursor: next_cursor } = cutPage(massSendsOf(world, { ...asked, limit: limit + 1 }), limit)
    return {
      next_cursor,
      group_msg_list: page.map((send) => ({
        msgid: send.msgid,
        ...(send.creator !== null && { creator: send.creator }),
        // The documents type this time stamp as a string.
        create_time: String(Math.floor(send.createdAt / 1_000)),
        create_type: send.createType,
        ...(JSON.parse(send.content) as MassContent),
      })),
    }
  },
})

interface TaskRow {
  readonly seq: number
  readonly userId: string
  readonly status: number
  readonly sentAt: number | null
}

const sendTime = (sentAt: number | null) => (sentAt === null ? {} : { send_time: Math.floor(sentAt / 1_000) })

const tasks = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_task',
  source: 'WW:93338',
  limits: '41063 right after the creation; page ≤ 1,000, larger ones are the usual 500',
  body: z.object({ msgid: z.string().optional(), limit: usualPage(1_000, 500), cursor }),
  answer: ({ world, app, body }) => {
    const { msgid } = dispatchedMassSend(world, app.corpId, body.msgid)
    const sql = `select seq, user_id as userId, status, sent_at as sentAt from mass_send_tasks where msgid = ? and seq > ? order by seq limit ?`
    const rows = world.store.all<TaskRow>(sql, [msgid, readSeqCursor(body.cursor), body.limit + 1])
    const { page, cursor: next_cursor } = cutPage(rows, body.limit)
    return { next_cursor, task_list: page.map((task) => ({ userid: task.userId, status: task.status, ...sendTime(task.sentAt) })) }
  },
})

const results = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_send_result',
  source: 'WW:93338',
  limits: '41063 right after the creation; page ≤ 1,000, larger ones are the usual 500; of groups only those sent to',
  body: z.object({ msgid: z.string().optional(), userid: z.string().min(1), limit: usualPage(1_000, 500), cursor }),
  answer: ({ world, app, body }) => {
    const send = dispatchedMassSend(world, app.corpId, body.msgid)
    // Whoever has resigned since keeps what was sent.
    if (!staffMember(world, app.corpId, body.userid)) platformError(60111, `userid: ${body.userid}`)
    const sql = `select seq, target, status, sent_at as sentAt from mass_send_recipients
      where msgid = ? and user_id = ? and seq > ? and (? = 'single' or status = ${SENT}) order by seq limit ?`
    const values = [send.msgid, body.userid, readSeqCursor(body.cursor), send.chatType, body.limit + 1]
    const rows = world.store.all<Omit<TaskRow, 'userId'> & { target: string }>(sql, values)
    const { page, cursor: next_cursor } = cutPage(rows, body.limit)
    const named = (target: string) => (send.chatType === 'group' ? { chat_id: target } : { external_userid: target })
    const row = (one: (typeof rows)[number]) => ({ ...named(one.target), userid: body.userid, status: one.status, ...sendTime(one.sentAt) })
    return { next_cursor, send_list: page.map(row) }
  },
})

const remind = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/remind_groupmsg_send',
  source: 'WW:97610',
  limits: '3 within 24 hours (41094); 41063 right after the creation; 41093 after the cancelling',
  body: z.object({ msgid: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const send = dispatchedMassSend(world, app.corpId, body.msgid)
    if (send.cancelledAt !== null) platformError(41093)
    const now = world.clock.now()
    const sql = 'select count(*) as n from mass_send_reminders where msgid = ? and at > ?'
    const lately = world.store.get<{ n: number }>(sql, [send.msgid, now - REMINDERS_WITHIN_MS])?.n ?? 0
    if (lately >= MAX_REMINDERS) platformError(41094)
    world.store.run('insert into mass_send_reminders (msgid, at) values (?, ?)', [send.msgid, now])
    askMembers(world, send, 'mass_send_reminder')
    return {}
  },
})

const cancel = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_groupmsg_send',
  source: 'WW:97611',
  limits: 'what is sent stays sent; a second time is 41093',
  body: z.object({ msgid: z.string().optional() }),
  answer: ({ world, app, body }) => {
    if (!body.msgid) platformError(41046)
    const send = findMassSend(world, app.corpId, body.msgid) ?? platformError(41047, body.msgid)
    if (send.cancelledAt !== null) platformError(41093)
    world.store.run('update mass_sends set cancelled_at = ? where msgid = ?', [world.clock.now(), send.msgid])
    return {}
  },
})

export const massSendCalls: readonly PlatformCall[] = [create, list, tasks, results, remind, cancel]
