/** Global set-up of the suite: at its end the databases go that test processes, now dead, have left on the Postgres server. */
import pg from 'pg'
import { postgresUrl } from './available.ts'
import { TEST_DATABASE_PREFIX } from './postgres-clone.ts'

export async function teardown(): Promise<void> {
  const server = postgresUrl()
  if (!server) return
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    const { rows } = await admin.query<{ name: string }>('select datname as name from pg_database where starts_with(datname, $1)', [
      TEST_DATABASE_PREFIX,
    ])
    for (const { name } of rows.filter(({ name }) => !isAlive(processOf(name)))) {
      await admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
    }
  } finally {
    await admin.end()
  }
}

/** The number of the process that made it follows the prefix: another suite of this machine may still be using its own. */
function processOf(name: string): number {
  return Number.parseInt(name.slice(TEST_DATABASE_PREFIX.length), 10)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
