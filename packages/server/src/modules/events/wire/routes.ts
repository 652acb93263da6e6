/** The collecting endpoints: lean on purpose, beside the endpoint list of the management API. Shapes are fixed by the two forms. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteKeyResolver } from '../../../platform/auth/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { Collector } from '../collect/collector.ts'
import { sendFailure } from './answers.ts'
import { openCounters } from './counters.ts'
import { addSegmentRoutes } from './segment-routes.ts'
import { addSensorsRoutes } from './sensors-routes.ts'

export interface WireServices {
  readonly handles: Handles
  readonly collector: Collector
  readonly writeKeys: WriteKeyResolver
}

const PREFLIGHT_PATHS = ['/v1/*', '/beacon/v1/batch', '/sa', '/sa.gif', '/debug']
const PREFLIGHT_SECONDS = 86_400
const HEADER_NAMES = /^[\w\-, ]{1,500}$/
const USUAL_HEADERS = 'authorization, content-type, content-encoding, x-retry-count, dry-run'

/** A Fastify plugin with its own body parser, so that neither reaches the rest of the server. */
export function wireRoutes({ handles, collector, writeKeys }: WireServices): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    server.setErrorHandler((error, request, reply) =>
      sendFailure(handles, reply, { error, failure: isSegment(request.url) ? { success: false } : {} }),
    )
    ignoreContentType(server)
    allowAllOrigins(server)
    const intake = { handles, collector, counters: openCounters(handles.metrics) }
    addSegmentRoutes(server, intake, writeKeys)
    addSensorsRoutes(server, intake, writeKeys)
  }
}

function isSegment(url: string): boolean {
  return url.startsWith('/v1/') || url.startsWith('/beacon/')
}

/**
 * Clients name any content type or a wrong one, and what a page may send without asking first is not what it sends. The body tells.
 */
function ignoreContentType(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream'
    done()
  })
}

/** Events come from pages of any site; what authorises them is the write key, no cookie is read. */
function allowAllOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('access-control-allow-origin', '*')
    done()
  })
  for (const path of PREFLIGHT_PATHS) server.options(path, answerPreflight)
}

function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers']
  return reply
    .code(204)
    .header('access-control-allow-methods', 'GET, POST, OPTIONS')
    .header('access-control-allow-headers', typeof asked === 'string' && HEADER_NAMES.test(asked) ? asked : USUAL_HEADERS)
    .header('access-control-max-age', String(PREFLIGHT_SECONDS))
    .send()
}
