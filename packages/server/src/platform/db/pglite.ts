/** The embedded Postgres: PGlite in a worker thread, reached through a Unix socket by the same driver as a real server. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { PgliteWorkerInput } from './pglite-worker.ts'

export interface Pglite {
  /** Folder to give to `openDb({ source: { socketFolder } })`. */
  readonly socketFolder: string
  /** The whole data directory as a tar, for cloning in tests. */
  dump(): Promise<Uint8Array>
  /** Ends the engine; connections must be closed before. */
  stop(): Promise<void>
}

/** The file name the Postgres driver looks for in a socket folder. */
const SOCKET_NAME = '.s.PGSQL.5432'
/** One is used at a time; a broken one may linger for a moment while its successor connects. */
const MAX_CONNECTIONS = 4

/** Starts the engine on a folder (or in memory). The socket lies in a fresh temporary folder: paths of sockets are limited to about 100 bytes. */
export async function startPglite(input: { dataDir?: string; image?: Uint8Array }): Promise<Pglite> {
  const socketFolder = await mkdtemp(join(tmpdir(), 'liuchi-pg-'))
  const workerData: PgliteWorkerInput = { ...input, socketPath: join(socketFolder, SOCKET_NAME), maxConnections: MAX_CONNECTIONS }
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData, stderr: false })
  await answer(worker, 'ready')
  return {
    socketFolder,
    dump: async () => {
      worker.postMessage('dump')
      return (await answer(worker, 'dump')) as Uint8Array
    },
    stop: async () => {
      worker.postMessage('stop')
      await answer(worker, 'stopped')
      await worker.terminate()
      await rm(socketFolder, { recursive: true, force: true })
    },
  }
}

function answer(worker: Worker, key: 'ready' | 'dump' | 'stopped'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      settle()
    }
    const onMessage = (message: Record<string, unknown>) => {
      if (key in message) done(() => resolve(message[key]))
    }
    const onError = (error: unknown) => done(() => reject(error))
    const onExit = (code: number) => done(() => reject(new Error(`The embedded Postgres ended with code ${code}`)))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
  })
}
