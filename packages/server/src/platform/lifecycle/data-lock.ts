/** One process per data directory. The lock is a listening socket, so the system frees it the moment its process dies, however it dies. */
import { createHash } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

export interface DataLock {
  release(): Promise<void>
}

/** Creates the directory when it is missing and locks it, or throws a StartError that says who has it. */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`The data directory ${dataDir} cannot be made: ${error.code === 'ENOSPC' ? 'the disk is full' : error.message}`)
  })
  const name = `liuchi-${createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 32)}`
  const server = createServer((socket) => socket.destroy())
  server.unref()
  // Linux has socket names that live in memory only; elsewhere a file whose owner no longer answers is taken over.
  const path = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  if (process.platform !== 'linux' && !(await answers(path))) await rm(path, { force: true })
  try {
    await listen(server, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new StartError(`The data directory ${dataDir} is in use by another Liuchi process: stop that one first, or set LIUCHI_DATA_DIR`)
    throw error
  }
  return { release: () => new Promise((resolve) => server.close(() => resolve())) }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
