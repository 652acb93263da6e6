/** Handing a batch over to the platform. What was not answered is asked about before anything is said again. */

import type { Wecom } from '../client/client.ts'
import { ERRCODE, isPassing, WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { TRANSFER_ERRCODE, transferChats, transferCustomers } from './calls.ts'
import { endBatch, noteOutcomes, type Outcome, openOf } from './outcomes.ts'
import { type ClaimedBatch, putBack, retryAt, type TransferHandles } from './queue.ts'

/** Groups change hands within seconds. */
const FIRST_LOOK_MS = { customers: 60 * 60_000, groups: 5_000 } as const
const LOOK_FOR_MS = 5_000
/** The pair cannot be: said again it is refused again. Everything else passes, or the administrator can mend it. */
const FINAL: readonly number[] = [
  TRANSFER_ERRCODE.notResigned,
  TRANSFER_ERRCODE.sameMember,
  ERRCODE.unknownStaff,
  ERRCODE.outOfRange,
  ERRCODE.noContactRight,
]
/** Over a day and more. */
const MAX_TRIES = 30
const DAY_MS = 86_400_000
/** Days of Beijing. */
const ZONE_MS = 8 * 3_600_000

export interface BatchWork {
  readonly wecom: Wecom
  readonly batch: ClaimedBatch
  readonly signal?: AbortSignal | undefined
}

/** What a process does with a batch that is `handing`. */
export async function handOver(handles: TransferHandles, { wecom, batch, signal }: BatchWork): Promise<void> {
  const now = handles.clocks.business.now()
  const open = await openOf(handles, batch)
  if (batch.stopAsked && open.waiting.length === 0) return endBatch(handles, { batch, left: 'cancelled' })
  const corp = await findCorp(handles.db, batch)
  if (corp?.workspaceId !== batch.workspaceId) return endBatch(handles, { batch, left: 'cancelled', reason: 'the corp is not connected' })
  if (batch.stopAsked || open.planned.length === 0) return followNow(handles, { corp, batch, planned: open.planned })
  if (signal?.aborted) return putBack(handles, { batch, state: 'planned', lookAt: now, tries: batch.tries })
  try {
    const outcomes = await say(wecom, { corp, batch, ids: open.planned })
    await noteAnswers(handles, { corp, batch, outcomes })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const { kind, errcode, message: reason, retryAfterMs } = error
    if (kind === 'unknown') {
      await putBack(handles, { batch, state: 'looking', lookAt: now + LOOK_FOR_MS, tries: 0, reason })
    } else if (!FINAL.includes(errcode) && batch.tries < MAX_TRIES) {
      const lookAt = retryAt(handles, { tries: batch.tries, atLeastMs: retryAfterMs })
      await putBack(handles, { batch, state: 'planned', lookAt, tries: batch.tries + 1, reason })
    } else {
      const outcomes = open.planned.map((id): Outcome => ({ id, state: 'refused', errcode, reason }))
      await noteAnswers(handles, { corp, batch, outcomes })
    }
  }
}

/** Of what is stopped, or was handed over before, only the rest is followed. */
function followNow(
  handles: TransferHandles,
  { corp, batch, planned }: { corp: Corp; batch: ClaimedBatch; planned: readonly string[] },
): Promise<void> {
  const outcomes = planned.map((id): Outcome => ({ id, state: 'cancelled' }))
  const lookAt = handles.clocks.business.now()
  return noteOutcomes(handles, { corp, batch, outcomes, next: { state: 'waiting', lookAt, tries: 0 } })
}

/** Without a signal: a call that is broken off may have arrived. */
async function say(wecom: Wecom, { corp, batch, ids }: { corp: Corp; batch: ClaimedBatch; ids: readonly string[] }): Promise<Outcome[]> {
  const { kind, handover, takeover, message, what } = batch
  if (what === 'groups') {
    const refused = await transferChats(wecom, { corp, kind, takeover, chatIds: ids })
    return ids.map((id) => ({ id, ...stateOfChat(refused.get(id) ?? 0) }))
  }
  const codes = await transferCustomers(wecom, { corp, kind, handover, takeover, externalUserIds: ids, message })
  return ids.map((id) => ({ id, ...stateOfCustomer(codes.get(id)) }))
}

/** Without a code of its own nobody knows: results tell. Being transferred already may be this very transfer: results tell that too. */
function stateOfCustomer(errcode: number | undefined): Omit<Outcome, 'id'> {
  if (errcode === undefined || errcode === 0) return { state: 'waiting' }
  if (isPassing(errcode)) return { state: 'planned', errcode }
  if (errcode === TRANSFER_ERRCODE.receiverFull) return { state: 'receiver_full', errcode }
  if (errcode === TRANSFER_ERRCODE.beingTransferred || errcode === TRANSFER_ERRCODE.beingTransferredResigned)
    return { state: 'waiting', errcode }
  return { state: 'refused', errcode }
}

function stateOfChat(errcode: number): Omit<Outcome, 'id'> {
  if (errcode === 0 || errcode === TRANSFER_ERRCODE.sameOwner) return { state: 'waiting' }
  if (errcode === TRANSFER_ERRCODE.chatBeingInherited || errcode === TRANSFER_ERRCODE.chatInherited) return { state: 'waiting', errcode }
  return isPassing(errcode) ? { state: 'planned', errcode } : { state: 'refused', errcode }
}

async function noteAnswers(
  handles: TransferHandles,
  { corp, batch, outcomes }: { corp: Corp; batch: ClaimedBatch; outcomes: readonly Outcome[] },
): Promise<void> {
  const now = handles.clocks.business.now()
  const again = outcomes.filter(({ state }) => state === 'planned')
  const isWaiting = outcomes.some(({ state }) => state === 'waiting')
  const next = again.length > 0 ? laterOf(handles, { batch, again }) : { lookAt: now + FIRST_LOOK_MS[batch.what], tries: 0 }
  const state = again.length > 0 ? 'planned' : isWaiting ? 'waiting' : 'checking'
  await noteOutcomes(handles, { corp, batch, outcomes, next: { ...next, state, lookAt: state === 'checking' ? now : next.lookAt } })
}

/** WW:92127: 300 groups of one owner a day; the rest goes on tomorrow. Everything else soon. */
function laterOf(
  handles: TransferHandles,
  { batch, again }: { batch: ClaimedBatch; again: readonly Outcome[] },
): { lookAt: number; tries: number } {
  const now = handles.clocks.business.now()
  const isDayFull = batch.what === 'groups' && again.some(({ errcode }) => errcode === ERRCODE.tooOften)
  const tomorrow = Math.floor((now + ZONE_MS) / DAY_MS + 1) * DAY_MS - ZONE_MS
  return { lookAt: isDayFull ? tomorrow + 60_000 : retryAt(handles, batch), tries: batch.tries + 1 }
}
