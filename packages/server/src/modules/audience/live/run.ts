/** Follows what happens and the passing of time, for every workspace with live audiences. */
import { inTransaction, sql } from '../../../platform/db/index.ts'
import { type Loop, startLoop } from '../../../platform/lifecycle/loop.ts'
import { hasMovedAtoms } from '../../events/index.ts'
import { tellLiveTags } from '../tags/live.ts'
import { lookAtChanged } from './changed.ts'
import { markMoved } from './dirty.ts'
import { clearDropped } from './drop.ts'
import { lookAtDue } from './due.ts'
import { fillPiece } from './fill.ts'
import { type LiveRules, openLiveRules } from './live-rules.ts'
import { endAllTurns, TURN_MS } from './turn.ts'
import { isWhole, lookAtEverybody } from './whole.ts'
import { inTurn, type LiveHandles, type Step, type Work } from './work.ts'

const EVERY_MS = 100
/** A turn costs much the same for few people as for many: resting gathers more of them, and stays far below two seconds. */
const REST_FACTOR = 3
const MAX_PAUSE_MS = 500
/** Steps of one kind in one turn; more waits for the next, so that a workspace does not keep the others waiting. */
const MAX_STEPS = 20
/** A workspace whose evaluation failed rests, the longer the more often it failed. */
const REST_AFTER_FAILURE_MS = 1_000
const MAX_REST_MS = 30_000

/** Runs until nothing waits, as of now. For the clock call and tests: throws what goes wrong. Answers how many steps that took. */
export async function runLive(handles: LiveHandles, rules: LiveRules = openLiveRules()): Promise<number> {
  let steps = 0
  for (let more = 1; more > 0; steps += more) {
    more = await moveAll(handles)
    for (const workspaceId of await workspacesWithWork(handles, { everything: true })) {
      const done = await inTurn(handles, { workspaceId, rules, waitMs: TURN_MS }, (work) => oneTurn(work, { everything: true }))
      more += done ?? 1
    }
  }
  return steps
}

/** `alone`: no other process can be alive on these stores. */
export function startLive(handles: LiveHandles, { alone }: { alone: boolean }): Loop {
  const rules = openLiveRules()
  const failures = new Map<number, { times: number; restsUntil: number }>()
  let freed = !alone
  let restsUntil = 0
  const step = async (signal: AbortSignal) => {
    if (!freed) await endAllTurns(handles.db)
    freed = true
    const begin = handles.clocks.real.now()
    if (begin < restsUntil) return
    await moveAll(handles)
    const waiting = await workspacesWithWork(handles, { everything: false })
    for (const workspaceId of waiting) {
      if (signal.aborted) return
      if ((failures.get(workspaceId)?.restsUntil ?? 0) > handles.clocks.real.now()) continue
      try {
        await inTurn(handles, { workspaceId, rules, signal }, (work) => oneTurn(work, { everything: false }))
        failures.delete(workspaceId)
      } catch (error) {
        if (signal.aborted) return
        const times = (failures.get(workspaceId)?.times ?? 0) + 1
        const restMs = Math.min(REST_AFTER_FAILURE_MS * 2 ** (times - 1), MAX_REST_MS)
        failures.set(workspaceId, { times, restsUntil: handles.clocks.real.now() + restMs })
        handles.log.error({ workspaceId, times, error: String(error) }, 'live audiences could not be evaluated')
      }
    }
    const end = handles.clocks.real.now()
    if (waiting.length > 0) restsUntil = end + Math.min(REST_FACTOR * (end - begin), MAX_PAUSE_MS)
  }
  return startLoop({ name: 'live audiences', everyMs: EVERY_MS, log: handles.log, step })
}

async function moveAll({ db, ids, clocks }: LiveHandles): Promise<number> {
  if (!(await hasMovedAtoms(db))) return 0
  return inTransaction(db, async (tx) => {
    const moved = await markMoved(tx)
    await tellLiveTags(tx, { moved, key: ids.uuid(), at: new Date(clocks.business.now()) })
    return moved.length
  })
}

/** What fell due comes before what happened since: an evaluation never goes back in time. Answers how many steps there were. */
async function oneTurn(work: Work, { everything }: { everything: boolean }): Promise<number> {
  const due = await repeat(work, () => lookAtDue(work))
  // Until all of that is done, what happened waits.
  if (due >= MAX_STEPS) return due
  let steps = due + (await repeat(work, () => lookAtChanged(work)))
  const { isWhole, isFilling, isDropped } = await waitingAudiences(work, { everything })
  if (isWhole) steps += await repeat(work, () => lookAtEverybody(work, { everything }))
  if (isFilling && (await fillPiece(work)) !== undefined) steps++
  if (isDropped && (await clearDropped(work))) steps++
  return steps
}

async function repeat(work: Work, step: () => Promise<Step>): Promise<number> {
  let steps = 0
  for (let last: Step = 'more'; last === 'more' && steps < MAX_STEPS && !work.signal?.aborted; ) {
    last = await step()
    if (last !== 'nothing') steps++
  }
  return steps
}

interface WaitingAudiences {
  readonly isWhole: boolean
  readonly isFilling: boolean
  readonly isDropped: boolean
}

async function waitingAudiences({ handles, turn }: Work, { everything }: { everything: boolean }): Promise<WaitingAudiences> {
  const { rows } = await sql<WaitingAudiences>`
    select coalesce(bool_or(${isWhole(handles, everything)}), false) as "isWhole", coalesce(bool_or(filled_to is not null), false) as "isFilling",
      coalesce(bool_or(is_dropped), false) as "isDropped"
    from audience_live live where workspace_id = ${turn.workspaceId}`.execute(handles.db)
  return rows[0] ?? { isWhole: false, isFilling: false, isDropped: false }
}

/** Workspaces in which something waits: each kind of step looks for its work by an index. */
async function workspacesWithWork(handles: LiveHandles, { everything }: { everything: boolean }): Promise<number[]> {
  const now = new Date(handles.clocks.business.now())
  const { rows } = await sql<{ workspace_id: number }>`
    select workspace_id from audience_live_turns known where
      exists (select 1 from audience_dirty dirty where dirty.workspace_id = known.workspace_id)
      or exists (select 1 from audience_due due where due.workspace_id = known.workspace_id and due.due_at <= ${now})
      or exists (select 1 from audience_live live where live.workspace_id = known.workspace_id and (
        live.is_dropped or live.filled_to is not null or ${isWhole(handles, everything)}))
    order by workspace_id`.execute(handles.db)
  return rows.map((row) => row.workspace_id)
}
