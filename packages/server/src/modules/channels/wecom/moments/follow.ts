/** What becomes of a Moment that was made: who published it, who sees it, likes and comments; taken back when its time is over. */
import { inTransaction, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { cancelPlatformMoment, countViewers, fetchMomentMembers, fetchReactions, MOMENT_ERRCODE, type Reaction } from './calls.ts'
import type { MomentWork } from './hand-over.ts'
import { type ClaimedMoment, endMoment, type MomentHandles, putBack, retryAt } from './queue.ts'
import { noteReactions } from './reactions.ts'

/** Asked about the more seldom the older it is: after an eighth of its age, within these. */
const SHARE_OF_AGE = 1 / 8
const MIN_PAUSE_MS = 10_000
const MAX_PAUSE_MS = 60 * 60_000
/** Likes and comments are asked for so long after the last one could publish. */
const WATCHED_FOR_MS = 7 * 86_400_000
/** So long after that nothing more is to be learnt from a platform that refuses. */
const GIVE_UP_AFTER_MS = 7 * 86_400_000
/** Of one look: members whose reactions are asked for, and calls beside each other. */
const MEMBERS_PER_LOOK = 100
const AT_ONCE = 8
const NEXT_PART_MS = 1_000

/** What a process does with a Moment that is `waiting` or `watching`. */
export async function followMoment(handles: MomentHandles, { wecom, moment }: MomentWork): Promise<void> {
  const now = handles.clocks.business.now()
  try {
    const corp = await findCorp(handles.db, moment)
    const { momentId } = moment
    if (corp?.workspaceId !== moment.workspaceId || momentId === null)
      throw new WecomFailure({ kind: 'permanent', api: 'Moments', words: 'the corp is not connected' })
    const followed = { wecom, corp, moment, momentId }
    if (moment.state === 'waiting') await lookAtMembers(handles, followed)
    const isMore = await lookAtReactions(handles, followed)
    await settle(handles, { moment, isMore })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const { message: reason, retryAfterMs } = error
    if (now > moment.untilAt.getTime() + WATCHED_FOR_MS + GIVE_UP_AFTER_MS) {
      await endMoment(handles, { moment, outcome: moment.closedAt ? 'done' : 'unknown', reason })
      return
    }
    const lookAt = retryAt(handles, { tries: moment.tries, atLeastMs: retryAfterMs })
    await putBack(handles, handles.db, { moment, state: moment.state, lookAt, tries: moment.tries + 1, reason })
  }
}

interface Followed {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly moment: ClaimedMoment
  readonly momentId: string
}

/** Writes who is to publish it and who has; when its time is over, or it is cancelled, nobody can from here on. */
async function lookAtMembers(handles: MomentHandles, { wecom, corp, moment, momentId }: Followed): Promise<void> {
  const now = handles.clocks.business.now()
  const isOver = moment.cancelAsked || moment.untilAt.getTime() <= now
  // First: what is published until then is in the answer below.
  if (isOver) await cancelPlatformMoment(wecom, { corp, momentId })
  const members = await fetchMomentMembers(wecom, { corp, momentId })
  const isClosed = isOver || (members.length > 0 && members.every(({ published }) => published))
  await inTransaction(handles.db, async (tx) => {
    const rows = JSON.stringify(members.map(({ userId, published }) => ({ user_id: userId, published })))
    await sql`insert into channels_wecom_moment_members as known (workspace_id, moment, user_id, published_at)
      select ${moment.workspaceId}::integer, ${moment.id}::bigint, user_id, case when published then ${new Date(now)}::timestamptz end
      from jsonb_to_recordset(${rows}::jsonb) as given (user_id text, published boolean)
      on conflict (workspace_id, moment, user_id) do update set published_at = coalesce(known.published_at, excluded.published_at)`.execute(
      tx,
    )
    if (isClosed)
      await sql`update channels_wecom_moments set closed_at = coalesce(closed_at, ${new Date(now)})
      where workspace_id = ${moment.workspaceId} and id = ${moment.id}`.execute(tx)
  })
}

/** Of some members who published, those not looked at for long first. Answers whether there are more of them. */
async function lookAtReactions(handles: MomentHandles, followed: Followed): Promise<boolean> {
  const { moment } = followed
  const before = new Date(handles.clocks.business.now() - pauseOf(handles, moment) / 2)
  const { rows } = await sql<{ user_id: string; visible_to: number | null }>`
    select user_id, visible_to from channels_wecom_moment_members
    where workspace_id = ${moment.workspaceId} and moment = ${moment.id} and published_at is not null
      and (looked_at is null or looked_at <= ${before})
    order by looked_at nulls first, user_id limit ${MEMBERS_PER_LOOK}`.execute(handles.db)
  for (let start = 0; start < rows.length; start += AT_ONCE)
    await lookAtSome(handles, { ...followed, members: rows.slice(start, start + AT_ONCE) })
  return rows.length === MEMBERS_PER_LOOK
}

interface Looked {
  readonly userId: string
  readonly visibleTo: number | null
  readonly reactions: readonly Reaction[]
}

async function lookAtSome(
  handles: MomentHandles,
  { members, ...followed }: Followed & { members: readonly { user_id: string; visible_to: number | null }[] },
): Promise<void> {
  const { wecom, corp, moment, momentId } = followed
  const looked = await Promise.all(
    members.map(async ({ user_id: userId, visible_to }): Promise<Looked> => {
      const of = { corp, momentId, userId }
      try {
        return { userId, visibleTo: visible_to ?? (await countViewers(wecom, of)), reactions: await fetchReactions(wecom, of) }
      } catch (error) {
        // Taken down by the member since.
        if (error instanceof WecomFailure && isTakenDown(error.errcode)) return { userId, visibleTo: visible_to, reactions: [] }
        throw error
      }
    }),
  )
  await noteReactions(handles, { corp, moment, looked, noteLooked: (tx) => noteLooked(handles, tx, { moment, looked }) })
}

function isTakenDown(errcode: number): boolean {
  return errcode === MOMENT_ERRCODE.notPublished || errcode === MOMENT_ERRCODE.notOfMember
}

async function noteLooked(
  { clocks }: MomentHandles,
  tx: Tx,
  { moment, looked }: { moment: ClaimedMoment; looked: readonly Looked[] },
): Promise<void> {
  const rows = JSON.stringify(looked.map(({ userId, visibleTo }) => ({ user_id: userId, visible_to: visibleTo })))
  await sql`update channels_wecom_moment_members known set looked_at = ${new Date(clocks.business.now())}, visible_to = given.visible_to
    from jsonb_to_recordset(${rows}::jsonb) as given (user_id text, visible_to integer)
    where known.workspace_id = ${moment.workspaceId} and known.moment = ${moment.id} and known.user_id = given.user_id`.execute(tx)
}

/** In which state it goes on, and when it is looked at next. */
async function settle(handles: MomentHandles, { moment, isMore }: { moment: ClaimedMoment; isMore: boolean }): Promise<void> {
  const now = handles.clocks.business.now()
  const { rows } = await sql<{ closed_at: Date | null; published: boolean }>`select closed_at, exists (
      select 1 from channels_wecom_moment_members member where member.workspace_id = moment.workspace_id and member.moment = moment.id
        and published_at is not null) as published
    from channels_wecom_moments moment where workspace_id = ${moment.workspaceId} and id = ${moment.id}`.execute(handles.db)
  const closedAt = rows[0]?.closed_at?.getTime()
  const watchUntil = closedAt === undefined ? undefined : closedAt + (rows[0]?.published ? WATCHED_FOR_MS : 0)
  if (watchUntil !== undefined && watchUntil <= now && !isMore)
    return endMoment(handles, { moment, outcome: moment.cancelAsked ? 'cancelled' : 'done' })
  const latest = watchUntil ?? moment.untilAt.getTime()
  const lookAt = isMore ? now + NEXT_PART_MS : Math.max(Math.min(now + pauseOf(handles, moment), latest), now + 1)
  await putBack(handles, handles.db, { moment, state: closedAt === undefined ? 'waiting' : 'watching', lookAt })
}

function pauseOf({ clocks }: MomentHandles, { handedAt }: ClaimedMoment): number {
  const age = clocks.business.now() - (handedAt?.getTime() ?? 0)
  return Math.min(Math.max(age * SHARE_OF_AGE, MIN_PAUSE_MS), MAX_PAUSE_MS)
}
