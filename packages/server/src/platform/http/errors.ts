/** Error codes of the HTTP edge beyond the general ones. */
import { type ErrorTable, failer } from '../errors.ts'

export const httpErrors = {
  'http.still_running': {
    status: 409,
    zh: '同一个请求还在处理，请在 {retryAfterSeconds} 秒后重试',
    en: 'The same request is still being worked on; try again in {retryAfterSeconds} seconds',
  },
} as const satisfies ErrorTable

export const failHttp = failer(httpErrors)
