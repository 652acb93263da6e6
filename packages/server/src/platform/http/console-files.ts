/** Serves the built console: files with a hash in their name for ever, everything else fresh, and its one page for every page address. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { isConsolePath, refuseUnknownPath } from './paths.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60
/** Where Vite puts files whose names carry a hash. */
const HASHED_FOLDER = '/assets/'
const PAGE = 'index.html'

/** Without a built console every address outside the API is a 404 in the API's form. */
export async function addConsole(server: FastifyInstance, folder: string | undefined): Promise<void> {
  const built = folder !== undefined && existsSync(join(folder, PAGE))
  if (built)
    await server.register(fastifyStatic, {
      root: folder,
      wildcard: true,
      dotfiles: 'ignore',
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        const hashed = path.slice(folder.length).replaceAll('\\', '/').startsWith(HASHED_FOLDER)
        reply.header('cache-control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
      },
    })
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && isConsolePath(path)
    if (built && wantsPage) return reply.sendFile(PAGE)
    return refuseUnknownPath(request.method, path)
  })
}
