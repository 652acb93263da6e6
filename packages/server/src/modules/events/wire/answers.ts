/** What the collecting endpoints answer: bare texts on the good path, a reason in the request's language on every other. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorTable, platformErrors } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { sendError } from '../../../platform/http/error-answer.ts'
import { localeOfRequest } from '../../../platform/http/request-locale.ts'
import { detailsIn, errorSentence } from '../../../platform/i18n/error-words.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import { collectErrors } from '../collect/errors.ts'
import type { Refusal } from '../collected.ts'
import { wireErrors } from './errors.ts'
import type { Fault } from './request.ts'

const errors: ErrorTable = { ...platformErrors, ...collectErrors, ...wireErrors }

const JSON_TYPE = 'application/json; charset=utf-8'
/** A transparent picture of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(text)
}

export function sendPixel(reply: FastifyReply): FastifyReply {
  return reply.header('content-type', 'image/gif').header('cache-control', 'no-store').send(PIXEL)
}

export function localeOf(handles: Handles, request: FastifyRequest): Locale {
  return localeOfRequest(request, handles.config.locale)
}

/** The refusal with its sentence; `field` where the code has one. */
export function refusalOf({ code, details: raw }: Fault, locale: Locale): Refusal {
  const details = detailsIn(raw, locale)
  const message = errorSentence(errors, code, details, locale)
  return typeof details.field === 'string' ? { code, message, field: details.field } : { code, message }
}

/** A single bad event is 400 whatever other endpoints answer for its code; only size has its own status. */
function refusalStatus(code: string): number {
  return code === 'events.event_too_large' ? wireErrors[code].status : 400
}

function failureStatus(code: string): number {
  return Object.hasOwn(errors, code) ? (errors[code as keyof ErrorTable]?.status ?? 500) : 500
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal, failure: object): FastifyReply {
  const { code, message, field } = refusal
  const details = field === undefined ? {} : { field }
  return sendJson(
    reply.code(refusalStatus(code)).header('cache-control', 'no-store'),
    JSON.stringify({ ...failure, error: { code, message, details } }),
  )
}

/** Expected failures with their own words; a defect or a store that is away as everywhere in the house. `failure` stands beside the error. */
export function sendFailure(handles: Handles, reply: FastifyReply, { error, failure }: { error: unknown; failure: object }): FastifyReply {
  const locale = localeOf(handles, reply.request)
  const expected = expectedFailure(error, reply.request)
  if (!expected) return sendError({ errors, log: handles.log }, reply, { error, locale })
  const { code, details: raw } = expected
  const details = detailsIn(raw, locale)
  const wait = details.retryAfterSeconds
  if (typeof wait === 'number')
    reply.header('retry-after', String(Math.max(1, Math.ceil(wait)))).header('access-control-expose-headers', 'retry-after')
  const body = { ...failure, error: { code, message: errorSentence(errors, code, details, locale), details } }
  return sendJson(reply.code(failureStatus(code)).header('cache-control', 'no-store'), JSON.stringify(body))
}

function expectedFailure(error: unknown, request: FastifyRequest): AppError | undefined {
  if (error instanceof AppError) return Object.hasOwn(errors, error.code) ? error : undefined
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('events.request_too_large', { limitBytes: request.routeOptions.bodyLimit })
  // The client went away or announced another length than it sent.
  if (code === 'ECONNRESET' || code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
    return new AppError('events.unparsable', { reason: { zh: '请求没有传完', en: 'the request ended early' } })
  }
  return undefined
}
