/** Does whatever is due about tags: lists them, compares both sides, tells the platform. */
import { elapsedMs, pause } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { lookAtTags } from './look.ts'
import { refreshRegister } from './register.ts'
import { claimRounds, endList, endLook } from './rounds.ts'
import { sendMarks } from './send.ts'

const CORPS_AT_ONCE = 20
/** Fifty marks at most in each; the platform allows three times that, the rest is for others of the corp. */
const BATCH_TAKES_MS = 1_000
/** Of one run: what a comparison brings about may be another difference. */
const MAX_LOOKS = 10

type TagHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'log'>

export interface TagRun {
  readonly wecom: Wecom
  readonly signal?: AbortSignal | undefined
  /** Whenever its time comes, and without pauses: for the clock call and tests. What failed for now is not tried twice. */
  readonly everything?: boolean
}

/** Answers how much it did. */
export async function runTags(handles: TagHandles, run: TagRun): Promise<number> {
  const { everything = false } = run
  let done = await listAll(handles, run)
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const changed = await lookAtAll(handles, run)
    done += changed
    if (changed === 0 || !everything) break
  }
  return done + (await sendAll(handles, run))
}

async function listAll(handles: TagHandles, { wecom, signal }: TagRun): Promise<number> {
  const due = await claimRounds(handles, { what: 'list', everything: false, limit: CORPS_AT_ONCE })
  for (const of of due) {
    const corp = await findCorp(handles.db, of)
    if (corp?.workspaceId !== of.workspaceId) continue
    try {
      await refreshRegister(handles, { wecom, corp, signal })
      await endList(handles, of)
    } catch (error) {
      if (!(error instanceof WecomFailure)) throw error
      handles.log.info({ corpId: of.corpId, error: error.message }, 'corp tags could not be listed')
      await endList(handles, { ...of, error: error.message, atLeastMs: error.retryAfterMs })
    }
  }
  return due.length
}

async function lookAtAll(handles: TagHandles, { signal, everything = false }: TagRun): Promise<number> {
  let changed = 0
  for (const of of await claimRounds(handles, { what: 'look', everything, limit: CORPS_AT_ONCE })) {
    const corp = await findCorp(handles.db, of)
    if (corp?.workspaceId !== of.workspaceId) continue
    const begun = elapsedMs()
    changed += await lookAtTags(handles, { corp, signal })
    await endLook(handles, { ...of, tookMs: elapsedMs() - begun })
  }
  return changed
}

async function sendAll(handles: TagHandles, { wecom, signal, everything = false }: TagRun): Promise<number> {
  for (let done = 0; ; ) {
    signal?.throwIfAborted()
    const begun = elapsedMs()
    const sent = await sendMarks(handles, { wecom, signal })
    done += sent
    if (sent === 0) return done
    if (!everything) await pause(Math.max(0, BATCH_TAKES_MS - (elapsedMs() - begun)), signal)
  }
}
