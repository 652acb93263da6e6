/** The description of the API. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { authEndpoints } from '../auth/contract.ts'
import { authErrors } from '../auth/errors.ts'
import { endpoint } from '../contract.ts'
import { openApiDocument } from './openapi.ts'

interface Rule {
  name: string
  all?: Rule[] | undefined
}
const rule: z.ZodType<Rule> = z.object({
  name: z.string(),
  get all() {
    return z.array(rule).optional()
  },
})

const words = { zh: '数', en: 'Count' }
const plain = endpoint({
  name: 'toy.count',
  method: 'GET',
  path: '/toy/:id/count',
  access: 'events.read',
  summary: words,
  params: z.object({ id: z.string() }),
  query: z.object({ limit: z.coerce.number().int().max(9).default(5), name: z.string() }),
  response: z.object({ count: z.number() }),
  errors: ['auth.last_owner'],
})
const recursive = endpoint({
  name: 'toy.rule',
  method: 'POST',
  path: '/toy/rule',
  access: 'events.read',
  summary: words,
  body: rule,
  response: z.void(),
})
const nested = endpoint({
  name: 'toy.nested',
  method: 'POST',
  path: '/toy/nested',
  access: 'public',
  summary: words,
  body: z.object({ rule, other: rule }),
  response: z.object({ rule }),
})
const file = endpoint({
  name: 'toy.file',
  method: 'GET',
  path: '/toy/file',
  access: 'signedIn',
  summary: words,
  response: z.unknown(),
  form: 'file',
})
const upload = endpoint({
  name: 'toy.upload',
  method: 'POST',
  path: '/toy/upload',
  access: 'signedIn',
  summary: words,
  response: z.void(),
  form: 'multipart',
})

const document = openApiDocument([nested, recursive, plain, file, upload, ...authEndpoints], { errors: authErrors })

test('an operation says what it takes, gives, needs and refuses', () => {
  expect(operation('/toy/{id}/count', 'get')).toMatchObject({
    operationId: 'toy.count',
    tags: ['toy'],
    summary: 'Count',
    description: '数\n\nNeeds the permission events.read (Read events and counts · 查看事件与计数).',
    parameters: [
      { name: 'id', in: 'path', required: true },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 9, default: 5 } },
      { name: 'name', in: 'query', required: true },
      { $ref: '#/components/parameters/Workspace' },
      { $ref: '#/components/parameters/Language' },
    ],
    responses: {
      200: { content: { 'application/json': { schema: { properties: { count: { type: 'number' } } } } } },
      401: { description: 'platform.unauthenticated' },
      409: { content: { 'application/json': { examples: { 'auth.last_owner': {} } } } },
    },
  })
})

test('what is public asks for no key, what answers nothing is 204, files and uploads are said to be', () => {
  expect(operation('/toy/nested', 'post')).toMatchObject({ security: [] })
  expect(operation('/toy/{id}/count', 'get').security).toBeUndefined()
  expect(Object.keys(operation('/session', 'delete').responses as object)).toContain('204')
  expect(operation('/toy/file', 'get')).toMatchObject({ responses: { 200: { content: { '*/*': {} } } } })
  expect(operation('/toy/upload', 'post')).toMatchObject({ requestBody: { content: { 'multipart/form-data': {} } } })
})

test('every reference leads somewhere, also of schemas that contain themselves', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '')
  expect(references).toContain('#/components/schemas/toy.rule.body')
  for (const reference of references) expect(resolved(reference), reference).toBeTypeOf('object')
  expect(JSON.stringify(document)).not.toContain('"$defs"')
})

test('every endpoint is described once, and the same list gives the same text', () => {
  const ids = [...JSON.stringify(document).matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
  expect(ids.length).toBe(5 + authEndpoints.length)
  expect(new Set(ids).size).toBe(ids.length)
  const again = openApiDocument([...authEndpoints, upload, file, plain, recursive, nested], { errors: authErrors })
  expect(JSON.stringify(again.paths)).toBe(JSON.stringify(document.paths))
})

function operation(path: string, method: string): Record<string, unknown> {
  return (document.paths as Record<string, Record<string, Record<string, unknown>>>)[path]?.[method] ?? {}
}

function resolved(reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
}
