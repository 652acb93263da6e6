/** One way to the server: endpoint objects of the contracts over `fetch`, with typed input and answer. */
import type { Endpoint, ResponseOf } from '@liuchi/server/platform/contract'
import type { z } from 'zod'
import { CallError, callErrorFrom, NETWORK_ERROR_CODE } from './call-error.ts'

const API_BASE = '/api/v1'
export const CSRF_COOKIE = 'liuchi_csrf'

/** On whose behalf a call is made: the workspace in view and the reader's language. */
export interface Caller {
  readonly workspace: string | undefined
  readonly language: string
}

// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts every endpoint; the four schemas are variant in both directions
export type AnyEndpoint = Endpoint<any, any, any, any>

type Part<Name extends string, Schema> = Schema extends z.ZodUndefined
  ? { readonly [K in Name]?: undefined }
  : Schema extends z.ZodType
    ? // biome-ignore lint/complexity/noBannedTypes: `{}` asks whether every field is optional
      {} extends z.input<Schema>
      ? { readonly [K in Name]?: z.input<Schema> }
      : { readonly [K in Name]: z.input<Schema> }
    : never

/** `{params, query, body}` as the endpoint declares them; a part is optional when all of it is. */
export type CallInput<E> =
  E extends Endpoint<infer P, infer Q, infer B, infer _R> ? Part<'params', P> & Part<'query', Q> & Part<'body', B> : never

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
}

/** The address of a call: parameters filled in, absent query values left out, lists repeated. */
export function addressOf<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>): string {
  const { params, query } = input as LooseInput
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, (_match, name: string) => encodeURIComponent(String(params?.[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return API_BASE + path + (text ? `?${text}` : '')
}

/** The value of a readable cookie. */
export function cookieValue(name: string): string | undefined {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found === undefined ? undefined : decodeURIComponent(found.slice(name.length + 1))
}

/** Headers every call carries: language, workspace, and for writes the CSRF token of the session. */
export function headersOf(caller: Caller, endpoint: AnyEndpoint): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': caller.language }
  if (caller.workspace !== undefined) headers['X-Workspace'] = caller.workspace
  const token = endpoint.method === 'GET' ? undefined : cookieValue(CSRF_COOKIE)
  if (token !== undefined) headers['X-CSRF-Token'] = token
  return headers
}

async function ask(caller: Caller, endpoint: AnyEndpoint, input: LooseInput, signal: AbortSignal | undefined): Promise<Response> {
  const headers = headersOf(caller, endpoint)
  const init: RequestInit = { method: endpoint.method, headers, credentials: 'same-origin', signal: signal ?? null }
  if (input.body instanceof FormData) init.body = input.body
  else if (input.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(input.body)
  }
  try {
    return await fetch(addressOf(endpoint, input as CallInput<AnyEndpoint>), init)
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new CallError(0, NETWORK_ERROR_CODE, String(cause))
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Calls an endpoint and gives its answer. Throws `CallError` on a refusal or when no answer came; aborts with the signal. */
export async function call<E extends AnyEndpoint>(
  caller: Caller,
  endpoint: E,
  input: CallInput<E>,
  signal?: AbortSignal,
): Promise<ResponseOf<E>> {
  const response = await ask(caller, endpoint, input as LooseInput, signal)
  const answer = await answerOf(response)
  if (!response.ok) throw callErrorFrom(response.status, answer)
  return answer as ResponseOf<E>
}

/** Calls an endpoint that answers with a file. Throws like `call`. */
export async function callForFile<E extends AnyEndpoint>(caller: Caller, endpoint: E, input: CallInput<E>): Promise<Blob> {
  const response = await ask(caller, endpoint, input as LooseInput, undefined)
  if (!response.ok) throw callErrorFrom(response.status, await answerOf(response))
  return response.blob()
}
