/** Pages of another origin that load the official browser libraries from node_modules, as a shop's pages would from its own files. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const SEGMENT_FOLDER = join(dirname(require.resolve('@segment/analytics-next/package.json')), 'dist', 'umd')
const SENSORS_FILE = require.resolve('sa-sdk-javascript')

/** Loads the library and tells when it is there; the test drives it from outside. */
const PAGES: Readonly<Record<string, string>> = {
  '/segment.html': '<script src="/segment/index.js"></script>',
  '/sensors.html': '<script src="/sensors.js"></script>',
}

export interface Pages {
  readonly url: string
  close(): Promise<void>
}

/** `/segment.html` with `AnalyticsNext` and `/sensors.html` with `sensorsDataAnalytic201505`, on a port of their own. */
export async function servePages(): Promise<Pages> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://pages').pathname
    const page = PAGES[path]
    if (page !== undefined) {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      return response.end(`<!doctype html><title>店铺</title><h1>商品</h1>${page}`)
    }
    const file = path === '/sensors.js' ? SENSORS_FILE : path.startsWith('/segment/') ? join(SEGMENT_FOLDER, basename(path)) : undefined
    const script = file === undefined ? undefined : await readFile(file).catch(() => undefined)
    if (script === undefined) response.statusCode = 404
    response.setHeader('content-type', 'text/javascript; charset=utf-8')
    response.end(script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
