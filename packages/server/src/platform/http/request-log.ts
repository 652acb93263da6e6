/** Counts every request and logs the slow ones: by route pattern and request id, never by address, query or body. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Handles } from '../handles.ts'

const SLOW_MS = 1_000
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const
const MS_PER_SECOND = 1000

export function addRequestLog(server: FastifyInstance, handles: Pick<Handles, 'log' | 'metrics'>): void {
  const seconds = handles.metrics.histogram(
    'liuchi_http_request_seconds',
    'How long answers took, by route and status',
    [...BUCKETS_SECONDS],
    ['method', 'route', 'status'],
  )
  server.addHook('onResponse', async (request, reply) => {
    const elapsedMs = reply.elapsedTime
    const fields = { method: request.method, route: routeOf(request), status: String(reply.statusCode) }
    seconds.observe(fields, elapsedMs / MS_PER_SECOND)
    if (elapsedMs >= SLOW_MS) handles.log.warn({ requestId: request.id, ...fields, elapsedMs: Math.round(elapsedMs) }, 'a slow request')
  })
}

/** The pattern, so that ids in paths neither multiply the metrics nor reach the log. */
function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown')
}
