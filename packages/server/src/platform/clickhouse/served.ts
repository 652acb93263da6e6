/** ClickHouse as a server of its own, over HTTP with connections kept alive. */
import { type ClickHouseClient, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { StartError } from '../lifecycle/start-error.ts'
import { quiet } from './client-log.ts'
import type { Engine } from './engine.ts'

/** A DDL statement over many nodes is the longest a connection waits; queries have their own, shorter limits. */
const REQUEST_TIMEOUT_MS = 600_000
/** `deduplicate_insert` came with 26.2. */
const OLDEST_VERSION = [26, 2] as const

/** Throws a StartError when nothing answers at the address or what answers is too old. The address may carry user, password and database. */
export async function openServed({ url }: { url: string }): Promise<Engine> {
  const probe = connection(url, {})
  try {
    await checkVersion(probe, url)
  } finally {
    await probe.close()
  }
  return { connect: async (settings) => connection(url, settings), close: async () => {} }
}

function connection(url: string, settings: ClickHouseSettings): ClickHouseClient {
  return createClient({
    url,
    application: 'liuchi',
    clickhouse_settings: settings,
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: 1,
    // Long lists of values do not fit an address.
    use_multipart_params_auto: true,
    log: quiet,
  })
}

async function checkVersion(client: ClickHouseClient, url: string): Promise<void> {
  const version = await readVersion(client).catch((error: unknown) => {
    throw new StartError(
      `ClickHouse at CLICKHOUSE_URL ${withoutUser(url)} does not answer: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]))
    throw new StartError(`ClickHouse at ${withoutUser(url)} is ${version}; Liuchi needs ${OLDEST_VERSION.join('.')} or newer`)
}

async function readVersion(client: ClickHouseClient): Promise<string> {
  const result = await client.query({ query: 'select version() as version', format: 'JSONEachRow' })
  const [row] = await result.json<{ version: string }>()
  return row?.version ?? ''
}

function withoutUser(url: string): string {
  return new URL(url).host
}
