/** Where the server answers: taking the port, and letting it go. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pause } from '../clock.ts'
import type { Config } from '../config.ts'
import { StartError } from './start-error.ts'

/** Leaves the rest of the ten seconds of an orderly stop to the stores. */
const REQUESTS_END_WITHIN_MS = 4_000

/** Requests under way may end; what takes longer (an upload) is cut off, its sender tries again. */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const closed = new AbortController()
  void pause(REQUESTS_END_WITHIN_MS, closed.signal).then(() => closed.signal.aborted || server.server.closeAllConnections())
  await server.close()
  closed.abort()
}

/** Answers its address. @throws StartError with one sentence about the port */
export async function listen(server: FastifyInstance, config: Config): Promise<string> {
  try {
    await server.listen({ host: config.host, port: config.port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new StartError(`Port ${config.port} on ${config.host} is taken: set PORT to a free one`)
    if (code === 'EACCES') throw new StartError(`Port ${config.port} on ${config.host} is not allowed for this user: set PORT above 1023`)
    if (code === 'EADDRNOTAVAIL') throw new StartError(`HOST ${config.host} is not an address of this machine`)
    throw error
  }
  const { port } = server.server.address() as AddressInfo
  return `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
}
