/** What the composition root opens once and passes down; functions that need only one of them take that one. */
import type { ClickHouse } from './clickhouse/index.ts'
import type { Clocks } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db/index.ts'
import type { Ids } from './ids.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface Handles {
  readonly config: Config
  /** Root of every derived key (blind index, sealing, signatures); never logged. At least 32 characters. */
  readonly secret: string
  readonly clocks: Clocks
  readonly ids: Ids
  readonly log: Log
  readonly metrics: Metrics
  readonly db: Db
  readonly clickhouse: ClickHouse
}
