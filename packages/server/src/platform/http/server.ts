/** The HTTP edge: one Fastify server for the management API, health, the console's files and whatever plugins add. */
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { authErrors } from '../auth/errors.ts'
import { clickhouseErrors } from '../clickhouse/errors.ts'
import { type ErrorTable, platformErrors } from '../errors.ts'
import type { Handles } from '../handles.ts'
import type { Authenticate } from './admit.ts'
import { addApiRoutes } from './api-routes.ts'
import type { AuditSink } from './audit-sink.ts'
import type { Binding } from './bind.ts'
import { answerBrokenRequest } from './broken-request.ts'
import { addConsole } from './console-files.ts'
import { sendError } from './error-answer.ts'
import { httpErrors } from './errors.ts'
import { addHealthRoutes, type ReadinessCheck } from './health.ts'
import { acceptOnlyJson } from './json-body.ts'
import { API_PREFIX } from './paths.ts'
import { requestIdOf } from './request-id.ts'
import { localeOfRequest } from './request-locale.ts'
import { addRequestLog } from './request-log.ts'
import { addSecurityHeaders, setSecurityHeaders } from './security-headers.ts'

/** JSON bodies of the API; plugins and uploads set their own limits. */
export const BODY_MAX_BYTES = 1024 * 1024
export const UPLOAD_MAX_BYTES = 8 * 1024 * 1024 * 1024
const UPLOAD_FIELD_MAX_BYTES = 256 * 1024
const UPLOAD_FIELDS_MAX = 20
/** Room for an identifier in a path; longer than any identifier we keep. */
const PARAM_MAX_LENGTH = 1024
/** A large upload over a slow line. */
const REQUEST_TIMEOUT_MS = 2 * 60 * 60 * 1000
const HEADERS_TIMEOUT_MS = 30_000
/** Sensors' image requests carry a whole event, up to 32 KB before base64, in their address. */
const HEADERS_MAX_BYTES = 64 * 1024

export interface HttpServerInput {
  readonly handles: Handles
  readonly bindings: readonly Binding[]
  readonly authenticate: Authenticate
  readonly audit: AuditSink
  /** The built console; absent: only the API is served. */
  readonly consoleFolder?: string | undefined
  /** Beyond those of the platform. */
  readonly errorTables: readonly ErrorTable[]
  /** Routes outside `/api/v1` (collecting, callbacks), each in a scope of its own with its own parsers and limits. */
  readonly plugins?: readonly FastifyPluginAsync[]
  /** Beyond the two stores. */
  readonly readiness?: readonly ReadinessCheck[]
  /** Answers are checked against their schema, an answer that does not fit is a defect (500). For tests and development. */
  readonly checkAnswers?: boolean
}

/** Everything the parts of the edge share. */
export interface HttpParts extends HttpServerInput {
  readonly errors: ErrorTable
}

/** Builds the server without listening. The caller listens and closes. */
export async function buildHttpServer(input: HttpServerInput): Promise<FastifyInstance> {
  const parts: HttpParts = {
    ...input,
    errors: Object.assign({}, platformErrors, clickhouseErrors, httpErrors, authErrors, ...input.errorTables),
  }
  const { config, ids } = input.handles
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: PARAM_MAX_LENGTH },
    // A proxy on this machine may tell the visitor's address and protocol; nobody else is believed.
    trustProxy: 'loopback',
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: HEADERS_MAX_BYTES },
    genReqId: (request) => requestIdOf(ids, request),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, config.locale),
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply.header('x-request-id', request.id))
      sendError({ errors: parts.errors, log: input.handles.log }, reply, { error, locale: localeOfRequest(request, config.locale) })
    },
  })
  server.decorateRequest('accountLocale', undefined)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  addSecurityHeaders(server)
  addRequestLog(server, input.handles)
  addErrorHandlers(server, parts)
  await server.register(cookie)
  await server.register(async (scope) => addHealthRoutes(scope, parts))
  await server.register(
    async (scope) => {
      acceptOnlyJson(scope)
      await scope.register(multipart, {
        limits: {
          files: 1,
          fileSize: UPLOAD_MAX_BYTES,
          fields: UPLOAD_FIELDS_MAX,
          fieldSize: UPLOAD_FIELD_MAX_BYTES,
          parts: UPLOAD_FIELDS_MAX + 1,
        },
      })
      addApiRoutes(scope, parts)
    },
    { prefix: API_PREFIX },
  )
  for (const plugin of input.plugins ?? []) await server.register(async (scope) => plugin(scope, {}))
  await addConsole(server, input.consoleFolder)
  return server
}

function addErrorHandlers(server: FastifyInstance, parts: HttpParts): void {
  const { config, log } = parts.handles
  server.setErrorHandler((error, request, reply) =>
    sendError({ errors: parts.errors, log }, reply, { error, locale: localeOfRequest(request, config.locale) }),
  )
}
