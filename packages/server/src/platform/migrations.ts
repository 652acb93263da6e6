/** Finds the migration files of platform and modules, in the order of the dependency map. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Migration } from './db/migrate.ts'

export interface Migrations {
  readonly postgres: readonly Migration[]
  readonly clickhouse: readonly Migration[]
}

const SOURCE_FOLDER = fileURLToPath(new URL('..', import.meta.url))
const CLICKHOUSE_SUFFIX = '.ch.sql'

/** Reads every `migrations` folder's SQL files; `moduleOrder` puts lower modules first, platform before all, then by path. */
export function findMigrations(moduleOrder: readonly string[]): Migrations {
  const rank = (name: string) => {
    const [area, module = ''] = name.split('/')
    return area === 'platform' ? -1 : moduleOrder.indexOf(module)
  }
  const all = readdirSync(SOURCE_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)migrations\/\d{4}-[^/]+\.sql$/.test(path))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => ({ name, sql: readFileSync(join(SOURCE_FOLDER, name), 'utf8') }))
  return {
    postgres: all.filter(({ name }) => !name.endsWith(CLICKHOUSE_SUFFIX)),
    clickhouse: all.filter(({ name }) => name.endsWith(CLICKHOUSE_SUFFIX)),
  }
}
