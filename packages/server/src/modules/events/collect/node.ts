/** The node: one run of a collecting process. Its number is fresh at each start and its lease says whether it may still store something. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startLoop } from '../../../platform/lifecycle/loop.ts'
import type {} from './tables.ts'

const NODE_LEASE_MS = 30_000
const HEARTBEAT_MS = 10_000

export interface Node {
  readonly number: number
  /** Says that this node stores nothing any more. */
  end(): Promise<void>
}

/** Takes a fresh number and keeps its lease. Lease times are those of the real clock. */
export async function openNode(handles: Pick<Handles, 'db' | 'clocks' | 'log'>): Promise<Node> {
  const { db, clocks, log } = handles
  const startedAt = clocks.real.now()
  const made = await db
    .insertInto('events_nodes')
    .values({ started_at: new Date(startedAt), alive_until: new Date(startedAt + NODE_LEASE_MS) })
    .returning('node')
    .executeTakeFirstOrThrow()
  let aliveUntil = startedAt + NODE_LEASE_MS
  const setAliveUntil = async (until: number) => {
    await db
      .updateTable('events_nodes')
      .set({ alive_until: new Date(until) })
      .where('node', '=', made.node)
      .execute()
    aliveUntil = until
  }
  const heartbeat = startLoop({
    name: 'collecting node',
    everyMs: HEARTBEAT_MS,
    log,
    step: async () => {
      const now = clocks.real.now()
      // Others may have closed the books on a node that was silent for so long (a laptop asleep): they are opened again.
      if (now > aliveUntil) await sql`update events_stream_cursors set finished = false where node = ${made.node}`.execute(db)
      await setAliveUntil(now + NODE_LEASE_MS)
    },
  })
  return {
    number: made.node,
    end: async () => {
      await heartbeat.stop()
      await setAliveUntil(clocks.real.now())
    },
  }
}
