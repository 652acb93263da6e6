/** What a working process does about broadcasts: it goes on with plans that nobody is at, and hands over what is due. */
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type Loop, startLoop } from '../../platform/lifecycle/loop.ts'
import { handOverDue, type ZonedBroadcast } from './hand-over.ts'
import { CLAIM_MS, planBroadcast } from './plan.ts'
import { sweepTouches } from './touches.ts'
import { countVariants } from './variants.ts'

const EVERY_MS = 1_000
const SWEEP_EVERY_MS = 10 * 60_000

export function startReach(handles: Handles): Loop[] {
  const { log } = handles
  return [
    startLoop({ name: 'broadcasts', everyMs: EVERY_MS, log, step: (signal) => runReach(handles, { signal }) }),
    startLoop({ name: 'touch sweep', everyMs: SWEEP_EVERY_MS, log, step: () => sweepTouches(handles) }),
  ]
}

/** Everything that can be done now. Answers how many things that were. */
export async function runReach(
  handles: Handles,
  { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  let done = 0
  for (;;) {
    const broadcast = await claimPlan(handles)
    if (!broadcast) break
    const variants = await countVariants(handles.db, { workspaceId: broadcast.workspace_id, broadcastId: broadcast.id })
    const moment = Math.max(handles.clocks.business.now(), broadcast.send_at?.getTime() ?? 0)
    await planBroadcast(handles, { broadcast, timeZone: broadcast.time_zone, moment, variants, signal })
    done += 1
  }
  return done + (await handOverDue(handles))
}

/** The next plan that no process is at. */
async function claimPlan({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<ZonedBroadcast | undefined> {
  const now = clocks.real.now()
  const { rows } = await sql<ZonedBroadcast>`
    update reach_broadcasts broadcast set claimed_until = ${new Date(now + CLAIM_MS)} from auth_workspaces workspace
    where workspace.id = broadcast.workspace_id and broadcast.id = (
      select id from reach_broadcasts where state = 'planning' and (claimed_until is null or claimed_until < ${new Date(now)})
      order by id limit 1 for update skip locked)
    returning broadcast.*, workspace.time_zone`.execute(db)
  return rows[0]
}
