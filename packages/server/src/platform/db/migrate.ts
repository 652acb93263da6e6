/** Schema changes: plain SQL files, forward only, applied in one order by whichever process starts first. */
import { createHash } from 'node:crypto'
import { type Db, inTransaction, sql, type Tx } from './index.ts'
import type {} from './migrations-table.ts'

export interface Migration {
  /** Path below `src`, also its identity: `modules/events/plan/migrations/0001-plan.sql`. Never renamed once released. */
  readonly name: string
  readonly sql: string
}

/** The store cannot be opened by this program; the message is the sentence to print. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/** Any fixed number: every process of every version must use the same one. */
const MIGRATION_LOCK = 7_145_001

/**
 * Applies what is missing, under a lock that a second starting process waits for.
 * `alongside` runs under the same lock, after Postgres is up to date: the other store's migrations.
 */
export async function migrate(
  db: Db,
  input: { migrations: readonly Migration[]; alongside?: () => Promise<void>; appliedAt: Date },
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx)
    await sql`create table if not exists platform_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null)`.execute(tx)
    const applied = await tx.selectFrom('platform_migrations').selectAll().execute()
    checkApplied(applied, input.migrations)
    const known = new Set(applied.map((row) => row.name))
    const missing = input.migrations.filter((migration) => !known.has(migration.name))
    for (const migration of missing) await applyOne(tx, migration, input.appliedAt)
    await input.alongside?.()
    return missing.length
  })
}

export function migrationChecksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Throws when the store was made by a newer program, or when a released migration was edited. */
export function checkApplied(applied: readonly { name: string; checksum: string }[], migrations: readonly Migration[]): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const migration = byName.get(row.name)
    if (!migration)
      throw new MigrationError(
        `This store was written by a newer version of Liuchi (it knows “${row.name}”): start that version, or restore a backup`,
      )
    if (migrationChecksum(migration.sql) !== row.checksum)
      throw new MigrationError(
        `The migration “${row.name}” was changed after it had been applied to this store: restore its text and add a new one`,
      )
  }
}

async function applyOne(tx: Tx, migration: Migration, appliedAt: Date): Promise<void> {
  try {
    await sql.raw(migration.sql).execute(tx)
  } catch (error) {
    throw new MigrationError(`The migration “${migration.name}” failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  await tx
    .insertInto('platform_migrations')
    .values({ name: migration.name, checksum: migrationChecksum(migration.sql), applied_at: appliedAt })
    .execute()
}
