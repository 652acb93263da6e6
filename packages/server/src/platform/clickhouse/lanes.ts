/** The connections of an open store, one lane for each kind of work, so that no kind waits behind another. */
import type { ClickHouseClient } from '@clickhouse/client'
import type { Engine } from './engine.ts'
import { type Lane, openLane } from './lane.ts'
import { openServed } from './served.ts'
import { type LaneName, laneSettings } from './settings.ts'

export type LaneSeats = Readonly<Record<LaneName, number>>

/** chDB runs one statement at a time on a connection. A report uses every core, so more than two of them gain nothing. */
const EMBEDDED_SEATS: LaneSeats = { insert: 1, point: 1, report: 2, command: 1 }
const SERVED_SEATS: LaneSeats = { insert: 2, point: 4, report: 4, command: 1 }
const WAITING_MAX: LaneSeats = { insert: 256, point: 1024, report: 64, command: 64 }

export interface Lanes {
  readonly lanes: Readonly<Record<LaneName, Lane<ClickHouseClient>>>
  /** Beside the lanes, so that ending a query never waits behind that query. */
  readonly control: ClickHouseClient
  readonly cluster: string | undefined
  /** Waits for what runs. */
  close(): Promise<void>
}

interface LanesInput {
  readonly url?: string
  readonly cluster?: string
  readonly path: string
  readonly fsync: boolean
  readonly seats?: Partial<LaneSeats>
}

/** Throws a StartError when the store cannot be opened. */
export async function openLanes({ url, cluster, path, fsync, seats }: LanesInput): Promise<Lanes> {
  const engine = url === undefined ? await openChdb({ path, fsync }) : await openServed({ url })
  const wanted = { ...(url === undefined ? EMBEDDED_SEATS : SERVED_SEATS), ...seats }
  const clients: ClickHouseClient[] = []
  const connect = async (name: LaneName) => {
    const client = await engine.connect(laneSettings(name, cluster))
    clients.push(client)
    return client
  }
  const lane = async (name: LaneName) => {
    const connected = await Promise.all(Array.from({ length: wanted[name] }, () => connect(name)))
    return openLane({ seats: connected, waitingMax: WAITING_MAX[name] })
  }
  const lanes = { insert: await lane('insert'), point: await lane('point'), report: await lane('report'), command: await lane('command') }
  return {
    lanes,
    control: await connect('command'),
    cluster,
    close: async () => {
      await Promise.all(Object.values(lanes).map((one) => one.close()))
      await Promise.all(clients.map((client) => client.close()))
      await engine.close()
    },
  }
}

/** Loaded only when used: the engine is 200 MB of library. */
async function openChdb(input: { path: string; fsync: boolean }): Promise<Engine> {
  const { openEmbedded } = await import('./embedded.ts')
  return openEmbedded(input)
}
