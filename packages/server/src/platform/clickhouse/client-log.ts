/** The client writes to the console by default, statements and values included; what went wrong is thrown anyway. */
import { ClickHouseLogLevel } from '@clickhouse/client'

export const quiet = { level: ClickHouseLogLevel.OFF }
