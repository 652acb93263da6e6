/** What both forms of the store, embedded and served, give the lanes. */
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'

export interface Engine {
  /** A connection of its own with these settings fixed; it runs one statement at a time. */
  connect(settings: ClickHouseSettings): Promise<ClickHouseClient>
  /** After every connection was closed. */
  close(): Promise<void>
}
