/** The OpenAPI 3.1 description of a list of endpoints, complete enough to generate a client from. Same list, same text. */
import { z } from 'zod'
import { permissionWords } from '../auth/permissions.ts'
import type { Endpoint } from '../contract.ts'
import { type ErrorTable, platformErrors } from '../errors.ts'
import { errorResponses } from './openapi-errors.ts'
import { hoist, type JsonSchema, type Schemas } from './openapi-schemas.ts'

const OPENAPI_VERSION = '3.1.0'

export interface OpenApiInput {
  /** Every error table, for statuses and examples; the platform's own are always known. */
  readonly errors: ErrorTable
  /** Paths outside `/api/v1`, already in OpenAPI's form. */
  readonly otherPaths?: Readonly<Record<string, object>>
}

/** Describes the endpoints in the order of their paths. Plain data, ready for JSON. */
export function openApiDocument(endpoints: readonly Endpoint[], input: OpenApiInput): Record<string, unknown> {
  const schemas: Schemas = { Error: errorSchema }
  const errors: ErrorTable = { ...platformErrors, ...input.errors }
  const paths: Record<string, Record<string, unknown>> = {}
  const sorted = [...endpoints].sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
  for (const endpoint of sorted) {
    const path = openApiPath(endpoint.path)
    const operations = paths[path] ?? {}
    operations[endpoint.method.toLowerCase()] = operation(endpoint, { schemas, errors })
    paths[path] = operations
  }
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: 'Liuchi 留池',
      version: 'v1',
      description:
        'Management API. Bearer API key, or the session of the console. The workspace is named by X-Workspace (absent: default). ' +
        'Lists take limit and cursor. Writes accept Idempotency-Key. Error messages are in the language of Accept-Language.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: tagsOf(sorted),
    paths: { ...paths, ...input.otherPaths },
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'API key, begins with lk_' },
        session: { type: 'apiKey', in: 'cookie', name: 'liuchi_session', description: 'Writes also need X-CSRF-Token' },
      },
      parameters: commonParameters,
      schemas,
    },
  }
}

interface Parts {
  readonly schemas: Schemas
  readonly errors: ErrorTable
}

function operation(endpoint: Endpoint, parts: Parts): Record<string, unknown> {
  const write = endpoint.method !== 'GET' && endpoint.readOnly !== true
  const known = endpoint.access === 'public' ? undefined : endpoint.access
  return {
    operationId: endpoint.name,
    tags: [tagOf(endpoint)],
    summary: endpoint.summary.en,
    description: [endpoint.summary.zh, accessSentence(endpoint)].join('\n\n'),
    'x-access': endpoint.access,
    ...(known === undefined && { security: [] }),
    parameters: parametersOf(endpoint, { ...parts, write }),
    ...requestBodyOf(endpoint, parts),
    responses: { ...answerOf(endpoint, parts), ...errorResponses(endpoint, parts.errors) },
  }
}

function accessSentence({ access }: Endpoint): string {
  if (access === 'public') return 'Open to anybody.'
  if (access === 'signedIn') return 'Any signed-in account or API key.'
  const words = permissionWords[access as keyof typeof permissionWords]
  return `Needs the permission ${access}${words ? ` (${words.en} · ${words.zh})` : ''}.`
}

function parametersOf(endpoint: Endpoint, input: Parts & { write: boolean }): unknown[] {
  const own = (['params', 'query'] as const).flatMap((part) => {
    const schema = endpoint[part]
    if (!schema) return []
    const { properties, required } = objectOf(toJson(schema, { io: 'input', name: `${endpoint.name}.${part}`, schemas: input.schemas }))
    return Object.entries(properties).map(([name, shape]) => ({
      name,
      in: part === 'params' ? 'path' : 'query',
      required: part === 'params' || required.includes(name),
      schema: shape,
    }))
  })
  const common = [
    ...(endpoint.access === 'public' ? [] : ['Workspace']),
    'Language',
    ...(input.write && endpoint.access !== 'public' ? ['IdempotencyKey', 'CsrfToken'] : []),
  ]
  return [...own, ...common.map((name) => ({ $ref: `#/components/parameters/${name}` }))]
}

function requestBodyOf(endpoint: Endpoint, { schemas }: Parts): Record<string, unknown> {
  if (!endpoint.body) return endpoint.form === 'multipart' ? { requestBody: uploadBody } : {}
  const schema = toJson(endpoint.body, { io: 'input', name: `${endpoint.name}.body`, schemas })
  const type = endpoint.form === 'multipart' ? 'multipart/form-data' : 'application/json'
  return { requestBody: { required: true, content: { [type]: { schema } } } }
}

const uploadBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: { type: 'string', format: 'binary' } },
        required: ['file'],
        additionalProperties: true,
      },
    },
  },
}

function answerOf(endpoint: Endpoint, { schemas }: Parts): Record<string, unknown> {
  if (endpoint.form === 'file')
    return { 200: { description: 'A file', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } } }
  if (endpoint.response instanceof z.ZodUndefined || endpoint.response instanceof z.ZodVoid) return { 204: { description: 'Done' } }
  const schema = toJson(endpoint.response, { io: 'output', name: `${endpoint.name}.answer`, schemas })
  return { 200: { description: 'Done', content: { 'application/json': { schema } } } }
}

function toJson(schema: z.ZodType, input: { io: 'input' | 'output'; name: string; schemas: Schemas }): JsonSchema {
  const made = z.toJSONSchema(schema, { io: input.io, unrepresentable: 'any', target: 'draft-2020-12' })
  return hoist(made, { name: input.name, schemas: input.schemas })
}

function objectOf(schema: JsonSchema): { properties: Record<string, unknown>; required: readonly unknown[] } {
  const { properties, required } = schema
  return {
    properties: typeof properties === 'object' && properties !== null ? { ...properties } : {},
    required: Array.isArray(required) ? required : [],
  }
}

const errorSchema: JsonSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'details'],
      properties: {
        code: { type: 'string', examples: ['platform.invalid'] },
        message: { type: 'string', description: 'One sentence in the language of the request' },
        details: { type: 'object', additionalProperties: true },
      },
    },
  },
}

const commonParameters = {
  Workspace: {
    name: 'X-Workspace',
    in: 'header',
    required: false,
    description: 'Name of the workspace; absent: default',
    schema: { type: 'string', pattern: '^[a-z0-9_-]{1,63}$', default: 'default' },
  },
  Language: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'Language of messages: zh or en',
    schema: { type: 'string', examples: ['zh-CN', 'en'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'A repeated request with the same key gets the answer of the first one, for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  CsrfToken: {
    name: 'X-CSRF-Token',
    in: 'header',
    required: false,
    description: 'Only with a session: the token from signing in',
    schema: { type: 'string' },
  },
}

function tagOf({ name }: Endpoint): string {
  return name.split('.', 1)[0] ?? name
}

function tagsOf(endpoints: readonly Endpoint[]): { name: string }[] {
  return [...new Set(endpoints.map(tagOf))].sort(compare).map((name) => ({ name }))
}

function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
