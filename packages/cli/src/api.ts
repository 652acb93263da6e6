/** Calls of the management API, as `/api/v1/openapi.json` describes them. */
import { Failure } from './failure.ts'
import type { Server } from './server.ts'
import { locale, say } from './words.ts'

export interface ApiCall {
  readonly method?: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | number | undefined>>
  /** JSON. */
  readonly body?: unknown
  readonly form?: FormData
  readonly workspace?: string | undefined
}

/** The answer as it came; throws a Failure with the server's own words when it refused or could not be reached. */
export async function send(server: Server, call: ApiCall): Promise<Response> {
  const url = new URL(`${server.url}/api/v1${call.path}`)
  for (const [name, value] of Object.entries(call.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) url.searchParams.append(name, String(one))
  }
  const headers: Record<string, string> = { authorization: `Bearer ${server.apiKey}`, 'accept-language': locale() }
  if (call.workspace !== undefined) headers['x-workspace'] = call.workspace
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(url, {
      method: call.method ?? 'GET',
      headers,
      ...(call.form ? { body: call.form } : call.body !== undefined && { body: JSON.stringify(call.body) }),
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Failure(say(`连不上 ${server.url}：${cause}`, `${server.url} cannot be reached: ${cause}`))
  }
  if (!response.ok) throw await refusal(response)
  return response
}

/** The answer's JSON; undefined when it has no body. */
export async function ask(server: Server, call: ApiCall): Promise<Record<string, unknown>> {
  const text = await (await send(server, call)).text()
  const value: unknown = text === '' ? {} : JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : { value }
}

async function refusal(response: Response): Promise<Failure> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } }
    return new Failure(`${error.message} (${error.code})`, error.code)
  } catch {
    return new Failure(`HTTP ${response.status} ${text.slice(0, 200)}`)
  }
}
