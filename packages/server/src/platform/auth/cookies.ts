/** The two cookies of a console session. */
import type { FastifyReply } from 'fastify'

/** The session token; no script can read it. */
export const SESSION_COOKIE = 'liuchi_session'
/** What the page sends back as `X-CSRF-Token`. */
export const CSRF_COOKIE = 'liuchi_csrf'

/** `secure` where visitors come by https. */
export function setSessionCookies(
  reply: FastifyReply,
  input: { token: string; csrfToken: string; expiresAt: Date; secure: boolean },
): void {
  const common = { path: '/', sameSite: 'lax', secure: input.secure, expires: input.expiresAt } as const
  reply.setCookie(SESSION_COOKIE, input.token, { ...common, httpOnly: true })
  reply.setCookie(CSRF_COOKIE, input.csrfToken, { ...common, httpOnly: false })
}

export function clearSessionCookies(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' })
  reply.clearCookie(CSRF_COOKIE, { path: '/' })
}
