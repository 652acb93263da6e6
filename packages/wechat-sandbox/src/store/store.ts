/** The world's rows: a thin face over SQLite. One process, one connection, everything synchronous. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** Positional (`?`) or named (`:name`) values. Booleans are stored as 0 and 1 by whoever writes them. */
export type Values = readonly SQLInputValue[] | Readonly<Record<string, SQLInputValue>>

export interface Store {
  all<Row>(sql: string, values?: Values): Row[]
  get<Row>(sql: string, values?: Values): Row | undefined
  run(sql: string, values?: Values): { changes: number }
  /** Several statements without values: schema. */
  script(sql: string): void
  /** All or nothing; one inside another undoes only itself when it throws. */
  transaction<T>(work: () => T): T
  close(): void
}

const FILE_NAME = 'sandbox.sqlite'
/** A process that is just ending may still hold the file; a world belongs to one process. */
const OPEN_WAIT_MS = 5_000
/** Ids are random: with less memory a large world writes its pages again and again. */
const CACHE_KIB = 32_768
/** Statements kept compiled; more distinct texts than this means somebody builds SQL out of values. */
const MAX_STATEMENTS = 2_000

/** @param folder where `sandbox.sqlite` lies, made when missing; without one the world lives in memory. @throws Error when another process has it */
export function openStore(folder?: string): Store {
  const database = openDatabase(folder)
  const statements = new Map<string, StatementSync>()
  let depth = 0

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    if (statements.size >= MAX_STATEMENTS) statements.clear()
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    all: <Row>(sql: string, values: Values = []) => onValues(prepared(sql), 'all', values) as Row[],
    get: <Row>(sql: string, values: Values = []) => onValues(prepared(sql), 'get', values) as Row | undefined,
    run: (sql, values = []) => {
      const { changes } = onValues(prepared(sql), 'run', values) as { changes: number | bigint }
      return { changes: Number(changes) }
    },
    script: (sql) => {
      statements.clear()
      database.exec(sql)
    },
    transaction: (work) => {
      const mark = `level_${depth}`
      database.exec(depth === 0 ? 'begin immediate' : `savepoint ${mark}`)
      depth += 1
      try {
        const result = work()
        depth -= 1
        database.exec(depth === 0 ? 'commit' : `release ${mark}`)
        return result
      } catch (error) {
        depth = Number(mark.slice('level_'.length))
        database.exec(depth === 0 ? 'rollback' : `rollback to ${mark}; release ${mark}`)
        throw error
      }
    },
    close: () => database.close(),
  }
}

function openDatabase(folder: string | undefined): DatabaseSync {
  if (folder) mkdirSync(folder, { recursive: true })
  const file = folder ? join(folder, FILE_NAME) : ':memory:'
  const database = new DatabaseSync(file, { timeout: OPEN_WAIT_MS })
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = off; pragma temp_store = memory')
    // Takes the lock now, not at the first write.
    database.exec(`pragma cache_size = -${CACHE_KIB}; begin immediate; commit`)
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && error.message.includes('locked')) throw new Error(`${file} is in use by another process`)
    throw error
  }
}

function onValues(statement: StatementSync, method: 'all' | 'get' | 'run', values: Values): unknown {
  if (Array.isArray(values)) return statement[method](...(values as SQLInputValue[]))
  return statement[method](values as Record<string, SQLInputValue>)
}
