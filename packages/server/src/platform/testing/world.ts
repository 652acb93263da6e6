/**
 * A world in a box for tests: both stores with every migration applied, movable clocks, fresh workspaces.
 * One per test process (chDB has one data directory a process); tests keep apart by making workspaces of their own.
 */
import '../thread-pool.ts'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { moduleOrder } from '../../architecture.ts'
import { type MovableClock, movableClock } from '../clock.ts'
import { type Config, readConfig } from '../config.ts'
import { sql } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { realIds } from '../ids.ts'
import { openStores } from '../lifecycle/stores.ts'
import { silentLog } from '../log.ts'
import { openMetrics } from '../metrics.ts'
import { findMigrations } from '../migrations.ts'
import { clonePglite } from './pglite-clone.ts'
import { clonePostgres } from './postgres-clone.ts'

export interface World {
  readonly handles: Handles
  readonly store: 'pglite' | 'postgres'
  /** The clocks of `handles`, to be moved; they start at real time. */
  readonly business: MovableClock
  readonly real: MovableClock
  /** A workspace nobody else uses. */
  newWorkspace(input?: { timeZone?: string }): Promise<{ id: number; name: string; timeZone: string }>
}

/** What tests make up for events of nobody in particular is lower, so a merge of real people is in nobody else's figures. */
const FIRST_REAL_ATOM = 10_000_000

let opened: Promise<World> | undefined

/** The world of this process; opened at first use, closed when the process ends. Its clocks are set right, wherever another file left them. */
export async function openWorld(): Promise<World> {
  opened ??= open()
  const world = await opened
  world.business.setOffsetMs(0)
  world.real.setOffsetMs(0)
  return world
}

async function open(): Promise<World> {
  const store = process.env.LIUCHI_TEST_STORE === 'postgres' ? 'postgres' : 'pglite'
  const dataDir = mkdtempSync(join(tmpdir(), 'liuchi-world-'))
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }))
  const migrations = findMigrations(moduleOrder)
  const databaseUrl = store === 'postgres' ? await clonePostgres(migrations.postgres) : undefined
  if (!databaseUrl) await clonePglite(migrations.postgres, dataDir)
  const config: Config = {
    ...readConfig({ LIUCHI_DATA_DIR: dataDir, PORT: '0', LIUCHI_LOG_LEVEL: 'silent' }),
    databaseUrl,
  }
  const business = movableClock()
  const real = movableClock()
  const log = silentLog
  const stores = await openStores({ config, log, clock: real, migrations })
  await sql`select setval('identity_atom_numbers', ${FIRST_REAL_ATOM})`.execute(stores.db)
  const handles: Handles = {
    config,
    secret: 'a-secret-for-tests-only-0123456789abcdef',
    clocks: { business, real },
    ids: realIds,
    log,
    metrics: openMetrics({ process: false }),
    db: stores.db,
    clickhouse: stores.clickhouse,
  }
  return { handles, store, business, real, newWorkspace: (input) => newWorkspace(handles, input?.timeZone ?? 'Asia/Shanghai') }
}

async function newWorkspace(handles: Handles, timeZone: string): Promise<{ id: number; name: string; timeZone: string }> {
  const name = `t-${randomUUID()}`
  const made = await sql<{ id: number }>`
    insert into auth_workspaces (name, time_zone, created_at) values (${name}, ${timeZone}, ${new Date(handles.clocks.real.now())})
    returning id`.execute(handles.db)
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('the workspace was not made')
  return { id, name, timeZone }
}
