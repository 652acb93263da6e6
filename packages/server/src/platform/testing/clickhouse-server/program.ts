/** The process behind `startClickHouseServer`: arguments are the data directory and the port; the port goes to the parent. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { drainPending, Session } from 'chdb'
import { answer } from './answer.ts'

const [path = '', port = '0'] = process.argv.slice(2)
/** Parameters of a query stand in its address. */
const MAX_HEADER_BYTES = 1024 * 1024

// Holds the directory from first to last; statements come and go on sessions of their own.
const holder = new Session(path)
const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
  answer(path, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
})
server.listen(Number(port), '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

async function stop(): Promise<void> {
  server.close()
  server.closeIdleConnections()
  holder.close()
  await drainPending()
  process.exit(0)
}

process.once('SIGTERM', stop)
process.once('disconnect', stop)
