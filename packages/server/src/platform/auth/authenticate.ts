/** From a request to who makes it: an API key in `Authorization: Bearer`, else the session cookie. */
import type { FastifyRequest } from 'fastify'
import type { Handles } from '../handles.ts'
import type { Principal } from './actor.ts'
import { principalOfKey } from './api-keys.ts'
import { SESSION_COOKIE } from './cookies.ts'
import { principalOfSession } from './sessions.ts'

const BEARER = /^Bearer +(\S+) *$/i

/**
 * Undefined when the request names nobody valid. A bearer key wins over a cookie and never falls back to it; other schemes are not
 * ours (a proxy's own Basic sign-in travels in the same header) and are passed over.
 */
export function openAuthenticate(handles: Handles): (request: FastifyRequest) => Promise<Principal | undefined> {
  return async (request) => {
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1]
    if (key !== undefined) return principalOfKey(handles, key)
    const token = request.cookies[SESSION_COOKIE]
    return token === undefined ? undefined : principalOfSession(handles, token)
  }
}
