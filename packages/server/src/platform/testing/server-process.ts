/** A real server in a process of its own, for what only a process can show: kills, restarts, memory, load. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import serverFlags from '../../../../../setup/server-flags.json' with { type: 'json' }
import { elapsedMs } from '../clock.ts'

export interface Credentials {
  readonly adminEmail: string
  readonly adminPassword: string
  readonly apiKey: string
  readonly writeKey: string
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  readonly credentials: Credentials
  /** From spawn to the ready line. */
  readonly readyMs: number
  /** What it logged lately, for the message of a test that failed. */
  latestLog(): string
  /** Resident memory now. */
  rssBytes(): number
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number>
  /** SIGKILL. */
  kill(): Promise<void>
  /** A call of the management API with the first key; throws when the answer is not 2xx. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>
}

const MAIN_FILE = fileURLToPath(new URL('../../main.ts', import.meta.url))
/** As `npm start` runs it. */
const { flags } = serverFlags
const READY_LINE = /^Liuchi is ready\s+(\S+)/m
const START_TIMEOUT_MS = 120_000
const PAGE_BYTES = 4096
const LOG_KEPT_CHARACTERS = 20_000

export interface ServerProcessInput {
  readonly dataDir: string
  readonly env?: Record<string, string>
  /** Asked once it is ready. Absent: read from the data directory, where only the first process of a store writes them. */
  readonly credentials?: () => Credentials
}

/** Starts a server on a data directory and a port of its own choice; throws with what it printed when it does not become ready. */
export async function startServerProcess(input: ServerProcessInput): Promise<ServerProcess> {
  const begun = elapsedMs()
  const child = spawn(process.execPath, [...flags, MAIN_FILE], {
    env: { ...process.env, PORT: '0', LIUCHI_DEMO: 'off', LIUCHI_LOG_LEVEL: 'warn', LIUCHI_DATA_DIR: input.dataDir, ...input.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let latestLog = ''
  const url = await readyUrl(child, (text) => {
    latestLog = (latestLog + text).slice(-LOG_KEPT_CHARACTERS)
  })
  const readyMs = elapsedMs() - begun
  const pid = child.pid ?? 0
  const credentials = input.credentials?.() ?? readCredentials(input.dataDir)
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  return {
    url,
    pid,
    credentials,
    readyMs,
    latestLog: () => latestLog,
    rssBytes: () => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await exited
      return code ?? -1
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    api: (method, path, body) => callApi(url, credentials.apiKey, { method, path, body }),
  }
}

/** Throws when the store had its first start elsewhere. */
export function readCredentials(dataDir: string): Credentials {
  return JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')) as Credentials
}

/** Its address, once it is ready; what it prints later goes to `log`. */
function readyUrl(child: ChildProcess, log: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(() => reject(new Error(`the server was not ready in ${START_TIMEOUT_MS} ms:\n${output}`)), START_TIMEOUT_MS)
    let ready = false
    const read = (chunk: Buffer) => {
      if (ready) return log(chunk.toString())
      output += chunk.toString()
      const url = READY_LINE.exec(output)?.[1]
      if (!url) return
      clearTimeout(timer)
      ready = true
      resolve(url)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`the server ended before it was ready (${code ?? signal}):\n${output}`))
    })
  })
}

async function callApi<T>(url: string, apiKey: string, call: { method: string; path: string; body: unknown }): Promise<T> {
  const response = await fetch(`${url}/api/v1${call.path}`, {
    method: call.method,
    headers: { authorization: `Bearer ${apiKey}`, ...(call.body !== undefined && { 'content-type': 'application/json' }) },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${call.method} ${call.path} answered ${response.status}: ${text}`)
  return JSON.parse(text) as T
}
