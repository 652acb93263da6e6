/** Reading: one statement on a lane, found again by its comment when it is to end early. */
import type { ClickHouseClient } from '@clickhouse/client'
import { pause } from '../clock.ts'
import type { Log } from '../log.ts'
import { failClickHouse } from './errors.ts'
import { answerOf } from './failures.ts'
import type { Lanes } from './lanes.ts'
import { onCluster } from './macros.ts'
import { POINT_MAX_SECONDS, REPORT_MAX_SECONDS } from './settings.ts'

export interface Query {
  /** One statement without FORMAT. */
  readonly query: string
  /** Values of its `{name:Type}` places: text, number, bigint, boolean, null, or an array of those. */
  readonly params?: Readonly<Record<string, unknown>>
  /** `point` for what touches few rows and for the stream, `report` (the default) for everything else. */
  readonly lane?: 'point' | 'report'
  /** The name under which `cancel` finds it. */
  readonly tag?: string
  /** Rejects the caller at once and ends the query in the store. */
  readonly signal?: AbortSignal
}

interface Desk extends Lanes {
  /** Queries under way, by tag. */
  readonly running: Map<string, Set<AbortController>>
  /** Of this query, unlike any other in any process. */
  readonly id: string
  readonly log: Pick<Log, 'warn'> | undefined
}

export async function runQuery<T>(desk: Desk, { query, params, lane = 'report', tag = '', signal }: Query): Promise<T[]> {
  const cancel = new AbortController()
  const ended = signal ? AbortSignal.any([signal, cancel.signal]) : cancel.signal
  const siblings = desk.running.get(tag) ?? new Set()
  desk.running.set(tag, siblings.add(cancel))
  const comment = `${tag}#${desk.id}`
  const asked = { query, format: 'JSONEachRow' as const, query_params: { ...params }, clickhouse_settings: { log_comment: comment } }
  try {
    return await desk.lanes[lane].run((client) => readRows<T>({ desk, client, comment, ended }, asked), ended)
  } catch (error) {
    const type = answerOf(error)?.type
    if (type !== undefined) desk.log?.warn({ lane, type }, 'the event store ended a query')
    return saidAgain(error, type, lane)
  } finally {
    siblings.delete(cancel)
    if (siblings.size === 0) desk.running.delete(tag)
  }
}

type Asked = Parameters<ClickHouseClient['query']>[0]

async function readRows<T>(
  run: { desk: Lanes; client: ClickHouseClient; comment: string; ended: AbortSignal },
  asked: Asked,
): Promise<T[]> {
  const over = new AbortController()
  const stop = () => {
    endUntilOver(run.desk, run.comment, over.signal).catch(() => undefined)
  }
  run.ended.addEventListener('abort', stop, { once: true })
  try {
    const result = await run.client.query({ ...asked, format: 'JSONEachRow' })
    return await result.json<T>()
  } finally {
    run.ended.removeEventListener('abort', stop)
    over.abort()
  }
}

const END_ATTEMPTS = 20
const END_PAUSE_MS = 100

/** A query that was only just handed over is not in the store's list yet: look again until it is over. */
async function endUntilOver(lanes: Lanes, comment: string, over: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < END_ATTEMPTS && !over.aborted; attempt++) {
    await endQueries(lanes, comment)
    await pause(END_PAUSE_MS, over)
  }
}

/**
 * Ends the queries whose comment begins so. A comment in the text would not do: a query with parameters is listed as
 * ClickHouse writes it again, without comments. `log_comment` is a setting and stays.
 */
export async function endQueries({ control, cluster }: Lanes, beginsWith: string): Promise<void> {
  await control.command({
    query: `kill query ${onCluster(cluster)} where startsWith(Settings['log_comment'], {comment:String})`,
    query_params: { comment: beginsWith },
  })
}

/** What the caller can do something about gets words; anything else is a fault of ours and stays as it is. */
function saidAgain(error: unknown, type: string | undefined, lane: 'point' | 'report'): never {
  if (type === 'TIMEOUT_EXCEEDED')
    failClickHouse('clickhouse.too_slow', { seconds: lane === 'point' ? POINT_MAX_SECONDS : REPORT_MAX_SECONDS })
  if (type === 'TOO_MANY_ROWS_OR_BYTES') failClickHouse('clickhouse.too_large')
  if (type === 'MEMORY_LIMIT_EXCEEDED') failClickHouse('clickhouse.out_of_memory')
  if (type === 'QUERY_WAS_CANCELLED') failClickHouse('clickhouse.cancelled')
  throw error
}
