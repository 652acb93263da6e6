/** A database of its own for each test process, cloned from one migrated template. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { openDb } from '../db/index.ts'
import { type Migration, migrate } from '../db/migrate.ts'
import { postgresUrl } from './available.ts'

/** Databases of test runs begin with this and the number of their process; the run's end drops them. */
export const TEST_DATABASE_PREFIX = 'liuchi_test_'
/** Any fixed number: only one process builds the template. */
const TEMPLATE_LOCK = 7_145_002

/** Answers the connection string of a fresh database with the migrations applied. */
export async function clonePostgres(migrations: readonly Migration[]): Promise<string> {
  const server = postgresUrl()
  if (!server) throw new Error('No Postgres answers: set TEST_DATABASE_URL')
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const template = await ensureTemplate(admin, server, migrations)
    const name = `${TEST_DATABASE_PREFIX}${process.pid}_${process.hrtime.bigint()}`
    await admin.query(`create database ${name} template ${template}`)
    return withDatabase(server, name)
  } finally {
    await admin.end()
  }
}

async function ensureTemplate(admin: pg.Client, server: string, migrations: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)
  const template = `liuchi_template_${hash}`
  const found = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (found.rowCount) return template
  const building = `${template}_building`
  await admin.query(`drop database if exists ${building}`)
  await admin.query(`create database ${building}`)
  const db = openDb({ source: { url: withDatabase(server, building) }, poolSize: 1 })
  await migrate(db, { migrations, appliedAt: new Date(0) })
  await db.destroy()
  await admin.query(`alter database ${building} rename to ${template}`)
  return template
}

/** An empty database for a server that migrates it itself; answers its connection string. */
export async function createEmptyDatabase(server: string): Promise<string> {
  const name = `${TEST_DATABASE_PREFIX}${process.pid}_${process.hrtime.bigint()}`
  await administer(server, `create database ${name}`)
  return withDatabase(server, name)
}

/** Drops a database made by `createEmptyDatabase`, whoever is still connected. */
export function dropDatabase(server: string, url: string): Promise<void> {
  return administer(server, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(statement)
  await admin.end()
}

function withDatabase(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.toString()
}
