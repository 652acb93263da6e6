/** Handing a Moment over to the platform, once: what is not answered is looked for, never said again. */
import { sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { forgetPlatformIds, keyOf, platformMediaIds } from '../media/platform-ids.ts'
import { beginMoment, MOMENT_ERRCODE, type MomentAttachment } from './calls.ts'
import { type MomentContent, mediaOfMoment } from './content.ts'
import { ableMembers } from './members.ts'
import { type ClaimedMoment, endMoment, type MomentHandles, putBack, retryAt } from './queue.ts'

/** The platform's job takes a moment. */
const FIRST_LOOK_MS = 5_000
const MINUTE_MS = 60_000
/** WW:95094: ten a minute; the rest is for what others make. */
const MAX_PER_MINUTE = 8
/** The administrator can mend these: it waits as long as it may. */
const MENDABLE: readonly number[] = [ERRCODE.badSecret, ERRCODE.noPermission, ERRCODE.untrustedIp]

export interface MomentWork {
  readonly wecom: Wecom
  readonly moment: ClaimedMoment
}

/** What a process does with a Moment that is `approved`. */
export async function handOverMoment(handles: MomentHandles, { wecom, moment }: MomentWork): Promise<void> {
  const now = handles.clocks.business.now()
  const corp = await findCorp(handles.db, moment)
  if (corp?.workspaceId !== moment.workspaceId)
    return endMoment(handles, { moment, outcome: 'failed', reason: 'the corp is not connected' })
  if (moment.untilAt.getTime() <= now)
    return endMoment(handles, { moment, outcome: 'failed', reason: 'its time was over before it was handed over' })
  const freeAt = await nextFreeAt(handles, { corp, now })
  if (freeAt > now) {
    await putBack(handles, handles.db, { moment, state: 'approved', lookAt: freeAt, tries: moment.tries })
    return
  }
  let sending = moment
  try {
    const attachments = await attachmentsOf(handles, { wecom, corp, content: moment.content })
    const userIds = await ableMembers(handles.db, { corp, userIds: moment.userIds })
    if (userIds.length === 0) return endMoment(handles, { moment, outcome: 'failed', reason: 'nobody of those named can publish it' })
    if (!(await noteSending(handles, { moment, userIds }))) return
    sending = { ...moment, state: 'sending' }
    const jobId = await beginMoment(wecom, { corp, text: moment.content.text, attachments, userIds, tagIds: moment.tagIds })
    await putBack(handles, handles.db, { moment: sending, state: 'making', lookAt: now + FIRST_LOOK_MS, also: sql`job_id = ${jobId}` })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    await noteFailure(handles, { moment: sending, corp, error })
  }
}

async function noteFailure(
  handles: MomentHandles,
  { moment, corp, error }: { moment: ClaimedMoment; corp: Corp; error: WecomFailure },
): Promise<void> {
  const { kind, errcode, message: reason, retryAfterMs } = error
  const now = handles.clocks.business.now()
  if (kind === 'unknown') {
    await putBack(handles, handles.db, { moment, state: 'looking', lookAt: now + FIRST_LOOK_MS, reason })
  } else if (errcode === MOMENT_ERRCODE.mediaGone && moment.tries === 0) {
    const media = mediaOfMoment(moment.content).map((id) => ({ id, use: 'moment' as const }))
    await forgetPlatformIds(handles, { corp, media })
    await putBack(handles, handles.db, { moment, state: 'approved', lookAt: now, tries: 1, reason })
  } else if (kind === 'retry' || MENDABLE.includes(errcode)) {
    const lookAt = Math.min(retryAt(handles, { tries: moment.tries, atLeastMs: retryAfterMs }), moment.untilAt.getTime())
    await putBack(handles, handles.db, { moment, state: 'approved', lookAt, tries: moment.tries + 1, reason })
  } else await endMoment(handles, { moment, outcome: 'failed', reason })
}

/** Committed before anything is said to the platform. False when it was cancelled or taken over meanwhile. */
async function noteSending(
  { db, clocks }: MomentHandles,
  { moment, userIds }: { moment: ClaimedMoment; userIds: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql`update channels_wecom_moments set state = 'sending', handed_at = ${new Date(clocks.business.now())},
      handed_to = ${userIds}
    where workspace_id = ${moment.workspaceId} and id = ${moment.id} and state = 'approved' returning id`.execute(db)
  return rows.length > 0
}

/** When the corp may have another one made. */
async function nextFreeAt({ db }: MomentHandles, { corp, now }: { corp: Corp; now: number }): Promise<number> {
  const { rows } = await sql<{ handed_at: Date }>`select handed_at from channels_wecom_moments
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and handed_at > ${new Date(now - MINUTE_MS)}
    order by handed_at desc limit ${MAX_PER_MINUTE}`.execute(db)
  const eldest = rows[MAX_PER_MINUTE - 1]
  return eldest ? eldest.handed_at.getTime() + MINUTE_MS : now
}

/** Media given to the platform as it wants it for Moments. @throws WecomFailure */
async function attachmentsOf(
  handles: MomentHandles,
  { wecom, corp, content }: { wecom: Wecom; corp: Corp; content: MomentContent },
): Promise<MomentAttachment[]> {
  const media = mediaOfMoment(content).map((id) => ({ id, use: 'moment' as const }))
  const ids = await platformMediaIds(handles, { wecom, corp, media })
  const named = (id: string) => ids.get(keyOf({ id, use: 'moment' })) ?? id
  const { pictures, video, link } = content
  return [
    ...pictures.map((id) => ({ msgtype: 'image' as const, image: { media_id: named(id) } })),
    ...(video === undefined ? [] : [{ msgtype: 'video' as const, video: { media_id: named(video) } }]),
    ...(link ? [{ msgtype: 'link' as const, link: { title: link.title, url: link.url, media_id: named(link.coverMediaId) } }] : []),
  ]
}
