/** The server a command talks to: the one named by the environment, the one running on the data directory, or one for this command alone. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from './failure.ts'
import { say } from './words.ts'

export interface Server {
  /** Without a slash at the end. */
  readonly url: string
  readonly apiKey: string
  /** True when it was started for this command. */
  readonly own: boolean
  close(): Promise<void>
}

const ALIVE_TIMEOUT_MS = 3_000
const nothing = async () => undefined

export function dataDir(): string {
  return resolve(process.env.LIUCHI_DATA_DIR || 'data')
}

/** A running server, undefined when there is none. Throws a Failure when it runs but its key is not to be had. */
export async function findServer(): Promise<Server | undefined> {
  const url = process.env.LIUCHI_URL ?? (await runningUrl())
  if (!url) return undefined
  return { url: url.replace(/\/+$/, ''), apiKey: await readApiKey(), own: false, close: nothing }
}

/** A running server, else one of its own on the data directory's stores, on a free port of this machine. */
export async function openServer(): Promise<Server> {
  return (await findServer()) ?? startOwn()
}

async function runningUrl(): Promise<string | undefined> {
  const known = await readJson(join(dataDir(), 'server.json'))
  if (typeof known?.url !== 'string' || typeof known.pid !== 'number' || !isRunning(known.pid)) return undefined
  return (await isAlive(known.url)) ? known.url : undefined
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function isAlive(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ALIVE_TIMEOUT_MS) })).ok
  } catch {
    return false
  }
}

async function readApiKey(): Promise<string> {
  if (process.env.LIUCHI_API_KEY) return process.env.LIUCHI_API_KEY
  const path = join(dataDir(), 'credentials.json')
  const credentials = await readJson(path)
  if (typeof credentials?.apiKey === 'string') return credentials.apiKey
  throw new Failure(
    say(`没有 API 密钥：请设置 LIUCHI_API_KEY（${path} 不可读）`, `No API key: set LIUCHI_API_KEY (${path} cannot be read)`),
  )
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

async function startOwn(): Promise<Server> {
  const { ConfigError, MigrationError, readConfig, StartError, startServer } = await import('@liuchi/server/main')
  try {
    const config = readConfig({ ...process.env, LIUCHI_DATA_DIR: dataDir() })
    const app = await startServer({ ...config, host: '127.0.0.1', port: 0, role: 'all', demo: false, sandbox: false, logLevel: 'silent' })
    return { url: app.url, apiKey: await readApiKey(), own: true, close: () => app.close() }
  } catch (error) {
    if (error instanceof StartError || error instanceof ConfigError || error instanceof MigrationError) throw new Failure(error.message)
    throw error
  }
}
