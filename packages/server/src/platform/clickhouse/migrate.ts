/**
 * ClickHouse's share of the migrations: forward only, in the given order, recorded by name and checksum. There are no
 * transactions here, so a migration that was cut off runs again from its beginning: each statement must bear that
 * (`if not exists`, `create or replace`). Callers hold the migration lock of Postgres around it.
 *
 * A file that begins with the line `-- at each start` holds no rows and is made anew by every start, after the others, and not recorded:
 * dictionaries, which carry the user and password of the address and so must follow it.
 */
import { checkApplied, type Migration, MigrationError, migrationChecksum } from '../db/migrate.ts'
import type { ClickHouse } from './index.ts'
import { type Address, expandMacros } from './macros.ts'
import { splitStatements } from './statements.ts'

const AT_EACH_START = '-- at each start\n'
const RECORD = 'liuchi_migrations'
const RECORD_TABLE = `create table if not exists ${RECORD} \${on_cluster} (name String, checksum String)
  engine = \${everywhere:MergeTree} order by name`

interface Place {
  readonly cluster: string | undefined
  /** Of the server; absent for the store in this process. */
  readonly address?: Address | undefined
}

/**
 * Applies what is missing. Throws a MigrationError with one sentence for a store of a newer
 * program, for a released migration that was changed, and for one that fails.
 */
export async function applyClickHouseMigrations(
  clickhouse: ClickHouse,
  input: { migrations: readonly Migration[] } & Place,
): Promise<void> {
  const once = input.migrations.filter(({ sql }) => !sql.startsWith(AT_EACH_START))
  await clickhouse.command(expandMacros(RECORD_TABLE, input.cluster))
  const applied = await clickhouse.query<{ name: string; checksum: string }>({
    query: `select name, any(checksum) as checksum from ${RECORD} group by name order by name`,
    lane: 'point',
  })
  checkApplied(applied, once)
  const known = new Set(applied.map(({ name }) => name))
  for (const migration of once) if (!known.has(migration.name)) await applyOnce(clickhouse, migration, input)
  for (const migration of input.migrations) if (migration.sql.startsWith(AT_EACH_START)) await apply(clickhouse, migration, input)
}

async function applyOnce(clickhouse: ClickHouse, migration: Migration, place: Place): Promise<void> {
  await apply(clickhouse, migration, place)
  const body = JSON.stringify([migration.name, migrationChecksum(migration.sql)])
  await clickhouse.insert({ table: RECORD, columns: ['name', 'checksum'], body })
}

async function apply(clickhouse: ClickHouse, migration: Migration, { cluster, address }: Place): Promise<void> {
  try {
    for (const statement of splitStatements(expandMacros(migration.sql, cluster, address))) await clickhouse.command(statement)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationError(`The migration “${migration.name}” failed: ${reason}`, { cause: error })
  }
}
