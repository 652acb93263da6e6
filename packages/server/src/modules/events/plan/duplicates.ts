/** How many copies of known events came in, for the health page. Copies are not stored, so they are counted where they are recognised. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startLoop } from '../../../platform/lifecycle/loop.ts'
import type { Collector } from '../collect/collector.ts'
import type {} from './tables.ts'
import { utcDay } from './tally.ts'

const FLUSH_EVERY_MS = 2_000

export interface DuplicateCounts {
  /** The same collector, with the copies of each call counted. */
  watch(collector: Collector): Collector
  /** Writes what was counted; a kill loses the counts of the latest two seconds, never an event. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export function openDuplicateCounts(handles: Handles): DuplicateCounts {
  let counted = new Map<string, { workspaceId: number; day: string; source: string; total: number }>()
  const add = (workspaceId: number, source: string, total: number) => {
    const day = utcDay(handles.clocks.business.now())
    const key = `${workspaceId} ${day} ${source}`
    const known = counted.get(key)
    if (known) known.total += total
    else counted.set(key, { workspaceId, day, source, total })
  }
  const flush = async () => {
    const rows = [...counted.values()]
    if (rows.length === 0) return
    counted = new Map()
    await sql`insert into events_plan_duplicates (workspace_id, day, source, total)
      select * from unnest(${rows.map((r) => r.workspaceId)}::int[], ${rows.map((r) => r.day)}::date[],
        ${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.total)}::bigint[])
      on conflict (workspace_id, day, source) do update set total = events_plan_duplicates.total + excluded.total`.execute(handles.db)
  }
  const loop = startLoop({ name: 'duplicate counts', everyMs: FLUSH_EVERY_MS, log: handles.log, step: flush })
  return {
    watch: (collector) => ({
      ...collector,
      collect: async (input) => {
        const outcome = await collector.collect(input)
        const [first] = input.events
        if (first && outcome.duplicates > 0) add(input.workspaceId, first.source, outcome.duplicates)
        return outcome
      },
    }),
    flush,
    stop: async () => {
      await loop.stop()
      await flush()
    },
  }
}
