/** What a failed call looks like to pages: the server's code and its words, already in the reader's language. */

export type ErrorDetails = Readonly<Record<string, unknown>>

export class CallError extends Error {
  readonly status: number
  readonly code: string
  readonly details: ErrorDetails
  constructor(status: number, code: string, message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = 'CallError'
    this.status = status
    this.code = code
    this.details = details
  }
}

/** No answer came: the server is down or the network is away. Words come from i18n (`kinds:error.network`). */
export const NETWORK_ERROR_CODE = 'console.network'
/** Nobody is signed in in this browser; found without asking. */
export const SIGNED_OUT_CODE = 'console.signed_out'
/** An answer came that was not ours, for instance a proxy's error page. */
export const FOREIGN_ANSWER_CODE = 'console.foreign_answer'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads `{error: {code, message, details}}`; anything else becomes `console.foreign_answer`. */
export function callErrorFrom(status: number, answer: unknown): CallError {
  const error = isRecord(answer) && isRecord(answer.error) ? answer.error : undefined
  if (!error || typeof error.code !== 'string') return new CallError(status, FOREIGN_ANSWER_CODE, `HTTP ${status}`)
  const message = typeof error.message === 'string' ? error.message : error.code
  return new CallError(status, error.code, message, isRecord(error.details) ? error.details : {})
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof CallError && error.status === 401
}
