/** Moments as rows: making them, publishing, finding them again. */
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { type MomentContent, readMoment } from './content.ts'
import { customersOf, type Range } from './range.ts'

/** The job of a corp's moment takes a little; the platform tells no figure: ours. */
const JOB_FROM_MS = 1_000
const JOB_SPREAD_MS = 2_000

export interface Moment {
  readonly seq: number
  readonly momentId: string
  readonly corpId: string
  readonly jobDone: number
  readonly jobDoneAt: number
  readonly invalid: string
  readonly createType: 0 | 1
  readonly creator: string | null
  readonly content: string
  readonly tagIds: string | null
  readonly senders: string
  readonly createdAt: number
  readonly cancelledAt: number | null
}

const COLUMNS = `seq, moment_id as momentId, corp_id as corpId, job_done as jobDone, job_done_at as jobDoneAt, invalid, create_type as createType, creator,
  content, tag_ids as tagIds, senders, created_at as createdAt, cancelled_at as cancelledAt`

/** Begins the job that makes a corp's moment. @returns jobid */
export function beginMoment(world: World, made: { corpId: string; content: MomentContent; range: Range }): string {
  const jobId = world.ids.opaque('', 32)
  const now = world.clock.now()
  const { corpId, content, range } = made
  const sql = `insert into moments (moment_id, corp_id, job_id, job_done_at, job_done, invalid, create_type, content, tag_ids, senders, created_at)
    values (?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?)`
  const doneAt = now + JOB_FROM_MS + world.random.integer(JOB_SPREAD_MS)
  const lists = [
    JSON.stringify(range.invalid),
    JSON.stringify(content),
    range.tagIds ? JSON.stringify(range.tagIds) : null,
    JSON.stringify(range.senders),
  ]
  world.store.run(sql, [world.ids.opaque('mom'), corpId, jobId, doneAt, ...lists, now])
  return jobId
}

/** A moment a member posts in the client; it is public and published at once. */
export function postMoment(world: World, posted: { corpId: string; userId: string; text: string }): { momentId: string; seenBy: number } {
  const { corpId, userId } = posted
  const momentId = world.ids.opaque('mom')
  const now = world.clock.now()
  const content = readMoment(world, corpId, { text: { content: posted.text } })
  const sql = `insert into moments (moment_id, corp_id, job_done_at, job_done, invalid, create_type, creator, content, senders, created_at)
    values (?, ?, ?, 1, '{}', 1, ?, ?, ?, ?)`
  world.store.run(sql, [momentId, corpId, now, userId, JSON.stringify(content), JSON.stringify([userId]), now])
  world.store.run('insert into moment_tasks (moment_id, user_id) values (?, ?)', [momentId, userId])
  return { momentId, seenBy: publish(world, findMoment(world, corpId, momentId), userId) }
}

/** Jobs whose time has come: the members see that they have to publish. */
export function makeMoments(world: World): void {
  const sql = `select ${COLUMNS} from moments where job_done = 0 and job_done_at <= ? order by job_done_at, seq`
  for (const moment of world.store.all<Moment>(sql, [world.clock.now()])) {
    world.store.run('update moments set job_done = 1 where moment_id = ?', [moment.momentId])
    const content = {
      msgtype: 'moment_task',
      moment_task: { moment_id: moment.momentId, ...(JSON.parse(moment.content) as MomentContent) },
    }
    for (const userId of JSON.parse(moment.senders) as string[]) {
      world.store.run('insert into moment_tasks (moment_id, user_id) values (?, ?)', [moment.momentId, userId])
      if (moment.cancelledAt === null)
        world.deliver({ to: { staff: userId, corpId: moment.corpId }, from: 'wecom', channel: 'task', content })
    }
  }
}

/** Shows the moment to the member's customers. @returns how many see it */
export function publish(world: World, moment: Moment, userId: string): number {
  const { momentId, corpId } = moment
  const tagIds = moment.tagIds === null ? undefined : (JSON.parse(moment.tagIds) as string[])
  const customers = customersOf(world, { corpId, userId, tagIds })
  const content = { msgtype: 'moment', moment: { moment_id: momentId, ...(JSON.parse(moment.content) as MomentContent) } }
  const sql = 'insert into moment_viewers (moment_id, user_id, external_userid, sees) values (?, ?, ?, ?)'
  for (const { externalUserId, customerId, status } of customers) {
    world.store.run(sql, [momentId, userId, externalUserId, status === 'mutual' ? 1 : 0])
    if (status === 'mutual') world.deliver({ to: { customer: customerId }, from: userId, channel: 'moments', content })
  }
  const doneSql = 'update moment_tasks set published_at = ? where moment_id = ? and user_id = ?'
  world.store.run(doneSql, [world.clock.now(), momentId, userId])
  return customers.filter((one) => one.status === 'mutual').length
}

export function momentOfJob(world: World, corpId: string, jobId: string): Moment | undefined {
  return world.store.get<Moment>(`select ${COLUMNS} from moments where job_id = ? and corp_id = ?`, [jobId, corpId])
}

/** A moment that was made: one that nobody is to publish was not. @throws PlatformError 41059 no moment_id · 41060 not one of the corp */
export function findMoment(world: World, corpId: string, momentId: string | undefined): Moment {
  if (!momentId) return platformError(41059)
  const sql = `select ${COLUMNS} from moments where moment_id = ? and corp_id = ? and job_done = 1 and senders <> '[]'`
  return world.store.get<Moment>(sql, [momentId, corpId]) ?? platformError(41060, momentId)
}

/** Whether the member is to publish it, and has. */
export function taskOf(world: World, momentId: string, userId: string): { publishedAt: number | null } | undefined {
  const sql = 'select published_at as publishedAt from moment_tasks where moment_id = ? and user_id = ?'
  return world.store.get<{ publishedAt: number | null }>(sql, [momentId, userId])
}

/** Newest first, within [from, to] milliseconds; `before` is the `seq` of the last one seen. */
export function momentsOf(
  world: World,
  asked: {
    corpId: string
    from: number
    to: number
    creator: string | undefined
    createType: 0 | 1 | undefined
    before: number
    limit: number
  },
): Moment[] {
  const sql = `select ${COLUMNS} from moments where corp_id = ? and job_done = 1 and senders <> '[]' and seq < ? and created_at between ? and ?
    and (? is null or creator = ?) and (? is null or create_type = ?) order by seq desc limit ?`
  const { creator = null, createType = null } = asked
  return world.store.all<Moment>(sql, [
    asked.corpId,
    asked.before,
    asked.from,
    asked.to,
    creator,
    creator,
    createType,
    createType,
    asked.limit,
  ])
}
