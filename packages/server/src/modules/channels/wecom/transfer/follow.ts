/** What becomes of batches that were handed over: looked for after a lost answer, asked about with growing pauses, held against the register. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { fetchChatsOf, fetchResults } from './calls.ts'
import type { BatchWork } from './hand-over.ts'
import { endBatch, noteOutcomes, type Outcome, openOf } from './outcomes.ts'
import { type ClaimedBatch, endTransfer, putBack, putBackIn, retryAt, type TransferHandles } from './queue.ts'
import { fetchMissing, fetchMoved } from './successors.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Results were asked for so often, over minutes, before what is not in them counts as never handed over. */
const MAX_LOOKS = 3
/** An answer that got lost is not looked for longer than this. */
const MAX_TRIES = 20
/** WW:92125: takes effect by itself after 24 hours; a moment more, so that it has. */
const TAKES_EFFECT_MS = DAY_MS + MINUTE_MS
const MAX_PAUSE_MS = 6 * HOUR_MS
/** A group changes hands within seconds. */
const NO_RECORD_AFTER_MS = { customers: TAKES_EFFECT_MS, groups: 10 * MINUTE_MS } as const
/** So long after it was handed over nothing more is to be learnt. */
const GIVE_UP_AFTER_MS = 7 * DAY_MS
/** The platform's clock is not ours. */
const SKEW_MS = 10 * MINUTE_MS
/** Callbacks of the takeover come meanwhile. */
const CHECK_AFTER_MS = 2 * MINUTE_MS

type Corped = BatchWork & { readonly corp: Corp }

/** What a process does with a batch that is `looking`. */
export async function findHandedOver(handles: TransferHandles, work: BatchWork): Promise<void> {
  const { batch } = work
  const tries = batch.tries + 1
  try {
    const corp = await corpOf(handles, work)
    const { planned } = await openOf(handles, batch)
    const found = await learn({ ...work, corp }, { ids: planned, earlier: await failedBefore(handles, { batch, ids: planned }) })
    const outcomes = planned.flatMap((id) => found.get(id) ?? [])
    const isAllFound = outcomes.length === planned.length
    const now = handles.clocks.business.now()
    const next =
      isAllFound || tries >= MAX_LOOKS
        ? // What is not there by now was never said: said again it happens once.
          { state: isAllFound ? ('waiting' as const) : ('planned' as const), lookAt: now, tries: 0 }
        : { state: 'looking' as const, lookAt: retryAt(handles, { tries: batch.tries }), tries }
    await noteOutcomes(handles, { corp, batch, outcomes, next })
  } catch (error) {
    await later(handles, { work, error, giveUp: tries >= MAX_TRIES })
  }
}

/** What a process does with a batch that is `waiting`. */
export async function followBatch(handles: TransferHandles, work: BatchWork): Promise<void> {
  const { batch } = work
  const now = handles.clocks.business.now()
  const age = now - batch.handedAt.getTime()
  try {
    const corp = await corpOf(handles, work)
    const { waiting } = await openOf(handles, batch)
    const found = waiting.length === 0 ? new Map<string, Outcome>() : await learn({ ...work, corp }, { ids: waiting })
    const isOver = age > NO_RECORD_AFTER_MS[batch.what]
    const isGivenUp = age > GIVE_UP_AFTER_MS
    const outcomes = waiting.flatMap((id): Outcome[] => {
      const outcome = found.get(id) ?? (isOver ? { id, state: 'no_record' as const } : undefined)
      if (outcome && outcome.state !== 'waiting') return [outcome]
      return isGivenUp ? [{ id, state: 'unknown', reason: 'the platform gives no result' }] : []
    })
    const isDone = outcomes.length === waiting.length
    const next = isDone
      ? { state: 'checking' as const, lookAt: now + (waiting.length > 0 ? CHECK_AFTER_MS : 0), tries: 0 }
      : { state: 'waiting' as const, lookAt: now + pauseAfter(batch.what, age), tries: 0 }
    await noteOutcomes(handles, { corp, batch, outcomes, next })
  } catch (error) {
    await later(handles, { work, error, giveUp: age > GIVE_UP_AFTER_MS })
  }
}

/** What a process does with a batch that is `checking`: customers whose takeover the register does not know yet are asked for, and groups. */
export async function checkBatch(handles: TransferHandles, work: BatchWork): Promise<void> {
  const { batch } = work
  try {
    const corp = await corpOf(handles, work)
    await (batch.what === 'customers' ? fetchMissing : fetchMoved)(handles, { ...work, corp })
    await inTransaction(handles.db, async (tx) => {
      const now = handles.clocks.business.now()
      if (!(await putBackIn(tx, { batch, state: 'ended', lookAt: now, tries: 0 }))) return
      await endTransfer(tx, { workspaceId: batch.workspaceId, id: batch.transferId, now })
    })
  } catch (error) {
    // Reconciliation finds what is missing, so this is no reason to keep a transfer open.
    await later(handles, { work, error, giveUp: batch.tries >= MAX_LOOKS })
  }
}

/** The longer ago the seldomer, and once when it must have taken effect. */
function pauseAfter(what: 'customers' | 'groups', age: number): number {
  if (what === 'groups') return Math.max(5_000, Math.min(age, HOUR_MS))
  if (age >= TAKES_EFFECT_MS) return Math.min(Math.max(age / 8, 10 * MINUTE_MS), MAX_PAUSE_MS)
  return Math.min(Math.max(age, HOUR_MS), TAKES_EFFECT_MS - age)
}

async function corpOf({ db }: TransferHandles, { batch }: BatchWork): Promise<Corp> {
  const corp = await findCorp(db, batch)
  if (corp?.workspaceId === batch.workspaceId) return corp
  throw new WecomFailure({ kind: 'permanent', api: 'transfer', words: 'the corp is not connected' })
}

/** What the platform says of these, as far as it is about this transfer; those it does not know are absent. */
async function learn(
  { wecom, corp, batch, signal }: Corped,
  { ids, earlier = new Set() }: { ids: readonly string[]; earlier?: ReadonlySet<string> },
): Promise<Map<string, Outcome>> {
  const { kind, handover, takeover, what, handedAt } = batch
  if (what === 'groups') {
    const owned = await fetchChatsOf(wecom, { corp, owner: takeover, signal })
    return new Map(ids.filter((id) => owned.has(id)).map((id) => [id, { id, state: 'done' }]))
  }
  const results = await fetchResults(wecom, { corp, kind, handover, takeover, signal })
  const since = handedAt.getTime() - SKEW_MS
  return new Map(
    ids.flatMap((id): [string, Outcome][] => {
      const result = results.get(id)
      if (!result || result.state === 'no_record') return []
      // Of an earlier transfer between the two.
      if (result.at > 0 && result.at < since) return []
      // A failure bears no time: it may be that of an earlier transfer.
      if (result.at === 0 && earlier.has(id)) return []
      return [[id, { id, state: result.state, ...(result.state === 'done' && { takenOverAt: result.at }) }]]
    }),
  )
}

/** Of these, whom an earlier transfer between the two came to nothing for. */
async function failedBefore(
  { db }: TransferHandles,
  { batch, ids }: { batch: ClaimedBatch; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select external_user_id as id from channels_wecom_transfer_customers
    where workspace_id = ${batch.workspaceId} and corp_id = ${batch.corpId} and handover = ${batch.handover} and takeover = ${batch.takeover}
      and external_user_id = any(${[...ids]}::text[]) and transfer_id <> ${batch.transferId}
      and state in ('customer_refused', 'receiver_full')`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

async function later(
  handles: TransferHandles,
  { work: { batch }, error, giveUp }: { work: BatchWork; error: unknown; giveUp: boolean },
): Promise<void> {
  if (!(error instanceof WecomFailure)) throw error
  const { message: reason, retryAfterMs } = error
  if (giveUp) return endBatch(handles, { batch, left: 'unknown', reason })
  const lookAt = retryAt(handles, { tries: batch.tries, atLeastMs: retryAfterMs })
  await putBack(handles, { batch, state: batch.state, lookAt, tries: batch.tries + 1, reason })
}
