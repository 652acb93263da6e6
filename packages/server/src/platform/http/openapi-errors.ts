/** The error answers of one endpoint in OpenAPI: by status, each code with its words as an example. */
import type { Endpoint } from '../contract.ts'
import type { ErrorKind, ErrorTable } from '../errors.ts'

/** Codes that follow from what an endpoint is, beside those it declares. */
function generalCodes(endpoint: Endpoint): string[] {
  const write = endpoint.method !== 'GET' && endpoint.readOnly !== true
  return [
    ...(endpoint.params || endpoint.query || endpoint.body ? ['platform.invalid'] : []),
    ...(endpoint.body ? ['platform.unparsable', 'platform.too_large', 'platform.unsupported_media'] : []),
    ...(endpoint.access === 'public' ? [] : ['platform.unauthenticated', 'auth.unknown_workspace', 'auth.not_a_member']),
    ...(endpoint.access === 'public' || endpoint.access === 'signedIn' ? [] : ['platform.forbidden']),
    ...(write && endpoint.access !== 'public' ? ['platform.csrf', 'platform.idempotency_mismatch', 'http.still_running'] : []),
    'platform.internal',
    'platform.unavailable',
  ]
}

/** Responses keyed by status. A code that no table knows is left out; checks elsewhere refuse it. */
export function errorResponses(endpoint: Endpoint, errors: ErrorTable): Record<string, unknown> {
  const codes = [...new Set([...(endpoint.errors ?? []), ...generalCodes(endpoint)])]
  const known = codes.flatMap((code) => {
    const kind: ErrorKind | undefined = errors[code as keyof ErrorTable]
    return kind ? [{ code, kind }] : []
  })
  const statuses = [...new Set(known.map(({ kind }) => kind.status))].sort((a, b) => a - b)
  return Object.fromEntries(statuses.map((status) => [status, responseOf(known.filter(({ kind }) => kind.status === status))]))
}

function responseOf(codes: readonly { code: string; kind: ErrorKind }[]): Record<string, unknown> {
  const examples = Object.fromEntries(
    codes.map(({ code, kind }) => [code, { summary: kind.zh, value: { error: { code, message: kind.en, details: {} } } }]),
  )
  return {
    description: codes.map(({ code }) => code).join(', '),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } },
  }
}
