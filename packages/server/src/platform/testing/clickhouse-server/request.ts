/** A request of ClickHouse's HTTP interface, taken apart. */
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'

export interface StatementRequest {
  readonly statement: string
  readonly database: string | undefined
  readonly queryId: string
  /** For a statement that names none. */
  readonly format: string
  /** Parameters by name, escaped as they came. */
  readonly parameters: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  readonly gzipResponse: boolean
}

/** What an address may hold that is neither parameter nor setting, or is a setting of the HTTP server only. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'query_id',
  'default_format',
  'user',
  'password',
  'role',
  'session_id',
  'enable_http_compression',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
])

export async function readRequest(request: IncomingMessage): Promise<StatementRequest> {
  const address = new URL(request.url ?? '/', 'http://localhost').searchParams
  const body = await readBody(request)
  const form = await readForm(request, body)
  const values = new Map([...address, ...form])
  const query = values.get('query') ?? ''
  const data = form.length > 0 ? '' : body.toString('utf8')
  return {
    statement: query === '' ? data : data === '' ? query : `${query}\n${data}`,
    database: values.get('database'),
    queryId: values.get('query_id') ?? '',
    format: values.get('default_format') ?? 'TabSeparated',
    parameters: Object.fromEntries([...values].filter(([name]) => name.startsWith('param_')).map(([name, text]) => [name.slice(6), text])),
    settings: Object.fromEntries([...values].filter(([name]) => !name.startsWith('param_') && !NOT_SETTINGS.has(name))),
    gzipResponse: values.get('enable_http_compression') === '1' && /\bgzip\b/.test(String(request.headers['accept-encoding'])),
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = await buffer(request)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}

/** The client sends long parameters as a form. */
async function readForm(request: IncomingMessage, body: Buffer): Promise<[string, string][]> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return []
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return [...form].map(([name, value]) => [name, String(value)])
}
