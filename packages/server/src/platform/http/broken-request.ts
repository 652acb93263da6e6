/** Requests that never become one: Node's parser gave up, or the headers took too long. Answered in the API's form, then hung up. */
import type { Socket } from 'node:net'
import { platformErrors } from '../errors.ts'
import { detailsIn, errorSentence } from '../i18n/error-words.ts'
import type { Locale } from '../i18n/locale.ts'

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** The words are in the installation's language: there are no headers to ask. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, locale: Locale): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) return void socket.destroy()
  const details = detailsIn({ field: 'request', reason: { zh: '不是合法的 HTTP 请求', en: 'is not a valid HTTP request' } }, locale)
  const message = errorSentence(platformErrors, 'platform.invalid', details, locale)
  const body = JSON.stringify({ error: { code: 'platform.invalid', message, details } })
  const head = [
    `HTTP/1.1 ${STATUS_LINES[error.code ?? ''] ?? '400 Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
