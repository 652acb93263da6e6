/** One Postgres database and one ClickHouse for several server processes, each with a data directory of its own. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { postgresUrl } from '../../packages/server/src/platform/testing/available.ts'
import { type ClickHouseServer, startClickHouseServer } from '../../packages/server/src/platform/testing/clickhouse-server/index.ts'
import { createEmptyDatabase, dropDatabase } from '../../packages/server/src/platform/testing/postgres-clone.ts'
import {
  type Credentials,
  readCredentials,
  type ServerProcess,
  startServerProcess,
} from '../../packages/server/src/platform/testing/server-process.ts'

const CREDENTIALS_FILE = 'credentials.json'
const SECRET = 'a secret that all processes of one test share'

export type Role = 'all' | 'web' | 'ingest' | 'worker'

export interface SharedStores {
  /** Rows of a statement on Postgres, as a stranger who is not one of the processes. */
  sql<T>(statement: string, values?: readonly unknown[]): Promise<T[]>
  /** Rows of a query on ClickHouse. */
  query<T>(statement: string): Promise<T[]>
  /** Starts processes at once, by name and role; whoever comes first on the empty stores writes the credentials for all. */
  start(processes: readonly { readonly name: string; readonly role: Role }[]): Promise<ServerProcess[]>
  /** Gives these processes, before they start, one folder for uploaded files; `false` gives each its own again. */
  shareUploads(names: readonly string[], share: boolean): Promise<void>
  /** Kills ClickHouse, waits, and starts it on the same address. */
  restartClickHouse(awayMs: number): Promise<void>
  /** Ends every session of the processes on Postgres; answers how many there were. */
  endSessions(): Promise<number>
  /** Stops everything that was started. */
  close(): Promise<void>
}

export async function openSharedStores(): Promise<SharedStores> {
  const postgres = postgresUrl()
  if (!postgres) throw new Error('no Postgres answers')
  const folder = await mkdtemp(join(tmpdir(), 'liuchi-shared-'))
  const databaseUrl = await createEmptyDatabase(postgres)
  const admin = new pg.Client({ connectionString: databaseUrl, application_name: 'the test' })
  await admin.connect()
  const path = join(folder, 'clickhouse')
  const uploads = join(folder, 'uploads')
  await mkdir(uploads)
  let clickhouse: ClickHouseServer = await startClickHouseServer({ path })
  const { url } = clickhouse
  const names = new Set<string>()
  const started: ServerProcess[] = []
  let credentials: Credentials | undefined
  const dataDir = (name: string) => join(folder, name)
  const sql = async <T>(statement: string, values: readonly unknown[] = []) => (await admin.query(statement, [...values])).rows as T[]
  return {
    sql,
    query: (statement) => queryClickHouse(url, statement),
    start: async (processes) => {
      const env = { DATABASE_URL: databaseUrl, CLICKHOUSE_URL: url, LIUCHI_SECRET: SECRET }
      for (const { name } of processes) names.add(name)
      const find = () => (credentials ??= findCredentials([...names].map(dataDir)))
      const starting = processes.map(({ name, role }) =>
        startServerProcess({ dataDir: dataDir(name), env: { ...env, LIUCHI_ROLE: role }, credentials: find }),
      )
      const servers = await Promise.all(starting)
      started.push(...servers)
      return servers
    },
    shareUploads: async (names, share) => {
      for (const name of names) {
        await mkdir(dataDir(name), { recursive: true })
        await rm(join(dataDir(name), 'uploads'), { recursive: true, force: true })
        if (share) await symlink(uploads, join(dataDir(name), 'uploads'))
      }
    },
    restartClickHouse: async (awayMs) => {
      await clickhouse.kill()
      await new Promise((resolve) => setTimeout(resolve, awayMs))
      clickhouse = await startClickHouseServer({ path, port: Number(new URL(url).port) })
    },
    endSessions: async () =>
      (
        await sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'liuchi'",
        )
      ).length,
    close: async () => {
      await Promise.all(started.map((server) => server.stop()))
      await clickhouse.stop()
      await admin.end()
      await dropDatabase(postgres, databaseUrl)
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** The first start of a store writes them into the data directory of whoever was first. */
function findCredentials(dataDirs: readonly string[]): Credentials {
  const [found, ...more] = dataDirs.filter((dataDir) => existsSync(join(dataDir, CREDENTIALS_FILE)))
  if (!found || more.length > 0) throw new Error(`${found ? 'more than one process' : 'no process'} wrote credentials`)
  return readCredentials(found)
}

async function queryClickHouse<T>(url: string, statement: string): Promise<T[]> {
  const response = await fetch(`${url}/?default_format=JSONEachRow&output_format_json_quote_64bit_integers=0`, {
    method: 'POST',
    body: statement,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`ClickHouse answered ${response.status}: ${text}`)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
