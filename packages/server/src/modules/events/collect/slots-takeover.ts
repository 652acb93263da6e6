/** What is to be known of inserts under way when events change hands. */
import { pause } from '../../../platform/clock.ts'
import type { Handles } from '../../../platform/handles.ts'
import { EVENTS_TABLE } from '../table.ts'

type Store = Pick<Handles, 'clickhouse' | 'config'>

const LOOK_EVERY_MS = 50

/** Resolves when every insert of events that the store is working on now has ended, whoever sent it, also one whose sender is dead. */
export async function insertsEnded(store: Store, signal: AbortSignal): Promise<void> {
  let running = await insertsUnderWay(store)
  while (running.size > 0 && !signal.aborted) {
    await pause(LOOK_EVERY_MS, signal)
    running = running.intersection(await insertsUnderWay(store))
  }
}

async function insertsUnderWay({ clickhouse, config }: Store): Promise<Set<string>> {
  const { clickhouseCluster: cluster } = config
  const processes = cluster === undefined ? 'system.processes' : `clusterAllReplicas('${cluster}', system.processes)`
  const rows = await clickhouse.query<{ id: string }>({
    lane: 'point',
    query: `select query_id as id from ${processes} where query ilike {beginning:String}`,
    params: { beginning: `insert into ${EVENTS_TABLE} %` },
  })
  return new Set(rows.map((row) => row.id))
}

/** Whether an event is stored, once no insert that might store it is under way. Asks until the store answers or the signal ends it. */
export async function isStored(
  store: Store,
  { node, sequence, signal }: { node: number; sequence: number; signal: AbortSignal },
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await insertsEnded(store, signal)
      const rows = await store.clickhouse.query({
        lane: 'point',
        query: `select 1 from ${EVENTS_TABLE} where node = {node:UInt32} and sequence = {sequence:UInt64} limit 1`,
        params: { node, sequence },
      })
      return rows.length > 0
    } catch {
      await pause(LOOK_EVERY_MS, signal)
    }
  }
  return false
}
