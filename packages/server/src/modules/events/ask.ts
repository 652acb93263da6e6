/** How a read of events reaches the store: on which lane, under which tag, and until when its caller waits. */
import type { ClickHouse } from '../../platform/clickhouse/index.ts'
import type { Parameters } from './parameters.ts'
import { anyoneMoved } from './people/moved.ts'
import { usesPersonColumn, withoutMerges } from './table.ts'

export interface Caller {
  readonly clickhouse: ClickHouse
  /** Names the query in the store's list of running ones: the request id. */
  readonly tag?: string | undefined
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined
}

/** Runs one statement whose values are in `parameters`; `point` for what touches few rows, `report` for everything else. */
export async function ask<Row>(
  caller: Caller,
  input: { query: string; parameters: Parameters; lane?: 'point' | 'report' },
): Promise<readonly Row[]> {
  const plain = usesPersonColumn(input.query) && !(await anyoneMoved(caller.clickhouse))
  return caller.clickhouse.query<Row>({
    query: plain ? withoutMerges(input.query) : input.query,
    params: input.parameters.values,
    lane: input.lane ?? 'report',
    ...(caller.tag === undefined ? {} : { tag: caller.tag }),
    ...(caller.signal === undefined ? {} : { signal: caller.signal }),
  })
}
