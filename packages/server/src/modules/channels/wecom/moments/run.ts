/** Does whatever is due about Moments, some beside each other. */
import type { Wecom } from '../client/client.ts'
import { findMadeMoment } from './find.ts'
import { followMoment } from './follow.ts'
import { handOverMoment } from './hand-over.ts'
import { followJob } from './making.ts'
import { type ClaimedMoment, claimMoments, type MomentHandles, wakeMoments } from './queue.ts'

/** Each asks the platform about many members. */
const AT_ONCE = 4
/** What is looked at in parts is due again in a second; a move of the clock does not make it endless. */
const MAX_ROUNDS = 1_000

export interface MomentsRun {
  readonly wecom: Wecom
  readonly signal?: AbortSignal
  /** What waits for somebody else is asked about now, not when its time comes. */
  readonly everything?: boolean
}

/** Until nothing is due. Answers how many it looked after. @throws the first failure that is none of the platform's, after the others */
export async function runMoments(handles: MomentHandles, { wecom, signal, everything = false }: MomentsRun): Promise<number> {
  if (everything) await wakeMoments(handles)
  let done = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    signal?.throwIfAborted()
    const moments = await claimMoments(handles, { limit: AT_ONCE })
    if (moments.length === 0) break
    const results = await Promise.allSettled(moments.map((moment) => lookAfter(handles, { wecom, moment })))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    done += moments.length
  }
  return done
}

function lookAfter(handles: MomentHandles, work: { wecom: Wecom; moment: ClaimedMoment }): Promise<void> {
  switch (work.moment.state) {
    case 'approved':
      return handOverMoment(handles, work)
    case 'looking':
      return findMadeMoment(handles, work)
    case 'making':
      return followJob(handles, work)
    default:
      return followMoment(handles, work)
  }
}
