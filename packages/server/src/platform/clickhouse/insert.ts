/** The text of an insert: names, token and rows in one statement, the same for both forms of the store. */
import { failClickHouse } from './errors.ts'

export interface Insert {
  readonly table: string
  readonly columns: readonly string[]
  /** `JSONCompactEachRow` when absent: `[1,"view",1763773323000]`, in the order of `columns`. */
  readonly format?: 'JSONCompactEachRow' | 'JSONEachRow'
  /** Rows already serialised, one a line, without empty lines; at most INSERT_MAX_BYTES. A DateTime64(3) is a number of milliseconds. */
  readonly body: string
  /** An insert repeated under the same token, of the last thousand of its table, adds nothing. Without one nothing is compared. */
  readonly token?: string
}

/** Far above a batch and far below the size at which ClickHouse would split an insert into several blocks. */
const INSERT_MAX_BYTES = 64 * 1024 * 1024
const NAME = /^[A-Za-z_]\w*$/

/** Throws `clickhouse.bad_rows` for what must not reach the store. */
export function insertStatement({ table, columns, format = 'JSONCompactEachRow', body, token }: Insert): string {
  for (const name of [table, ...columns]) if (!NAME.test(name)) failClickHouse('clickhouse.bad_rows', { reason: `${name} is not a name` })
  if (body.length > INSERT_MAX_BYTES) failClickHouse('clickhouse.bad_rows', { reason: `more than ${INSERT_MAX_BYTES} bytes` })
  // chDB takes an empty line for the end of the rows and would run what follows as statements.
  if (body.includes('\n\n') || body.startsWith('\n')) failClickHouse('clickhouse.bad_rows', { reason: 'an empty line' })
  const settings =
    token === undefined
      ? `deduplicate_insert = 'disable'`
      : `deduplicate_insert = 'enable', insert_deduplication_token = '${token.replace(/[\\']/g, '\\$&')}'`
  return `insert into ${table} (${columns.join(', ')}) settings ${settings} format ${format}\n${body}`
}
