/** The language of a request: what it asks for, else what the account chose, else the installation's. */
import type { FastifyRequest } from 'fastify'
import { type Locale, localeFromHeader } from '../i18n/locale.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the account is known. */
    accountLocale: Locale | undefined
  }
}

export function localeOfRequest(request: FastifyRequest, fallback: Locale): Locale {
  return localeFromHeader(request.headers['accept-language']) ?? request.accountLocale ?? fallback
}
