/** Headers that every answer carries: what the browser may do with it. */
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Ant Design writes its styles into the page, so styles may be inline; scripts may not. Charts and pictures use data and blob addresses. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HSTS_SECONDS = 180 * 24 * 60 * 60

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
}

/** Adds the headers to every answer that has not set its own. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onSend', async (_request, reply) => setSecurityHeaders(reply))
}

/** For answers given before any hook runs. HSTS only where the visitor came by https. */
export function setSecurityHeaders(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value)
  if (reply.request.protocol === 'https') reply.header('strict-transport-security', `max-age=${HSTS_SECONDS}`)
}
