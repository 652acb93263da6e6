/** Turns whatever was thrown into `{ error: { code, message, details } }` with the status of its code. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorKind, type ErrorTable } from '../errors.ts'
import { detailsIn, errorSentence } from '../i18n/error-words.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Log } from '../log.ts'

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly details: Readonly<Record<string, unknown>> }
}

export interface ErrorParts {
  readonly errors: ErrorTable
  readonly log: Log
}

const UNAVAILABLE_RETRY_SECONDS = 5

/** Answers with the error; anything unexpected is logged and answered as `platform.internal` with the request id. */
export function sendError(parts: ErrorParts, reply: FastifyReply, input: { error: unknown; locale: Locale }): FastifyReply {
  const { status, body, retryAfterSeconds } = errorAnswer(parts, { ...input, request: reply.request })
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))))
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="liuchi"')
  return reply
    .removeHeader('set-cookie')
    .removeHeader('content-disposition')
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

function errorAnswer(
  parts: ErrorParts,
  input: { error: unknown; locale: Locale; request: FastifyRequest },
): { status: number; body: ErrorBody; retryAfterSeconds: number | undefined } {
  const requestId = input.request.id
  const expected = expectedError(input.error, input.request)
  const known = expected !== undefined && Object.hasOwn(parts.errors, expected.code) ? expected : undefined
  if (!known) logUnexpected(parts.log, { error: input.error, requestId })
  const { code, details: raw } = known ?? new AppError('platform.internal', { requestId })
  const kind: ErrorKind | undefined = parts.errors[code as keyof ErrorTable]
  const details = detailsIn(raw, input.locale)
  const retryAfter = code === 'platform.unavailable' ? UNAVAILABLE_RETRY_SECONDS : details.retryAfterSeconds
  return {
    status: kind?.status ?? 500,
    body: { error: { code, message: errorSentence(parts.errors, code, details, input.locale), details } },
    retryAfterSeconds: typeof retryAfter === 'number' ? retryAfter : undefined,
  }
}

/** Name, code and stack only: a database error also carries the row, which may be about a person. */
function logUnexpected(log: Log, { error, requestId }: { error: unknown; requestId: string }): void {
  const { name, stack } = error instanceof Error ? error : { name: 'not an error', stack: String(error) }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  log.error({ requestId, name, code, stack }, 'a request failed unexpectedly')
}

/** The expected failure behind an error of ours, of Fastify, of the upload parser or of a store that is away; undefined for a defect. */
function expectedError(error: unknown, request: FastifyRequest): AppError | undefined {
  if (error instanceof AppError) return error
  if (!(error instanceof Error)) return undefined
  // A read was ended because its caller went away: nobody reads this answer, and it is no defect.
  if (error.name === 'AbortError') return new AppError('platform.unavailable', { reason: error.name })
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (STORE_AWAY.test(code)) return new AppError('platform.unavailable', { reason: code })
  if (code === '' && CONNECTION_LOST.test(error.message)) return new AppError('platform.unavailable', { reason: error.message })
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  return (
    FRAMEWORK_ERRORS[code]?.(request) ??
    (statusCode >= 400 && statusCode < 500 ? invalid('request', error.message, error.message) : undefined)
  )
}

/** Connection refused or lost, and Postgres classes 08 (connection), 57P0x (shutting down), 53300 (too many connections). */
const STORE_AWAY = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|08\d{3}|57P0[123]|53300)$/

/** What the Postgres driver says, without a code, of a connection that ended under a statement or was not to be had. */
const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/

const FRAMEWORK_ERRORS: Readonly<Record<string, (request: FastifyRequest) => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_REQ_FILE_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMedia,
  FST_INVALID_MULTIPART_CONTENT_TYPE: unsupportedMedia,
  FST_ERR_CTP_INVALID_JSON_BODY: () => new AppError('platform.unparsable', { reason: 'JSON' }),
  FST_ERR_MAX_PARAM_LENGTH: () => invalid('path', '太长', 'is too long'),
  FST_ERR_BAD_URL: () => invalid('path', '不是合法的路径编码', 'is not a validly encoded path'),
  FST_PARTS_LIMIT: () => invalid('body', '部分太多', 'has too many parts'),
  FST_FILES_LIMIT: () => invalid('file', '一次只能上传一个文件', 'only one file at a time'),
  FST_FIELDS_LIMIT: () => invalid('body', '字段太多', 'has too many fields'),
}

function invalid(field: string, zh: string, en: string): AppError {
  return new AppError('platform.invalid', { field, reason: { zh, en } })
}

function tooLarge(request: FastifyRequest): AppError {
  return new AppError('platform.too_large', { limitBytes: request.routeOptions.bodyLimit })
}

function unsupportedMedia(request: FastifyRequest): AppError {
  return new AppError('platform.unsupported_media', { contentType: request.headers['content-type'] ?? '' })
}
