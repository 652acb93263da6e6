/**
 * Forged requests: a write made with a session must carry the token of that session in a header, which a foreign page can neither
 * read nor send. The token is derived from the session's own, so a planted cookie does not help.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors.ts'
import { CSRF_COOKIE, SESSION_COOKIE } from './cookies.ts'

export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update('csrf\0').update(sessionToken).digest('base64url')
}

/** Throws `platform.csrf` unless header and cookie both hold the token of the session in use. */
export function checkCsrf(request: FastifyRequest): void {
  const expected = csrfTokenOf(request.cookies[SESSION_COOKIE] ?? '')
  const given = [request.headers['x-csrf-token'], request.cookies[CSRF_COOKIE]]
  if (!given.every((value) => typeof value === 'string' && same(value, expected))) fail('platform.csrf')
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
