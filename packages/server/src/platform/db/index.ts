/** Postgres, or PGlite behind a socket, through one pool. Callers see Kysely only. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export { sql } from 'kysely'
export type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
/** Whole numbers as one parameter of type bigint[]: written out at once, many times as fast as the driver's way, which looks at each element. */
export function bigints(values: readonly number[]): RawBuilder<number[]> {
  return sql<number[]>`${`{${values.join(',')}}`}::bigint[]`
}

export type Tx = Transaction<Tables>
/** For reads that work inside and outside a transaction. */
export type Queryable = Db | Tx

export interface OpenDbInput {
  /** Connection string of a server, or `{ socketFolder }` of a PGlite behind a Unix socket. */
  readonly source: { readonly url: string } | { readonly socketFolder: string }
  readonly poolSize: number
  /** Told about connections that broke while no statement ran on them; the pool replaces them. */
  readonly onIdleError?: (error: Error) => void
}

/**
 * PGlite is one session, and its socket server lets the messages of several clients interleave within a statement: with two
 * connections one's parameters can meet the other's statement. So there is one (docs/decisions/0003).
 */
export const PGLITE_POOL_SIZE = 1
export const POSTGRES_POOL_SIZE = 12
const CONNECT_TIMEOUT_MS = 30_000
const STATEMENT_TIMEOUT_MS = 120_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000

const INT8_OID = 20
const DATE_OID = 1082
const insideTransaction = new AsyncLocalStorage<true>()

/** A pool that refuses to hand out a second connection to code that runs inside a transaction: on PGlite that would wait for ever. */
class GuardedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(callback: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void): void
  override connect(
    callback?: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): unknown {
    if (insideTransaction.getStore()) throw new Error('The pool was used inside a transaction: pass the transaction down instead')
    return callback ? super.connect(callback) : super.connect()
  }
}

/** Opens the pool. `int8` arrives as a JS number: every bigint we store stays below 2^53. `timestamptz` arrives as `Date`, `date` as `YYYY-MM-DD`. */
export function openDb({ source, poolSize, onIdleError }: OpenDbInput): Db {
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') => {
      if (oid === INT8_OID) return Number
      if (oid === DATE_OID) return String
      return pg.types.getTypeParser(oid, format)
    },
  } as pg.CustomTypesConfig
  const where: pg.PoolConfig =
    'url' in source
      ? {
          connectionString: source.url,
          statement_timeout: STATEMENT_TIMEOUT_MS,
          idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
          // Measured: most of the time of a wide set-wise statement went into compiling it.
          options: '-c jit=off',
        }
      : { host: source.socketFolder, user: 'postgres', database: 'postgres', idleTimeoutMillis: 0 }
  const pool = new GuardedPool({
    ...where,
    types,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'liuchi',
  })
  // Also one that a transaction holds between two statements: an error that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', (error) => onIdleError?.(error)))
  pool.on('error', () => undefined)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/**
 * Runs `fn` in one transaction: committed when it resolves, rolled back when it throws.
 * Inside, only the given `tx` may be used; touching the pool throws.
 */
export function inTransaction<T>(db: Db, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute((tx) => insideTransaction.run(true, () => fn(tx)))
}
