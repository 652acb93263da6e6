/** One turn at the live audiences of a workspace, as the steps of it see it. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { Caller } from '../../events/index.ts'
import type { LiveAudience, LiveRules } from './live-rules.ts'
import { endTurn, type Turn, TurnLostError, takeTurn } from './turn.ts'

export type LiveHandles = Pick<Handles, 'db' | 'clickhouse' | 'clocks' | 'ids' | 'log' | 'config'>

export interface Work {
  readonly handles: LiveHandles
  readonly turn: Turn
  readonly timeZone: string
  readonly rules: LiveRules
  readonly signal?: AbortSignal | undefined
}

/** What a step of a turn came to: nothing to do, all of it done, or so much that there may be more. */
export type Step = 'nothing' | 'done' | 'more'

interface WantedTurn {
  readonly workspaceId: number
  readonly rules: LiveRules
  readonly waitMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Does one thing under the turn of the workspace; undefined when another process has it, or took it meanwhile. */
export async function inTurn<T>(handles: LiveHandles, wanted: WantedTurn, fn: (work: Work) => Promise<T>): Promise<T | undefined> {
  const turn = await takeTurn(handles, wanted)
  if (!turn) return undefined
  try {
    return await fn(await openWork(handles, { ...wanted, turn }))
  } catch (error) {
    if (error instanceof TurnLostError) return undefined
    throw error
  } finally {
    await endTurn(handles.db, turn)
  }
}

async function openWork(handles: LiveHandles, { turn, rules, signal }: WantedTurn & { turn: Turn }): Promise<Work> {
  const { workspaceId } = turn
  const { rows } = await sql<{ zone: string }>`select time_zone as zone from auth_workspaces where id = ${workspaceId}`.execute(handles.db)
  return { handles, turn, timeZone: rows[0]?.zone ?? 'UTC', rules, signal }
}

/** Asked for by every step: a rule that changes during one is looked at again by the filling, which is a later step. */
export async function audiencesNow({ handles, turn, rules }: Work): Promise<readonly LiveAudience[]> {
  return (await rules.read(handles.db, [turn.workspaceId])).get(turn.workspaceId) ?? []
}

/** Now, and never before the last evaluation. */
export function asOfNow({ handles, turn }: Work): number {
  return Math.max(turn.asOf, handles.clocks.business.now())
}

export function callerOf({ handles, signal }: Work): Caller {
  return { clickhouse: handles.clickhouse, tag: 'live audiences', ...(signal && { signal }) }
}
