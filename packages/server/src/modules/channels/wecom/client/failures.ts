/** What went wrong with a call of the platform, and whether to try again. */

/**
 * `retry`: nothing was done, later it may be. `permanent`: the same request will be refused again. `unknown`: a request that changes something
 * was sent and its answer did not arrive; only asking the platform tells whether it took effect.
 */
export type FailureKind = 'retry' | 'permanent' | 'unknown'

export class WecomFailure extends Error {
  readonly kind: FailureKind
  readonly api: string
  /** The platform's; 0 when there was no answer of its own. */
  readonly errcode: number
  /** Of `retry`: no sooner than this. */
  readonly retryAfterMs: number
  constructor(input: { kind: FailureKind; api: string; errcode?: number; words: string; retryAfterMs?: number }) {
    super(`${input.api}: ${input.words}`)
    this.name = 'WecomFailure'
    this.kind = input.kind
    this.api = input.api
    this.errcode = input.errcode ?? 0
    this.retryAfterMs = input.retryAfterMs ?? 0
  }
}

/** Error codes that mean something to us. WW:90313 */
export const ERRCODE = {
  /** The system is busy; try again, at most three times. */
  busy: -1,
  badSecret: 40001,
  badCorpId: 40013,
  badToken: 40014,
  noToken: 41001,
  tokenExpired: 42001,
  tooOften: 45009,
  tooManyAtOnce: 45033,
  noPermission: 48002,
  outOfRange: 60011,
  untrustedIp: 60020,
  unknownStaff: 60111,
  /** The member may not use 客户联系. */
  noContactRight: 84074,
  /** Not a contact of the member, or of nobody that the app sees. */
  notContact: 84061,
  /** More members are seen than a question without owners may be about. */
  ownersNeeded: 81017,
  groupDismissed: 49008,
  unknownGroup: 86003,
} as const

/** A new token helps. */
export function isTokenRefused(errcode: number): boolean {
  return errcode === ERRCODE.badToken || errcode === ERRCODE.tokenExpired || errcode === ERRCODE.noToken
}

/** The platform did nothing and may do it in a moment. */
export function isPassing(errcode: number): boolean {
  return errcode === ERRCODE.busy || errcode === ERRCODE.tooOften || errcode === ERRCODE.tooManyAtOnce
}

/** Longest text of the platform that is kept or logged. */
const MAX_WORDS_LENGTH = 300

/** The platform's words; they hold no secret, but they may be long. */
export function wordsOf(errcode: number, errmsg: string): string {
  return `${errcode} ${errmsg}`.slice(0, MAX_WORDS_LENGTH)
}

/** Whether nothing can have left this machine: the address was not found or nobody listened there. */
export function isNeverSent(error: unknown): boolean {
  const code = causeCode(error)
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
}

export function causeCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}
