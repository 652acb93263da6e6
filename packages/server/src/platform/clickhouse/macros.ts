/**
 * One text of a table for both forms of the store. On a single store the macros vanish; on a cluster they make a replicated
 * table on every node and, under the table's own name, a distributed table over them:
 *
 *     create table if not exists events_v1${local} ${on_cluster} ( … )
 *     engine = ${engine:MergeTree} order by …;
 *     ${distributed:events_v1, cityHash64(workspace, atom)};
 *
 * `${everywhere:MergeTree}` instead of `${engine:…}` keeps all rows on every node, for small tables that others are joined with;
 * such a table has neither `${local}` nor `${distributed:…}`. After an `alter table …${local} ${on_cluster}`, the line
 * `${distributed:…}` again gives the distributed table the same columns.
 *
 * A dictionary over such a table reads it as the user and in the database of the server's address: `source(clickhouse(${account}
 * db '${database}' table 'names' …))`. With `${lifetime:2}` each node of a cluster asks every 1–2 seconds whether it is to be loaded anew; a single store is told.
 */
import { quoted } from './parameters.ts'

const MACRO = /\$\{(\w+)(?::([^}]*))?\}/g
const ENGINE = /^(\w*MergeTree)(?:\((.*)\))?$/s
const LOCAL = '_local'

/** `on cluster 'name'`, or nothing on a single store. */
export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? '' : `on cluster '${cluster}'`
}

/** What the address of a server says beside where it is. */
export interface Address {
  readonly database: string
  /** Absent: the server's default user, without a password. */
  readonly account?: { readonly user: string; readonly password: string }
}

const DEFAULT_DATABASE = 'default'

/** Undefined for the store in this process, which has no users. */
export function addressOf(url: string | undefined): Address | undefined {
  if (url === undefined) return undefined
  const { username, password, pathname } = new URL(url)
  const account = { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  return { database: decodeURIComponent(pathname.slice(1)) || DEFAULT_DATABASE, ...(username !== '' && { account }) }
}

/** Throws for a macro that does not exist or is written wrongly. */
export function expandMacros(sql: string, cluster: string | undefined, address?: Address | undefined): string {
  return sql.replace(MACRO, (whole, name: string, argument: string = '') => {
    switch (name) {
      case 'local':
        return cluster === undefined ? '' : LOCAL
      case 'on_cluster':
        return onCluster(cluster)
      case 'engine':
        return engine({ whole, argument, cluster, path: '/clickhouse/tables/{shard}/{database}/{table}' })
      case 'everywhere':
        return engine({ whole, argument, cluster, path: '/clickhouse/tables/{database}/{table}' })
      case 'distributed':
        return distributed(whole, argument, cluster)
      case 'account':
        return accountClause(address)
      case 'database':
        return address?.database ?? DEFAULT_DATABASE
      case 'lifetime':
        return lifetime(whole, argument, cluster)
      default:
        throw new Error(`${whole} is not a macro`)
    }
  })
}

/** `{shard}` and `{replica}` are what every ClickHouse cluster configures on its nodes; replicas of one path keep the same rows. */
function engine(input: { whole: string; argument: string; cluster: string | undefined; path: string }): string {
  const [, kind, inner = ''] = ENGINE.exec(input.argument.trim()) ?? []
  if (kind === undefined) throw new Error(`${input.whole} names no engine of the MergeTree family`)
  if (input.cluster === undefined) return inner === '' ? kind : `${kind}(${inner})`
  return `Replicated${kind}('${input.path}', '{replica}'${inner === '' ? '' : `, ${inner}`})`
}

function distributed(whole: string, argument: string, cluster: string | undefined): string {
  const comma = argument.indexOf(',')
  const table = argument.slice(0, comma).trim()
  const key = argument.slice(comma + 1).trim()
  if (comma < 0 || !/^\w+$/.test(table) || key === '') throw new Error(`${whole} must name a table and the key that spreads its rows`)
  if (cluster === undefined) return ''
  return `create or replace table ${table} ${onCluster(cluster)} as ${table}${LOCAL}
    engine = Distributed('${cluster}', currentDatabase(), '${table}${LOCAL}', ${key})`
}

function accountClause(address: Address | undefined): string {
  return address?.account ? `user ${quoted(address.account.user)} password ${quoted(address.account.password)}` : ''
}

function lifetime(whole: string, argument: string, cluster: string | undefined): string {
  if (!/^[1-9]\d*$/.test(argument)) throw new Error(`${whole} must name a number of seconds`)
  return cluster === undefined ? 'lifetime(0)' : `lifetime(min 1 max ${argument})`
}
