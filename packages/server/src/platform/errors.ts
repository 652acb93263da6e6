/** Expected failures are typed codes. A code is declared once, with its status and its words in both languages. */

export interface ErrorKind {
  /** HTTP status the edge answers with. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503
  /** Words for people; `{name}` is replaced by `details.name`. */
  readonly zh: string
  readonly en: string
}

/** Codes are `module.snake_case`; the part before the dot is the module that owns the code. */
export type ErrorTable = Readonly<Record<`${string}.${string}`, ErrorKind>>

export class AppError extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** Returns a `fail` that only takes the codes of one table, so that a typo does not compile. */
export function failer<T extends ErrorTable>(_table: T): (code: keyof T & string, details?: Readonly<Record<string, unknown>>) => never {
  return (code, details) => {
    throw new AppError(code, details)
  }
}

/** Codes any endpoint may answer with. */
export const platformErrors = {
  'platform.invalid': { status: 400, zh: '{field}：{reason}', en: '{field}: {reason}' },
  'platform.unparsable': { status: 400, zh: '请求体不是合法的 JSON：{reason}', en: 'The request body is not valid JSON: {reason}' },
  'platform.unauthenticated': { status: 401, zh: '请先登录，或带上有效的 API 密钥', en: 'Sign in, or send a valid API key' },
  'platform.forbidden': { status: 403, zh: '没有权限：需要 {permission}', en: 'Not allowed: this needs {permission}' },
  'platform.csrf': { status: 403, zh: '页面已过期，请刷新后重试', en: 'This page is out of date; reload it and try again' },
  'platform.not_found': { status: 404, zh: '没有找到 {what}', en: '{what} was not found' },
  'platform.too_large': {
    status: 413,
    zh: '请求太大：上限 {limitBytes} 字节',
    en: 'The request is too large: the limit is {limitBytes} bytes',
  },
  'platform.unsupported_media': { status: 415, zh: '不支持的内容类型 {contentType}', en: 'Content type {contentType} is not supported' },
  'platform.too_many': {
    status: 429,
    zh: '请求太频繁，请在 {retryAfterSeconds} 秒后重试',
    en: 'Too many requests; try again in {retryAfterSeconds} seconds',
  },
  'platform.conflict': { status: 409, zh: '与现有的 {what} 冲突', en: 'This conflicts with the existing {what}' },
  'platform.idempotency_mismatch': {
    status: 409,
    zh: '同一个 Idempotency-Key 用在了不同的请求上',
    en: 'This Idempotency-Key was used with a different request',
  },
  'platform.internal': { status: 500, zh: '出错了，编号 {requestId}', en: 'Something went wrong, reference {requestId}' },
  'platform.unavailable': { status: 503, zh: '存储暂时不可用：{reason}', en: 'A store is unavailable: {reason}' },
} as const satisfies ErrorTable

export const fail = failer(platformErrors)
