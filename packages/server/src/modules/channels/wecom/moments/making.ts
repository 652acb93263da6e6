/** The platform's job that makes a Moment: asked until it is done. */
import { sql } from '../../../../platform/db/index.ts'
import { WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { fetchMadeMoment, MOMENT_ERRCODE } from './calls.ts'
import type { MomentWork } from './hand-over.ts'
import { endMoment, type MomentHandles, putBack, retryAt } from './queue.ts'

const FIRST_PAUSE_MS = 5_000
const MAX_PAUSE_MS = 5 * 60_000
/** WW:95094: a job is known for a day. */
const JOB_LIFE_MS = 86_400_000

/** What a process does with a Moment that is `making`. */
export async function followJob(handles: MomentHandles, { wecom, moment }: MomentWork): Promise<void> {
  const now = handles.clocks.business.now()
  const { jobId } = moment
  const back = (input: Omit<Parameters<typeof putBack>[2], 'moment'>) => putBack(handles, handles.db, { moment, ...input })
  try {
    const corp = await findCorp(handles.db, moment)
    if (corp?.workspaceId !== moment.workspaceId || jobId === null)
      throw new WecomFailure({ kind: 'permanent', api: 'Moments', words: 'the corp is not connected' })
    const made = await fetchMadeMoment(wecom, { corp, jobId })
    if (!made) {
      const lookAt = now + Math.min(FIRST_PAUSE_MS * 2 ** moment.tries, MAX_PAUSE_MS)
      await back({ state: 'making', lookAt, tries: moment.tries + 1 })
      return
    }
    const { momentId, refusal, refusedUserIds, refusedTagIds } = made
    if (momentId === '') return await endMoment(handles, { moment, outcome: 'failed', reason: refusal })
    const also = sql`moment_id = ${momentId}, refused_user_ids = ${refusedUserIds}, refused_tag_ids = ${refusedTagIds}`
    await back({ state: 'waiting', lookAt: now, also })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const { errcode, message: reason, retryAfterMs } = error
    const isGone = errcode === MOMENT_ERRCODE.noJob || now > (moment.handedAt?.getTime() ?? 0) + JOB_LIFE_MS
    if (isGone) await back({ state: 'looking', lookAt: now, reason })
    else
      await back({
        state: 'making',
        lookAt: retryAt(handles, { tries: moment.tries, atLeastMs: retryAfterMs }),
        tries: moment.tries + 1,
        reason,
      })
  }
}
