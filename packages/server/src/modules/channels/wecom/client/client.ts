/**
 * Calls of WeCom's server interfaces: token, frequency, time limit, a few tries, and a failure that says whether to try again.
 * Answers are checked as far as we use them. Secrets and tokens are never logged.
 */
import { z } from 'zod'
import { pause } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { appSecret, type Corp } from '../connection/corps.ts'
import { type Budget, type CallLimits, noteBlocked, openBudget, takeCall } from './budget.ts'
import { causeCode, ERRCODE, isNeverSent, isPassing, isTokenRefused, WecomFailure, wordsOf } from './failures.ts'
import { type AccessToken, accessToken, openTokens, TokenAnswer, type Tokens } from './token.ts'

/** One interface of the platform, as far as we use it. */
export interface WecomCall<Answer extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST'
  /** Below `/cgi-bin/`. */
  readonly api: string
  /** A repetition does no harm: it reads, or it says how something is to be. */
  readonly repeatable: boolean
  readonly answer: Answer
  /** Of what takes longer than others: how long an answer is waited for. */
  readonly timeoutMs?: number
}

export interface WecomRequest<Answer extends z.ZodType = z.ZodType> {
  readonly corp: Corp
  readonly call: WecomCall<Answer>
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON; a form as a form. */
  readonly body?: object | FormData
  readonly signal?: AbortSignal | undefined
}

export type WecomHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'log' | 'secret' | 'metrics'>

/** One for a process: what it knows of tokens and what it drew of the budgets. */
export interface Wecom {
  readonly handles: WecomHandles
  /** The installation's address, for corps without one of their own. */
  readonly apiBase: () => string
  readonly tokens: Tokens
  readonly budget: Budget
}

/** Where WeCom's interfaces are. WW:90664 */
export const WECOM_API_BASE = 'https://qyapi.weixin.qq.com'
/** WW:90313 on -1: try again, at most three times. */
const MAX_TRIES = 4
const FIRST_PAUSE_MS = 150
const TIMEOUT_MS = 10_000
/** An answer of a hundred contacts has some hundred KB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export function openWecom(handles: WecomHandles, input: { apiBase: () => string; limits?: CallLimits }): Wecom {
  const budget = openBudget(handles, input.limits)
  const tokens = openTokens(handles, (corp) => fetchToken(wecom, corp))
  const wecom: Wecom = { handles, apiBase: input.apiBase, tokens, budget }
  return wecom
}

const GETTOKEN: WecomCall<typeof TokenAnswer> = { method: 'GET', api: 'gettoken', repeatable: true, answer: TokenAnswer }

/** A token of the platform for the app, past everything we know. @throws WecomFailure */
export async function fetchToken(wecom: Wecom, corp: Corp): Promise<z.output<typeof TokenAnswer>> {
  const corpsecret = await appSecret(wecom.handles, corp)
  if (corpsecret === undefined) throw new WecomFailure({ kind: 'permanent', api: GETTOKEN.api, words: 'the corp was disconnected' })
  return tryAgain(wecom, { corp, call: GETTOKEN, query: { corpid: corp.corpId, corpsecret } }, {})
}

/** Calls an interface and answers what it said. @throws WecomFailure; the signal's reason when aborted */
export async function callWecom<Answer extends z.ZodType>(wecom: Wecom, request: WecomRequest<Answer>): Promise<z.output<Answer>> {
  const { corp } = request
  const token = await accessToken(wecom.tokens, { corp })
  try {
    return await tryAgain(wecom, request, { token })
  } catch (error) {
    if (!(error instanceof WecomFailure && isTokenRefused(error.errcode))) throw error
    return tryAgain(wecom, request, { token: await accessToken(wecom.tokens, { corp, refused: token }) })
  }
}

async function tryAgain<Answer extends z.ZodType>(
  wecom: Wecom,
  request: WecomRequest<Answer>,
  { token }: { token?: AccessToken },
): Promise<z.output<Answer>> {
  const { ids } = wecom.handles
  const { corp, call, signal } = request
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted()
    await takeCall(wecom.budget, { corp, api: call.api })
    try {
      return await once(wecom, request, token)
    } catch (error) {
      if (!(error instanceof WecomFailure)) throw error
      count(wecom, error)
      if (error.kind === 'retry' && tries < MAX_TRIES) {
        await pause(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + ids.fraction()), signal)
        continue
      }
      if (error.errcode === ERRCODE.tooOften) await noteBlocked(wecom.budget, { corp, api: call.api })
      throw error
    }
  }
}

function count({ handles: { metrics, log } }: Wecom, { api, kind, errcode }: WecomFailure): void {
  metrics.counter('liuchi_wecom_failures_total', 'Calls of WeCom that failed', ['api', 'kind']).inc({ api, kind })
  log.debug({ api, kind, errcode }, 'a call of WeCom failed')
}

async function once<Answer extends z.ZodType>(
  wecom: Wecom,
  { corp, call, query, body, signal }: WecomRequest<Answer>,
  token: AccessToken | undefined,
): Promise<z.output<Answer>> {
  const { api, method, repeatable } = call
  const url = new URL(`/cgi-bin/${api}`, corp.apiBase ?? wecom.apiBase())
  for (const [name, value] of Object.entries({ ...(token && { access_token: token.value }), ...query })) url.searchParams.set(name, value)
  const timeout = AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      redirect: 'error',
      ...(method === 'POST' && sentBody(body)),
    })
    return readAnswer(call, { status: response.status, text: await boundedText(response) })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof WecomFailure) throw error
    const kind = repeatable || isNeverSent(error) ? 'retry' : 'unknown'
    throw new WecomFailure({ kind, api, words: `no answer (${causeCode(error)})` })
  }
}

function sentBody(body: object | FormData | undefined): Pick<RequestInit, 'headers' | 'body'> {
  // With its own boundary.
  if (body instanceof FormData) return { body }
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }
}

async function boundedText(response: Response): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > MAX_ANSWER_BYTES) throw new Error('the answer is too long')
  return response.text()
}

/** Business errors come with status 200. WW:90455 */
const Envelope = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') })

function readAnswer<Answer extends z.ZodType>(
  { api, repeatable, answer }: WecomCall<Answer>,
  { status, text }: { status: number; text: string },
): z.output<Answer> {
  const lost = repeatable ? 'retry' : 'unknown'
  if (status >= 500) throw new WecomFailure({ kind: lost, api, words: `HTTP ${status}` })
  const envelope = Envelope.safeParse(parsed(text))
  if (!envelope.success)
    throw new WecomFailure({ kind: status === 200 ? lost : 'permanent', api, words: `HTTP ${status}, not what WeCom answers` })
  const { errcode, errmsg } = envelope.data
  if (errcode !== 0)
    throw new WecomFailure({ kind: isPassing(errcode) ? 'retry' : 'permanent', api, errcode, words: wordsOf(errcode, errmsg) })
  const read = answer.safeParse(envelope.data)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const words = `an answer without ${issue?.path.join('.') || 'what we need'}: ${issue?.message ?? ''}`
  throw new WecomFailure({ kind: repeatable ? 'permanent' : 'unknown', api, words })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
