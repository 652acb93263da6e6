/** Worker thread: one PGlite and the socket that makes it look like a server, so that the main thread is never blocked by a query. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

export interface PgliteWorkerInput {
  /** Folder of the database; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data directory to start from (tests). */
  readonly image?: Uint8Array
  readonly socketPath: string
  readonly maxConnections: number
}

const { dataDir, image, socketPath, maxConnections } = workerData as PgliteWorkerInput
if (!parentPort) throw new Error('pglite-worker.ts runs as a worker thread')
const port = parentPort

const db = await PGlite.create({
  ...(dataDir ? { dataDir } : {}),
  ...(image ? { loadDataDir: new Blob([image as Uint8Array<ArrayBuffer>]) } : {}),
  relaxedDurability: false,
})
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections })
await server.start()

port.on('message', async (message: 'stop' | 'dump') => {
  if (message === 'dump') {
    const dump = await db.dumpDataDir('none')
    const bytes = new Uint8Array(await dump.arrayBuffer())
    port.postMessage({ dump: bytes }, [bytes.buffer])
    return
  }
  await server.stop()
  await db.close()
  port.postMessage({ stopped: true })
  port.close()
})
port.postMessage({ ready: true })
