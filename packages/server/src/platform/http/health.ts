/** Whether the program is alive and ready, and its figures for Prometheus. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { pause } from '../clock.ts'
import { sql } from '../db/index.ts'
import { AppError, type ErrorTable, fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import { detailsIn, errorSentence } from '../i18n/error-words.ts'
import type { Locale } from '../i18n/locale.ts'
import { isLocalRequest } from './loopback.ts'
import { localeOfRequest } from './request-locale.ts'
import type { HttpParts } from './server.ts'

/** Resolves when the thing answers, throws with the reason when not. */
export interface ReadinessCheck {
  readonly name: string
  readonly check: () => Promise<unknown>
}

const CHECK_TIMEOUT_MS = 5_000

export function addHealthRoutes(scope: FastifyInstance, parts: HttpParts): void {
  const checks = [...storeChecks(parts.handles), ...(parts.readiness ?? [])]
  scope.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }))
  scope.get('/readyz', async (request, reply) => {
    const words = (error: unknown) => reasonIn(error, parts.errors, localeOfRequest(request, parts.handles.config.locale))
    const reasons = (await Promise.all(checks.map((check) => reasonAgainst(check, words)))).filter((reason) => reason !== undefined)
    return reply
      .header('cache-control', 'no-store')
      .code(reasons.length === 0 ? 200 : 503)
      .send(reasons.length === 0 ? { status: 'ready' } : { status: 'not ready', reasons })
  })
  scope.get('/metrics', async (request, reply) => {
    if (!isLocalRequest(request)) await checkMetricsKey(parts, request)
    const { contentType, body } = await parts.handles.metrics.expose()
    return reply.header('cache-control', 'no-store').type(contentType).send(body)
  })
}

function storeChecks({ db, clickhouse }: Handles): ReadinessCheck[] {
  return [
    { name: 'postgres', check: () => sql`select 1`.execute(db) },
    { name: 'clickhouse', check: () => clickhouse.ping() },
  ]
}

async function reasonAgainst(
  { name, check }: ReadinessCheck,
  words: (error: unknown) => string,
): Promise<{ name: string; reason: string } | undefined> {
  const late = new AbortController()
  try {
    const timedOut = pause(CHECK_TIMEOUT_MS, late.signal).then(() => {
      if (!late.signal.aborted) throw new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)
    })
    await Promise.race([check(), timedOut])
    return undefined
  } catch (error) {
    return { name, reason: words(error) }
  } finally {
    late.abort()
  }
}

function reasonIn(error: unknown, errors: ErrorTable, locale: Locale): string {
  if (error instanceof AppError) return errorSentence(errors, error.code, detailsIn(error.details, locale), locale)
  return error instanceof Error && error.message !== '' ? error.message : String(error)
}

/** Process figures belong to no workspace: a key with the permission in any of them will do. */
async function checkMetricsKey(parts: HttpParts, request: FastifyRequest): Promise<void> {
  const principal = (await parts.authenticate(request)) ?? fail('platform.unauthenticated')
  const allowed = [...principal.grants.values()].some((permissions) => permissions.has('metrics.read'))
  if (!allowed) fail('platform.forbidden', { permission: 'metrics.read' })
}
