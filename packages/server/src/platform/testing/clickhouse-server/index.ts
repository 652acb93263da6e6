/**
 * A ClickHouse server for tests: ClickHouse's HTTP interface over chDB, in a process of its own, so that several Liuchi
 * processes can share one store where no ClickHouse can be installed. No users, no sessions, no native protocol, no cluster.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface ClickHouseServer {
  /** For CLICKHOUSE_URL. */
  readonly url: string
  readonly pid: number
  /** Finishes what runs and closes the store. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('program.ts', import.meta.url))
/** Each running statement holds one; the default of four would let four long queries stop everything. */
const THREAD_POOL_SIZE = '24'

/** Starts one on a data directory and, unless given, a port of its own choice. Throws what it printed when it does not start. */
export async function startClickHouseServer({ path, port = 0 }: { path: string; port?: number }): Promise<ClickHouseServer> {
  const child = spawn(process.execPath, [PROGRAM, path, String(port)], {
    env: { ...process.env, UV_THREADPOOL_SIZE: THREAD_POOL_SIZE },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const exited = once(child, 'exit')
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    await exited
  }
  return {
    url: await readyUrl(child),
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    child.once('message', (port) => resolve(`http://127.0.0.1:${String(port)}`))
    child.once('exit', (code, signal) => reject(new Error(`the ClickHouse server for tests ended (${code ?? signal}): ${printed}`)))
  })
}
