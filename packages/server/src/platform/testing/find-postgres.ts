/** Finds the Postgres that the second store pair of the suite runs on. */
import pg from 'pg'

const LOCAL_URL = 'postgres://postgres@127.0.0.1:5432/postgres'
const ANSWER_TIMEOUT_MS = 5_000
const OLDEST_VERSION = 150_000

export type FoundPostgres = { readonly url: string } | { readonly missing: string }

/** `TEST_DATABASE_URL`, else a local server that trusts user postgres; otherwise the reason why not, in one sentence. */
export async function findPostgres(configured: string | undefined): Promise<FoundPostgres> {
  const url = configured || LOCAL_URL
  const place = configured ? 'TEST_DATABASE_URL' : '127.0.0.1:5432 (user postgres, trusted)'
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_TIMEOUT_MS })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>("select current_setting('server_version_num')::int as version")
    const version = rows[0]?.version ?? 0
    return version < OLDEST_VERSION ? { missing: `the Postgres at ${place} is older than 15` } : { url }
  } catch (error) {
    return { missing: `no Postgres answers at ${place}: ${error instanceof Error ? error.message : String(error)}` }
  } finally {
    await client.end().catch(() => undefined)
  }
}
