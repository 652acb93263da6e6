/** The event store: ClickHouse, as a server of its own or as chDB in this process, behind one face. */
import { AppError } from '../errors.ts'
import { type Ids, realIds } from '../ids.ts'
import type { Log } from '../log.ts'
import { type Insert, insertStatement } from './insert.ts'
import { type LaneSeats, openLanes } from './lanes.ts'
import { endQueries, type Query, runQuery } from './query.ts'

export { classifyClickHouseError } from './failures.ts'
export type { Insert } from './insert.ts'
export type { Query } from './query.ts'

export interface ClickHouse {
  /** Resolves when the rows are stored; an empty body is nothing to do. What it throws is for `classifyClickHouseError`. */
  insert(rows: Insert): Promise<void>
  /** Rows as plain objects: 64-bit integers and decimals as numbers, moments as ISO 8601 in UTC. Throws the codes of `errors.ts`. */
  query<T>(query: Query): Promise<T[]>
  /** A statement without rows: DDL, mutations. Resolves when it is done, however long that takes. */
  command(statement: string, params?: Readonly<Record<string, unknown>>): Promise<void>
  /** Ends every waiting or running query of this tag, also those of other processes on the same server. */
  cancel(tag: string): Promise<void>
  /** Throws when the store does not answer. */
  ping(): Promise<void>
  /** Ends queries, lets inserts and commands finish, and closes the connections. */
  close(): Promise<void>
}

export interface ClickHouseInput {
  /** Address of a ClickHouse server, with user, password and database as far as needed; absent: chDB in `path`. */
  readonly url?: string
  /** The server's cluster: tables are replicated and spread over its shards. */
  readonly cluster?: string
  /** chDB's data directory; one a process. */
  readonly path: string
  /** chDB: an acknowledged insert also survives a loss of power. A server decides that for itself. */
  readonly fsync: boolean
  readonly log?: Pick<Log, 'warn'>
  readonly ids?: Pick<Ids, 'uuid'>
  /** Connections of each lane, where the usual number does not suit. */
  readonly seats?: Partial<LaneSeats>
}

/** Opens the store. What goes wrong is thrown by the first call, a StartError with one sentence. */
export function openClickHouse(input: ClickHouseInput): ClickHouse {
  const opening = openLanes(input)
  opening.catch(() => undefined)
  const ids = input.ids ?? realIds
  const running = new Map<string, Set<AbortController>>()
  return {
    insert: async (rows) => {
      if (rows.body === '') return
      const statement = insertStatement(rows)
      const { insert } = (await opening).lanes
      await insert.run((client) => client.command({ query: statement }))
    },
    query: async (query) => runQuery({ ...(await opening), running, id: ids.uuid(), log: input.log }, query),
    command: async (statement, params) => {
      const { command } = (await opening).lanes
      await command.run((client) => client.command({ query: statement, ...(params && { query_params: { ...params } }) }))
    },
    cancel: async (tag) => {
      for (const controller of running.get(tag) ?? []) controller.abort(new AppError('clickhouse.cancelled'))
      await endQueries(await opening, `${tag}#`)
    },
    ping: async () => {
      const { control } = await opening
      await control.command({ query: 'select 1' })
    },
    close: async () => {
      const opened = await opening.catch(() => undefined)
      for (const controllers of running.values()) for (const one of controllers) one.abort(new AppError('clickhouse.closed'))
      await opened?.close()
    },
  }
}
