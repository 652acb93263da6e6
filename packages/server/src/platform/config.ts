/** Configuration: the environment read once, checked, typed. A wrong value stops the start with one sentence that names it. */
import { isAbsolute, resolve } from 'node:path'

export type Role = 'all' | 'web' | 'ingest' | 'worker'
export type Locale = 'zh-CN' | 'en'
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface Config {
  readonly host: string
  /** 0 lets the system choose (tests, the CLI's own server). */
  readonly port: number
  /** Absolute. */
  readonly dataDir: string
  /** Absent: PGlite in the data directory. */
  readonly databaseUrl: string | undefined
  /** Absent: chDB in the data directory. */
  readonly clickhouseUrl: string | undefined
  readonly clickhouseCluster: string | undefined
  readonly role: Role
  readonly sandbox: boolean
  readonly demo: boolean
  readonly publicUrl: string | undefined
  /** Where the interfaces of the platforms are; absent: at the platforms, with `sandbox` in this process. */
  readonly wecomApiBase: string | undefined
  readonly weixinApiBase: string | undefined
  readonly wechatpayApiBase: string | undefined
  /** Where the other processes on the same stores reach this one; absent: where it listens. */
  readonly internalUrl: string | undefined
  /** At least 32 characters; absent: one is made at first start and kept in the data directory. */
  readonly secret: string | undefined
  readonly locale: Locale
  readonly logLevel: LogLevel
  /** Power loss too, not only the death of the process. Real servers decide that for themselves. */
  readonly fsync: boolean
}

/** Thrown for a value that cannot be used; the message is the sentence to print. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const MIN_SECRET_LENGTH = 32
const MAX_PORT = 65_535

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the configuration. Defaults are those of the README's table. */
export function readConfig(env: Environment = process.env): Config {
  const databaseUrl = url(env, 'DATABASE_URL', ['postgres:', 'postgresql:'])
  const clickhouseUrl = url(env, 'CLICKHOUSE_URL', ['http:', 'https:'])
  const embedded = databaseUrl === undefined && clickhouseUrl === undefined
  const platforms = {
    wecomApiBase: url(env, 'WECOM_API_BASE', ['http:', 'https:']),
    weixinApiBase: url(env, 'WEIXIN_API_BASE', ['http:', 'https:']),
    wechatpayApiBase: url(env, 'WECHATPAY_API_BASE', ['http:', 'https:']),
  }
  const realPlatform = Object.values(platforms).some((base) => base !== undefined)
  const dataDir = text(env, 'LIUCHI_DATA_DIR') ?? './data'
  const secret = text(env, 'LIUCHI_SECRET')
  if (secret !== undefined && secret.length < MIN_SECRET_LENGTH)
    throw new ConfigError(`LIUCHI_SECRET must have at least ${MIN_SECRET_LENGTH} characters, it has ${secret.length}`)
  const clickhouseCluster = text(env, 'CLICKHOUSE_CLUSTER')
  if (clickhouseCluster !== undefined && clickhouseUrl === undefined)
    throw new ConfigError('CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL: the embedded store has no cluster')
  const role = choice(env, 'LIUCHI_ROLE', ['all', 'web', 'ingest', 'worker'] as const) ?? 'all'
  if (role !== 'all' && embedded)
    throw new ConfigError(`LIUCHI_ROLE=${role} needs DATABASE_URL and CLICKHOUSE_URL: embedded stores belong to one process`)
  return {
    host: text(env, 'HOST') ?? '127.0.0.1',
    port: port(env),
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(dataDir),
    databaseUrl,
    clickhouseUrl,
    clickhouseCluster,
    role,
    sandbox: !realPlatform && (flag(env, 'LIUCHI_SANDBOX') ?? embedded),
    demo: flag(env, 'LIUCHI_DEMO') ?? embedded,
    ...platforms,
    publicUrl: url(env, 'LIUCHI_PUBLIC_URL', ['http:', 'https:']),
    internalUrl: url(env, 'LIUCHI_INTERNAL_URL', ['http:', 'https:']),
    secret,
    locale: choice(env, 'LIUCHI_LOCALE', ['zh-CN', 'en'] as const) ?? 'zh-CN',
    logLevel: choice(env, 'LIUCHI_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'] as const) ?? 'info',
    fsync: flag(env, 'LIUCHI_FSYNC') ?? false,
  }
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function port(env: Environment): number {
  const value = text(env, 'PORT')
  if (value === undefined) return 8080
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > MAX_PORT)
    throw new ConfigError(`PORT must be a whole number from 0 to ${MAX_PORT}, it is “${value}”`)
  return number
}

function url(env: Environment, name: string, protocols: readonly string[]): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const expected = protocols.map((protocol) => `${protocol}//`).join(' or ')
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
    throw new ConfigError(`${name} must be an address that begins with ${expected}`)
  return value
}

function choice<const T extends string>(env: Environment, name: string, allowed: readonly T[]): T | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, it is “${value}”`)
  return found
}

function flag(env: Environment, name: string): boolean | undefined {
  const value = choice(env, name, ['on', 'off', 'true', 'false', '1', '0'])
  return value === undefined ? undefined : value === 'on' || value === 'true' || value === '1'
}
