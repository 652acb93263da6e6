/** The reference that ties an answer, its log lines and its audit row together. */
import type { IncomingMessage } from 'node:http'
import type { Ids } from '../ids.ts'

const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/

/** The caller's `X-Request-Id` where it is harmless in logs and headers, else a new one. */
export function requestIdOf(ids: Ids, request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && ACCEPTED.test(given) ? given : ids.uuid()
}
