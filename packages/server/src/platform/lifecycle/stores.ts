/** Opens both stores as the configuration says and brings their schemas up to date. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClickHouse, openClickHouse } from '../clickhouse/index.ts'
import { addressOf } from '../clickhouse/macros.ts'
import { applyClickHouseMigrations } from '../clickhouse/migrate.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type Db, openDb, PGLITE_POOL_SIZE, POSTGRES_POOL_SIZE, sql } from '../db/index.ts'
import { migrate } from '../db/migrate.ts'
import { type Pglite, startPglite } from '../db/pglite.ts'
import type { Log } from '../log.ts'
import type { Migrations } from '../migrations.ts'
import { StartError } from './start-error.ts'

export interface Stores {
  readonly db: Db
  readonly clickhouse: ClickHouse
  close(): Promise<void>
}

/** A store that cannot be reached or migrated ends in a StartError or MigrationError with one sentence. */
export async function openStores(input: { config: Config; log: Log; clock: Clock; migrations: Migrations }): Promise<Stores> {
  const { config, log, clock, migrations } = input
  const postgres = await openPostgres(config, log)
  const clickhouse = openClickHouse({
    path: join(config.dataDir, 'clickhouse'),
    fsync: config.fsync,
    log,
    ...(config.clickhouseUrl && { url: config.clickhouseUrl }),
    ...(config.clickhouseCluster && { cluster: config.clickhouseCluster }),
  })
  const close = async () => {
    await clickhouse.close()
    await postgres.close()
  }
  try {
    await migrate(postgres.db, {
      migrations: migrations.postgres,
      appliedAt: new Date(clock.now()),
      alongside: () =>
        applyClickHouseMigrations(clickhouse, {
          migrations: migrations.clickhouse,
          cluster: config.clickhouseCluster,
          address: addressOf(config.clickhouseUrl),
        }),
    })
    return { db: postgres.db, clickhouse, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface OpenPostgres {
  readonly db: Db
  close(): Promise<void>
}

async function openPostgres(config: Config, log: Log): Promise<OpenPostgres> {
  const onIdleError = (error: Error) => log.warn({ error: error.message }, 'an idle Postgres connection broke')
  if (config.databaseUrl) {
    const db = openDb({ source: { url: config.databaseUrl }, poolSize: POSTGRES_POOL_SIZE, onIdleError })
    try {
      await sql`select 1`.execute(db)
    } catch (error) {
      await db.destroy()
      throw new StartError(`Postgres at DATABASE_URL does not answer: ${error instanceof Error ? error.message : String(error)}`)
    }
    return { db, close: () => db.destroy() }
  }
  const pglite = await startEmbedded(join(config.dataDir, 'postgres'))
  const db = openDb({ source: { socketFolder: pglite.socketFolder }, poolSize: PGLITE_POOL_SIZE, onIdleError })
  return {
    db,
    close: async () => {
      await db.destroy()
      await pglite.stop()
    },
  }
}

const CREATED_MARK = 'created'

/** A kill in the middle of the first creation leaves a folder that cannot be opened: without its mark it is begun anew. */
async function startEmbedded(folder: string): Promise<Pglite> {
  const mark = `${folder}.${CREATED_MARK}`
  const finished = await stat(mark).then(
    () => true,
    () => false,
  )
  if (!finished) await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pglite = await startPglite({ dataDir: folder })
  if (!finished) {
    await writeFile(`${mark}.new`, '')
    await rename(`${mark}.new`, mark)
  }
  return pglite
}
