/** Puts every bound endpoint under `/api/v1`: admitted, read, kept for repetition, audited, run, answered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../auth/actor.ts'
import type { Endpoint } from '../contract.ts'
import { AppError, fail } from '../errors.ts'
import { type Admitted, admit, findWorkspaceOfRequest, isWrite } from './admit.ts'
import { answerText, isFileAnswer, sendFile } from './answer.ts'
import type { AuditedWrite } from './audit-sink.ts'
import { outcomeOf, runAudited, runRecorded } from './audited.ts'
import type { Binding, CallContext, ReadCall } from './bind.ts'
import { checkBindings } from './check-bindings.ts'
import { type KeptAnswer, runOnce } from './idempotency.ts'
import { openApiDocument } from './openapi.ts'
import { checkPlainJson } from './plain-json.ts'
import { localeOfRequest } from './request-locale.ts'
import type { HttpParts } from './server.ts'

declare module 'fastify' {
  interface FastifyRequest {
    admitted: Admitted | undefined
  }
}

/** Throws when two bindings share a name or a path, or one asks for a permission that is not declared. */
export function addApiRoutes(scope: FastifyInstance, parts: HttpParts): void {
  checkBindings(parts.bindings)
  scope.decorateRequest('admitted', undefined)
  for (const binding of parts.bindings) addRoute(scope, parts, binding)
  addOpenApi(scope, parts)
}

function addRoute(scope: FastifyInstance, parts: HttpParts, binding: Binding): void {
  scope.route({
    method: binding.endpoint.method,
    url: binding.endpoint.path,
    onRequest: async (request) => {
      request.admitted = await admitted(parts, binding, request)
    },
    handler: (request, reply) => answer(parts, binding, { request, reply }),
  })
}

/** Before the body is read: a stranger cannot make us parse anything. A refused write of somebody known is recorded. */
async function admitted(parts: HttpParts, binding: Binding, request: FastifyRequest): Promise<Admitted> {
  const isPublic = binding.endpoint.access === 'public'
  const principal = isPublic ? undefined : await parts.authenticate(request)
  request.accountLocale = principal?.locale
  try {
    return await admit(parts.handles, { binding, request, principal })
  } catch (error) {
    if (principal && isWrite(binding.endpoint) && error instanceof AppError)
      await recordRefusal(parts, { binding, request, principal, error })
    throw error
  }
}

/** Refused either way: when it cannot be recorded, the caller still gets the reason. */
async function recordRefusal(
  parts: HttpParts,
  input: { binding: Binding; request: FastifyRequest; principal: Principal; error: AppError },
): Promise<void> {
  const { binding, request, principal } = input
  const { kind, id, name } = principal
  try {
    const workspace = binding.needsWorkspace ? await findWorkspaceOfRequest(parts.handles, request) : undefined
    const write = auditedWrite({ binding, requestId: request.id, actor: { kind, id, name }, workspaceId: workspace?.id ?? 0 })
    await parts.audit.record(write, outcomeOf(parts.errors, input.error))
  } catch (error) {
    parts.handles.log.error({ requestId: request.id, error: String(error) }, 'a refused write could not be recorded')
  }
}

async function answer(parts: HttpParts, binding: Binding, http: { request: FastifyRequest; reply: FastifyReply }): Promise<FastifyReply> {
  const { request, reply } = http
  const { config } = parts.handles
  const locale = localeOfRequest(request, config.locale)
  if (binding.endpoint.form !== 'multipart' && request.isMultipart())
    fail('platform.unsupported_media', { contentType: 'multipart/form-data' })
  checkPlainJson([request.params, request.query])
  const read = binding.read({ params: request.params, query: request.query, body: request.body }, locale)
  const { actor, workspace } = request.admitted ?? neverAdmitted(binding.endpoint)
  const context: CallContext = {
    handles: parts.handles,
    actor,
    workspace,
    locale,
    requestId: request.id,
    request,
    reply,
    signal: goneSignal(reply),
  }
  reply.header('cache-control', 'no-store')
  if (!isWrite(binding.endpoint)) return send(reply, parts, { endpoint: binding.endpoint, value: await read.run(context) })
  return write(parts, { binding, read, context })
}

/** Aborts when the connection closes before the answer was sent. Fastify's own also fires when a body has merely been read. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

interface Write {
  readonly binding: Binding
  readonly read: ReadCall
  readonly context: CallContext
}

/** With an `Idempotency-Key` and somebody known, the answer is kept; a stranger's sign-in is never repeated from memory. */
async function write(parts: HttpParts, input: Write): Promise<FastifyReply> {
  const { binding, context } = input
  const { request, reply, actor } = context
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || actor.kind === 'nobody' || binding.endpoint.form === 'file')
    return send(reply, parts, { endpoint: binding.endpoint, value: await runWrite(parts, input) })
  const kept = await runOnce(parts.handles, {
    workspaceId: context.workspace?.id ?? 0,
    key,
    request: [actor.kind, actor.id, binding.endpoint.name, request.params, request.query, bodyMark(binding.endpoint, request)],
    run: async () => jsonAnswer(parts, { endpoint: binding.endpoint, value: await runWrite(parts, input) }),
  })
  if (kept.replayed) reply.header('idempotent-replayed', 'true')
  return sendJson(reply, kept)
}

/** What tells two bodies apart; an upload is read only once, by its handler, so its size and type stand for it. */
function bodyMark(endpoint: Endpoint, request: FastifyRequest): unknown {
  return endpoint.form === 'multipart' ? [request.headers['content-length'] ?? '', request.mediaType] : request.body
}

function runWrite(parts: HttpParts, { binding, read, context }: Write): Promise<unknown> {
  const { kind, id, name } = context.actor
  const audited = {
    write: {
      ...auditedWrite({ binding, requestId: context.requestId, actor: { kind, id, name }, workspaceId: context.workspace?.id ?? 0 }),
      targets: read.targets,
      fields: read.fields,
    },
    run: () => read.run(context),
    targetsOf: read.targetsOf,
  }
  const auditParts = { sink: parts.audit, log: parts.handles.log, errors: parts.errors }
  return kind === 'nobody' ? runRecorded(auditParts, audited) : runAudited(auditParts, audited)
}

function auditedWrite(input: { binding: Binding; requestId: string; actor: AuditedWrite['actor']; workspaceId: number }): AuditedWrite {
  const { binding, ...rest } = input
  return { ...rest, action: binding.endpoint.name, targets: [], fields: [] }
}

function send(reply: FastifyReply, parts: HttpParts, input: { endpoint: Endpoint; value: unknown }): FastifyReply {
  return isFileAnswer(input.value) ? sendFile(reply, input.value) : sendJson(reply, jsonAnswer(parts, input))
}

function jsonAnswer(parts: HttpParts, input: { endpoint: Endpoint; value: unknown }): KeptAnswer {
  const text = answerText({ ...input, check: parts.checkAnswers === true })
  return { status: text === '' ? 204 : 200, text }
}

function sendJson(reply: FastifyReply, { status, text }: KeptAnswer): FastifyReply {
  return status === 204 ? reply.code(204).send() : reply.code(status).type('application/json; charset=utf-8').send(text)
}

function neverAdmitted(endpoint: Endpoint): never {
  throw new Error(`${endpoint.name} was reached without being admitted`)
}

/** The description of the whole API, made at the first request for it. */
function addOpenApi(scope: FastifyInstance, parts: HttpParts): void {
  let text: string | undefined
  scope.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(
      openApiDocument(
        parts.bindings.map(({ endpoint }) => endpoint),
        { errors: parts.errors },
      ),
    )
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(text)
  })
}
