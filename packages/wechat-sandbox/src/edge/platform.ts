/** The edge of the platform: whatever a caller asks goes through here, as one transaction. */
import { z } from 'zod'
import type { Area } from '../area.ts'
import type { CallingApp, PlatformCall, UploadedFile } from '../call.ts'
import { readFaults } from '../faults.ts'
import type { OpenWorld } from '../open-world.ts'
import { PlatformError, platformError } from '../platform-error.ts'
import { findApp } from '../wecom/corp/corps.ts'
import { answerBroken, answerOk, answerRefusal, answerUnknownPath, type WireAnswer } from './answer.ts'
import { ADDRESS_FREQUENCY, CORP_FREQUENCY, countCall, refuseBlocked, WRONG_CALLS } from './frequency.ts'
import { appOfToken } from './tokens.ts'
import { noteUnknown } from './unknown.ts'

const CONTACTS_PREFIX = '/cgi-bin/externalcontact/'

export interface PlatformRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** As it came; undefined when there was none. */
  readonly body: string | undefined
  readonly files: readonly UploadedFile[]
  readonly ip: string
  readonly range: string | undefined
}

export interface Platform {
  answer(request: PlatformRequest): WireAnswer
  /** Whether one more call may begin now; every `true` is followed by one `end`. */
  begin(request: { path: string; query: Readonly<Record<string, string>> }): boolean
  end(request: { path: string; query: Readonly<Record<string, string>> }): void
  takesFiles(path: string): boolean
}

export function openPlatform(input: { open: OpenWorld; areas: readonly Area[] }): Platform {
  const calls = callsByPath(input.areas)
  const atWork = new Map<string, number>()
  const workKey = (request: { path: string; query: Readonly<Record<string, string>> }) => `${request.path} ${request.query.access_token}`
  return {
    answer: (request) => answerRequest(input.open, { request, call: calls.get(request.path) }),
    begin: (request) => {
      const running = atWork.get(workKey(request)) ?? 0
      const limit = calls.get(request.path)?.concurrency
      if (limit !== undefined && running >= limit) return false
      atWork.set(workKey(request), running + 1)
      return true
    },
    end: (request) => {
      const running = (atWork.get(workKey(request)) ?? 1) - 1
      if (running > 0) atWork.set(workKey(request), running)
      else atWork.delete(workKey(request))
    },
    takesFiles: (path) => calls.get(path)?.multipart === true,
  }
}

/** @throws Error when two areas declare one path: a slip in our code */
function callsByPath(areas: readonly Area[]): Map<string, PlatformCall> {
  const calls = new Map<string, PlatformCall>()
  for (const call of areas.flatMap((area) => area.calls)) {
    if (calls.has(call.path)) throw new Error(`${call.path} is declared twice`)
    calls.set(call.path, call)
  }
  return calls
}

function answerRequest(open: OpenWorld, input: { request: PlatformRequest; call: PlatformCall | undefined }): WireAnswer {
  const { request, call } = input
  const { world } = open
  return open.perform(() => {
    if (!call) {
      noteUnknown(world, request)
      return answerUnknownPath(request.path)
    }
    const happens = (probability: number) => probability > 0 && world.random.next() < probability
    const faults = readFaults(world)
    const breaks = happens(faults.error5xx)
    if (breaks && world.random.next() < 0.5) return answerBroken
    const refuse = (error: PlatformError) =>
      answerRefusal({ errcode: error.errcode, words: error.hint, ip: request.ip, realNow: open.realNow() })
    if (!breaks && happens(faults.rateLimit)) return refuse(new PlatformError(45009))
    const answer = attempt(() => (call.open ? guarded(open, { request, call }) : checked(open, { request, call })), refuse)
    return breaks ? answerBroken : answer
  })
}

function attempt(work: () => WireAnswer, refuse: (error: PlatformError) => WireAnswer): WireAnswer {
  try {
    return work()
  } catch (error) {
    if (error instanceof PlatformError) return refuse(error)
    throw error
  }
}

/** Who tries keys is blocked for a while: an open call counts its refusals. */
function guarded(open: OpenWorld, input: { request: PlatformRequest; call: PlatformCall }): WireAnswer {
  const tries = { caller: `wrong ${input.request.ip}`, path: input.call.path }
  refuseBlocked(open.world, tries)
  try {
    return checked(open, input)
  } catch (error) {
    if (error instanceof PlatformError && error.errcode !== 45009) countCall(open.world, { ...tries, frequency: WRONG_CALLS })
    throw error
  }
}

/** Counted even when refused; what the call itself did is undone when it refuses. */
function checked(open: OpenWorld, input: { request: PlatformRequest; call: PlatformCall }): WireAnswer {
  const { request, call } = input
  const { world } = open
  if (call.method !== request.method) platformError(call.method === 'GET' ? 43001 : 43002)
  countCall(world, { caller: `ip ${request.ip}`, path: call.path, frequency: ADDRESS_FREQUENCY })
  const app = call.open ? NO_APP : callingApp(open, { request, call })
  if (!call.open) countCall(world, { caller: app.corpId, path: call.path, frequency: { ...CORP_FREQUENCY, ...call.frequency } })
  const query = read(call.query, request.query)
  const body = call.multipart ? undefined : read(call.body, call.body ? parseBody(request.body) : undefined)
  return world.store.transaction(() => answerOk(call.answer({ world, app, query, body, files: request.files }), request.range))
}

const NO_APP: CallingApp = { corpId: '', agentId: 0, secretId: '' }

function callingApp(open: OpenWorld, input: { request: PlatformRequest; call: PlatformCall }): CallingApp {
  const { request, call } = input
  const owner = appOfToken(open.world, request.query.access_token)
  const app = findApp(open.world, owner)
  if (!app) return platformError(40014)
  if (app.trustedAddresses && !app.trustedAddresses.includes(request.ip)) platformError(60020)
  const needsContacts = call.needsContacts ?? call.path.startsWith(CONTACTS_PREFIX)
  if (needsContacts && !app.contactsAllowed) platformError(48002, 'the app is not listed for customer contact')
  return { ...owner, secretId: `${owner.corpId}:${owner.agentId}` }
}

/** @throws 40058 naming the first wrong field */
function read(shape: z.ZodType | undefined, value: unknown): unknown {
  if (!shape) return undefined
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  return platformError(40058, issue && `${issue.path.join('.') || 'body'} ${issue.message}`)
}

/** @throws 47001 of what is no JSON object; an empty body is an empty object */
function parseBody(body: string | undefined): unknown {
  if (body === undefined || body.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    if (z.record(z.string(), z.unknown()).safeParse(value).success) return value
  } catch {
    // Falls through: unreadable and not an object are the same mistake.
  }
  return platformError(47001, 'Warning: wrong json format.')
}
