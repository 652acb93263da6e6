/** What every connection is opened with. On chDB a setting sticks to its connection, so nothing is set later than here. */
import type { ClickHouseSettings } from '@clickhouse/client'

export type LaneName = 'insert' | 'point' | 'report' | 'command'

export const POINT_MAX_SECONDS = 30
export const REPORT_MAX_SECONDS = 120
const QUERY_TEXT_MAX_BYTES = 32 * 1024 * 1024
const RESULT_MAX_BYTES = 256 * 1024 * 1024

const everywhere: ClickHouseSettings = {
  // Rows arrive as plain JSON: integers as numbers, moments as 2026-11-22T01:02:03.004Z.
  output_format_json_quote_64bit_integers: 0,
  date_time_output_format: 'iso',
  session_timezone: 'UTC',
  // A property stays what its sender wrote: text that looks like a date is text.
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
  // {"a": {"b": 1}, "a.b": 2} is one path twice; without this such an event refuses its whole batch.
  type_json_skip_duplicated_paths: 1,
  // Batches are far below the size at which parsing in several threads pays.
  input_format_parallel_parsing: 0,
  // Acknowledged means stored. ClickHouse 26 buffers inserts unless told not to.
  async_insert: 0,
  max_query_size: String(QUERY_TEXT_MAX_BYTES),
}

/** Only a store spread over shards: an insert is acknowledged when its shards have it, not when it is queued for them. */
const spread: ClickHouseSettings = { distributed_foreground_insert: 1 }

/** Settings of one lane's connections. A spread store moves partial results between its nodes, so their size is not bounded there. */
export function laneSettings(lane: LaneName, cluster: string | undefined): ClickHouseSettings {
  const common = cluster === undefined ? everywhere : { ...everywhere, ...spread }
  if (lane === 'insert' || lane === 'command') return common
  return {
    ...common,
    max_execution_time: lane === 'point' ? POINT_MAX_SECONDS : REPORT_MAX_SECONDS,
    ...(cluster === undefined && { max_result_bytes: String(RESULT_MAX_BYTES) }),
  }
}

/** The same as one statement, for connections that are told rather than asked each time. */
export function settingsStatement(settings: ClickHouseSettings): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${String(value)}'`}`)
  return `SET ${pairs.join(', ')}`
}
