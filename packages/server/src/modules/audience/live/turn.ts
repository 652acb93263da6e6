/**
 * Who evaluates the live audiences of a workspace: one at a time, whatever process, whether it follows changes or fills a new audience. So
 * nobody writes what was read before another one's reading. A turn that nobody ends runs out; its epoch then shuts its holder out.
 */

import { pause } from '../../../platform/clock.ts'
import { type Db, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'

export interface Turn {
  readonly workspaceId: number
  readonly epoch: number
  /** Business time in milliseconds of the last evaluation; no later one may be before it. */
  asOf: number
}

type TurnHandles = Pick<Handles, 'db' | 'clocks'>

/** Far more than one evaluation takes; renewed by every write. */
export const TURN_MS = 30_000
/** Whoever waits for a turn looks so often. A holder who goes on at once must rest longer between two turns. */
const LOOK_EVERY_MS = 10
const WAIT_MS = 1_000

/** Another process has the turn; nothing of this transaction may stay. */
export class TurnLostError extends Error {
  override name = 'TurnLostError'
}

/** Waits a little while another one has it; undefined when that was not enough, or the workspace has no live audience. */
export async function takeTurn(
  { db, clocks }: TurnHandles,
  { workspaceId, waitMs = WAIT_MS }: { workspaceId: number; waitMs?: number },
): Promise<Turn | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const now = clocks.real.now()
    const { rows } = await sql<{ epoch: number; as_of: Date }>`
      update audience_live_turns set epoch = epoch + 1, held_until = ${new Date(now + TURN_MS)}
      where workspace_id = ${workspaceId} and held_until < ${new Date(now)} returning epoch, as_of`.execute(db)
    if (rows[0]) return { workspaceId, epoch: rows[0].epoch, asOf: rows[0].as_of.getTime() }
    if (waited >= waitMs) return undefined
    await pause(LOOK_EVERY_MS)
  }
}

/** Renews the turn inside the transaction of what was evaluated. @throws TurnLostError */
export async function holdTurn(tx: Tx, { turn, asOf, now }: { turn: Turn; asOf: number; now: number }): Promise<void> {
  const held = await sql`
    update audience_live_turns set held_until = ${new Date(now + TURN_MS)}, as_of = greatest(as_of, ${new Date(asOf)})
    where workspace_id = ${turn.workspaceId} and epoch = ${turn.epoch}`.execute(tx)
  if (held.numAffectedRows !== 1n) throw new TurnLostError('another process evaluates the live audiences of the workspace')
}

export async function endTurn(db: Db, { workspaceId, epoch }: Turn): Promise<void> {
  await sql`update audience_live_turns set held_until = to_timestamp(0) where workspace_id = ${workspaceId} and epoch = ${epoch}`.execute(
    db,
  )
}

/** For a process that knows that no other is alive: what a killed one held is free. */
export async function endAllTurns(db: Db): Promise<void> {
  await sql`update audience_live_turns set held_until = to_timestamp(0), epoch = epoch + 1`.execute(db)
}
