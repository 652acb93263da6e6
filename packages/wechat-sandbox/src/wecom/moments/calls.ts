/** The interfaces of Moments (section A8). */
import { z } from 'zod'
import { defineCall, type PlatformCall } from '../../call.ts'
import { errmsgOf } from '../../errcodes.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { cutPage, readSeqCursor } from '../contacts/cursor.ts'
import { usualPage } from '../page-size.ts'
import { listedMoment, type MomentContent, momentContentShape, readMoment } from './content.ts'
import { type Range, rangeOf } from './range.ts'
import { beginMoment, findMoment, type Moment, momentOfJob, momentsOf, taskOf } from './rows.ts'

/** WW:95094 2025-09-11 */
const MAX_SENDERS = 100_000
const TASKS_PER_MINUTE = 10
const JOB_LIFE_MS = 86_400_000
/** WW:93333 */
const MAX_SPAN_S = 31 * 86_400
/** Half of the job's time it is "begun", then "at work": ours. */
const BEGUN = 1
const AT_WORK = 2
const DONE = 3

const cursor = z.string().optional()
const momentId = z.string().optional()

const create = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_moment_task',
  source: 'WW:95094 2025-09-11',
  limits:
    '10 a minute; text ≤ 2,000 characters; ≤ 9 images or 1 video or 1 link, of upload_attachment; members must tap (size in pixels and seconds not measured)',
  frequency: { perMinute: TASKS_PER_MINUTE },
  body: z.object({
    ...momentContentShape,
    visible_range: z
      .object({
        sender_list: z
          .object({ user_list: z.array(z.string()).max(MAX_SENDERS).default([]), department_list: z.array(z.number().int()).default([]) })
          .optional(),
        external_contact_list: z.object({ tag_list: z.array(z.string()).default([]) }).optional(),
      })
      .optional(),
  }),
  answer: ({ world, app, body }) => {
    const content = readMoment(world, app.corpId, body)
    const { sender_list: senders, external_contact_list: contacts } = body.visible_range ?? {}
    const wanted = { userIds: senders?.user_list ?? [], departmentIds: senders?.department_list ?? [], tagIds: contacts?.tag_list ?? [] }
    const range = rangeOf(world, app, wanted)
    return { jobid: beginMoment(world, { corpId: app.corpId, content, range }) }
  },
})

const jobResult = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_moment_task_result',
  source: 'WW:95094',
  limits: 'a jobid lives 24 hours; status 1, 2, then 3',
  query: z.object({ jobid: z.string().optional() }),
  answer: ({ world, app, query }) => {
    const moment = query.jobid ? momentOfJob(world, app.corpId, query.jobid) : undefined
    const now = world.clock.now()
    if (!moment || now - moment.createdAt > JOB_LIFE_MS) return platformError(40088, 'jobid')
    const type = 'add_moment_task'
    if (moment.jobDone === 0) return { status: now * 2 < moment.createdAt + moment.jobDoneAt ? BEGUN : AT_WORK, type }
    return { status: DONE, type, result: resultOf(moment) }
  },
})

/** Nobody left to publish fails the job (its errcode is unverified). */
function resultOf(moment: Moment): object {
  const invalid = JSON.parse(moment.invalid) as Range['invalid']
  const errcode = moment.senders === '[]' ? 81013 : 0
  return {
    errcode,
    errmsg: errcode === 0 ? 'ok' : errmsgOf(errcode),
    moment_id: errcode === 0 ? moment.momentId : '',
    invalid_sender_list: { user_list: invalid.userIds, department_list: invalid.departmentIds },
    invalid_external_contact_list: { tag_list: invalid.tagIds },
  }
}

const cancel = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_moment_task',
  source: 'WW:97612',
  limits: 'only moments of the corp (41067); what is published stays',
  body: z.object({ moment_id: momentId }),
  answer: ({ world, app, body }) => {
    const moment = findMoment(world, app.corpId, body.moment_id)
    if (moment.createType === 1) platformError(41067)
    const sql = 'update moments set cancelled_at = ? where moment_id = ? and cancelled_at is null'
    world.store.run(sql, [world.clock.now(), moment.momentId])
    return {}
  },
})

const list = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_list',
  source: 'WW:93333',
  limits: 'span ≤ 1 month; page ≤ 20, larger ones are 20; newest first',
  body: z.object({
    start_time: z.number().int(),
    end_time: z.number().int(),
    creator: z.string().optional(),
    filter_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
    limit: usualPage(20, 20),
    cursor,
  }),
  answer: ({ world, app, body }) => {
    const { start_time: start, end_time: end, limit } = body
    if (end < start || end - start > MAX_SPAN_S) platformError(40058, 'start_time, end_time: a span of at most one month')
    const asked = {
      corpId: app.corpId,
      from: start * 1_000,
      to: end * 1_000 + 999,
      creator: body.creator || undefined,
      createType: body.filter_type === 2 ? undefined : body.filter_type,
      before: readSeqCursor(body.cursor) || Number.MAX_SAFE_INTEGER,
    }
    const { page, cursor: next_cursor } = cutPage(momentsOf(world, { ...asked, limit: limit + 1 }), limit)
    return { next_cursor, moment_list: page.map(listed) }
  },
})

function listed(moment: Moment): object {
  return {
    moment_id: moment.momentId,
    // The platform no longer names one for what the interface made [WW:93333].
    ...(moment.creator !== null && { creator: moment.creator }),
    // The documents type this time stamp as a string.
    create_time: String(Math.floor(moment.createdAt / 1_000)),
    create_type: moment.createType,
    visible_type: moment.tagIds === null ? 1 : 0,
    ...listedMoment(JSON.parse(moment.content) as MomentContent),
  }
}

const tasks = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_task',
  source: 'WW:93333',
  limits: 'only moments of the corp (41067); page ≤ 1,000, larger ones are 500',
  body: z.object({ moment_id: momentId, limit: usualPage(1_000, 500), cursor }),
  answer: ({ world, app, body }) => {
    const moment = findMoment(world, app.corpId, body.moment_id)
    if (moment.createType === 1) platformError(41067)
    const sql = `select seq, user_id as userId, published_at as publishedAt from moment_tasks where moment_id = ? and seq > ? order by seq limit ?`
    const values = [moment.momentId, readSeqCursor(body.cursor), body.limit + 1]
    const rows = world.store.all<{ seq: number; userId: string; publishedAt: number | null }>(sql, values)
    const { page, cursor: next_cursor } = cutPage(rows, body.limit)
    return { next_cursor, task_list: page.map((row) => ({ userid: row.userId, publish_status: row.publishedAt === null ? 0 : 1 })) }
  },
})

/** @throws PlatformError 41061 not the member's moment · 41062 the member has not published it */
function publishedBy(world: World, corpId: string, asked: { momentId: string | undefined; userId: string }): Moment {
  const moment = findMoment(world, corpId, asked.momentId)
  const task = taskOf(world, moment.momentId, asked.userId)
  if (!task) platformError(41061, `userid: ${asked.userId}`)
  if (task.publishedAt === null) platformError(41062, `userid: ${asked.userId}`)
  return moment
}

const of = { moment_id: momentId, userid: z.string().min(1) }

function viewers(
  world: World,
  corpId: string,
  asked: { momentId: string | undefined; userId: string; cursor: string | undefined; limit: number; onlyWhoSees: boolean },
) {
  const moment = publishedBy(world, corpId, asked)
  const sql = `select seq, external_userid as externalUserId from moment_viewers
    where moment_id = ? and user_id = ? and seq > ? and sees >= ? order by seq limit ?`
  const values = [moment.momentId, asked.userId, readSeqCursor(asked.cursor), asked.onlyWhoSees ? 1 : 0, asked.limit + 1]
  return cutPage(world.store.all<{ seq: number; externalUserId: string }>(sql, values), asked.limit)
}

const customers = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_customer_list',
  source: 'WW:93333',
  limits: '41061, 41062 before the member published; page ≤ 1,000, larger ones are 500',
  body: z.object({ ...of, limit: usualPage(1_000, 500), cursor }),
  answer: ({ world, app, body }) => {
    const asked = { momentId: body.moment_id, userId: body.userid, cursor: body.cursor, limit: body.limit, onlyWhoSees: false }
    const { page, cursor: next_cursor } = viewers(world, app.corpId, asked)
    return { next_cursor, customer_list: page.map((row) => ({ userid: body.userid, external_userid: row.externalUserId })) }
  },
})

const sendResult = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_send_result',
  source: 'WW:93333',
  limits: '41061, 41062 before the member published; page ≤ 5,000, larger ones are 3,000',
  body: z.object({ ...of, limit: usualPage(5_000, 3_000), cursor }),
  answer: ({ world, app, body }) => {
    const asked = { momentId: body.moment_id, userId: body.userid, cursor: body.cursor, limit: body.limit, onlyWhoSees: true }
    const { page, cursor: next_cursor } = viewers(world, app.corpId, asked)
    return { next_cursor, customer_list: page.map((row) => ({ external_userid: row.externalUserId })) }
  },
})

interface Reaction {
  readonly kind: 'like' | 'comment'
  readonly externalUserId: string | null
  readonly byUserId: string | null
  readonly at: number
}

const comments = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_comments',
  source: 'WW:93333',
  limits: 'who and when, never the words; 41061, 41062 before the member published',
  body: z.object(of),
  answer: ({ world, app, body }) => {
    const moment = publishedBy(world, app.corpId, { momentId: body.moment_id, userId: body.userid })
    const sql = `select kind, external_userid as externalUserId, by_user_id as byUserId, at from moment_reactions
      where moment_id = ? and user_id = ? order by seq`
    const rows = world.store.all<Reaction>(sql, [moment.momentId, body.userid])
    const who = (row: Reaction) => (row.externalUserId === null ? { userid: row.byUserId } : { external_userid: row.externalUserId })
    const ofKind = (kind: Reaction['kind']) =>
      rows.filter((row) => row.kind === kind).map((row) => ({ ...who(row), create_time: Math.floor(row.at / 1_000) }))
    return { comment_list: ofKind('comment'), like_list: ofKind('like') }
  },
})

export const momentCalls: readonly PlatformCall[] = [create, jobResult, cancel, list, tasks, customers, sendResult, comments]
