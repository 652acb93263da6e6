/** The real HTTP edge over a test world, for every module's HTTP tests: callers with a role, a key or a session. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyPluginAsync, InjectOptions } from 'fastify'
import pino from 'pino'
import { insertAccount } from '../auth/accounts.ts'
import { EVERY_WORKSPACE } from '../auth/actor.ts'
import { insertApiKey } from '../auth/api-keys.ts'
import { openAuthenticate } from '../auth/authenticate.ts'
import { signIn } from '../auth/contract.ts'
import { CSRF_COOKIE } from '../auth/cookies.ts'
import { insertMembership } from '../auth/members.ts'
import { hashPassword } from '../auth/passwords.ts'
import { type RoleName, roles } from '../auth/roles.ts'
import { authRoutes } from '../auth/routes.ts'
import type { BodyInputOf, Endpoint, QueryInputOf, ResponseOf } from '../contract.ts'
import type { ErrorTable } from '../errors.ts'
import type { AuditedWrite, AuditOutcome, AuditSink } from '../http/audit-sink.ts'
import type { Binding } from '../http/bind.ts'
import type { ErrorBody } from '../http/error-answer.ts'
import { API_PREFIX } from '../http/paths.ts'
import { buildHttpServer, type HttpServerInput } from '../http/server.ts'
import type { Log } from '../log.ts'
import type { World } from './world.ts'

export interface TestServerOptions {
  /** Error tables of the modules under test; those of the platform are known. */
  readonly errorTables?: readonly ErrorTable[]
  readonly plugins?: readonly FastifyPluginAsync[]
  readonly consoleFolder?: string
  readonly readiness?: HttpServerInput['readiness']
  /** Absent: kept in memory, see `audited`. */
  readonly audit?: AuditSink
}

export interface CallInput<E> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: QueryInputOf<E>
  readonly body?: BodyInputOf<E>
  readonly headers?: Readonly<Record<string, string>>
}

/** The same without types, for requests that must be refused. */
export interface LooseInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: unknown
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Reply<Body = unknown> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  /** Parsed JSON; undefined for an empty answer, the text when it is no JSON. */
  readonly body: Body
  /** Of an error answer. */
  readonly error: ErrorBody['error'] | undefined
  readonly text: string
}

export interface Caller {
  /** Headers sent with every request. */
  readonly headers: Readonly<Record<string, string>>
  /** The answer's body; throws with status and error when the call was refused. */
  call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<ResponseOf<E>>
  /** Whatever came back. */
  reply(endpoint: Endpoint, input?: LooseInput): Promise<Reply>
  /** A raw request, for uploads and malformed ones; `url` is complete. */
  inject(options: InjectOptions): Promise<Reply>
}

export interface TestServer {
  readonly fastify: FastifyInstance
  /** Lines logged at level error, newest last: what a 500 was about. */
  readonly defects: readonly string[]
  /** What the audit was told, unless a sink was given. */
  readonly audited: readonly { write: AuditedWrite; outcome: AuditOutcome | undefined }[]
  /** Without key or session. */
  readonly stranger: Caller
  /** An API key with the permissions of a role, in one workspace or (without one) in every one, speaking to `default`. */
  as(role: RoleName, input?: { workspace?: { id: number; name: string } }): Promise<Caller>
  /** An API key with just these permission patterns. */
  withPermissions(permissions: readonly string[], input?: { workspace?: { id: number; name: string } }): Promise<Caller>
  /** A new account, signed in; carries cookies and the CSRF token. */
  signedIn(
    role: RoleName,
    input?: { workspace?: { id: number; name: string } },
  ): Promise<Caller & { accountId: number; email: string; password: string }>
  close(): Promise<void>
}

/** Opens a server on the world's stores with the given bindings beside those of platform/auth. Nothing listens; close it after use. */
export async function openTestServer(
  world: Pick<World, 'handles'>,
  bindings: readonly Binding[],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const defects: string[] = []
  const handles = { ...world.handles, log: defectLog(defects) }
  const audited: { write: AuditedWrite; outcome: AuditOutcome | undefined }[] = []
  const own = authRoutes()
  const names = new Set(bindings.map(({ endpoint }) => endpoint.name))
  const fastify = await buildHttpServer({
    handles,
    bindings: [...own.filter(({ endpoint }) => !names.has(endpoint.name)), ...bindings],
    authenticate: openAuthenticate(handles),
    audit: options.audit ?? memorySink(audited),
    consoleFolder: options.consoleFolder,
    errorTables: options.errorTables ?? [],
    plugins: options.plugins ?? [],
    readiness: options.readiness ?? [],
    checkAnswers: true,
  })
  await fastify.ready()
  const withPermissions: TestServer['withPermissions'] = async (permissions, { workspace } = {}) => {
    const workspaceId = workspace?.id ?? EVERY_WORKSPACE
    const { key } = await insertApiKey(handles, handles.db, { workspaceId, name: 'test', permissions, createdBy: 'test' })
    return caller({ fastify, defects }, { authorization: `Bearer ${key}`, ...workspaceHeader(workspace) })
  }
  return {
    fastify,
    defects,
    audited,
    stranger: caller({ fastify, defects }, {}),
    withPermissions,
    as: (role, input) => withPermissions(roles[role].patterns, input),
    signedIn: async (role, { workspace } = {}) => {
      const email = `${randomUUID()}@test.example`
      const password = randomUUID()
      const accountId = await insertAccount(handles, handles.db, { email, name: role, passwordHash: await hashPassword(password) })
      await insertMembership(handles, handles.db, { workspaceId: workspace?.id ?? EVERY_WORKSPACE, accountId, role })
      const headers = { ...(await sessionHeaders(fastify, { email, password })), ...workspaceHeader(workspace) }
      return { ...caller({ fastify, defects }, headers), accountId, email, password }
    },
    close: () => fastify.close(),
  }
}

/** Signs in and answers the headers of the session: cookies and CSRF token. */
export async function sessionHeaders(
  fastify: FastifyInstance,
  input: { email: string; password: string },
): Promise<Record<string, string>> {
  const answer = await caller({ fastify, defects: [] }, {}).reply(signIn, { body: input })
  const cookies = [answer.headers['set-cookie']].flat().map((cookie) => String(cookie).split(';', 1)[0] ?? '')
  const csrf = cookies.find((cookie) => cookie.startsWith(`${CSRF_COOKIE}=`))
  if (!csrf) throw new Error(`signing in was answered ${answer.status}: ${answer.text}`)
  return { cookie: cookies.join('; '), 'x-csrf-token': csrf.slice(CSRF_COOKIE.length + 1) }
}

interface CallerParts {
  readonly fastify: FastifyInstance
  /** What the server logged of its own defects, newest last. */
  readonly defects: readonly string[]
}

const MAX_DEFECTS_KEPT = 20

/** Keeps errors, so that a test that meets a 500 says why. */
function defectLog(defects: string[]): Log {
  return pino(
    { level: 'error' },
    {
      write: (line: string) => {
        defects.push(line)
        if (defects.length > MAX_DEFECTS_KEPT) defects.shift()
      },
    },
  )
}

function workspaceHeader(workspace: { name: string } | undefined): Record<string, string> {
  return workspace ? { 'x-workspace': workspace.name } : {}
}

function caller({ fastify, defects }: CallerParts, headers: Readonly<Record<string, string>>): Caller {
  const inject: Caller['inject'] = async (options) => {
    const answer = await fastify.inject({ ...options, headers: { ...headers, ...options.headers } })
    const body = parsed(answer.body)
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body,
      error: isErrorBody(body) ? body.error : undefined,
      text: answer.body,
    }
  }
  const reply: Caller['reply'] = (endpoint, input = {}) =>
    inject({
      method: endpoint.method,
      url: `${API_PREFIX}${pathOf(endpoint, input.params ?? {})}${searchOf(input.query)}`,
      ...(input.headers && { headers: input.headers }),
      ...(input.body !== undefined && { payload: input.body as object }),
    })
  return {
    headers,
    inject,
    reply,
    call: async (endpoint, input = {}) => {
      const answer = await reply(endpoint, input)
      if (answer.status >= 400) {
        const defect = answer.status === 500 ? `\n${defects.at(-1)}` : ''
        throw new Error(`${endpoint.name} was answered ${answer.status}: ${answer.text}${defect}`)
      }
      return answer.body as ResponseOf<typeof endpoint>
    },
  }
}

function pathOf(endpoint: Endpoint, params: Readonly<Record<string, string>>): string {
  return endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

function searchOf(query: unknown): string {
  if (typeof query !== 'object' || query === null) return ''
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object'
}

function memorySink(audited: { write: AuditedWrite; outcome: AuditOutcome | undefined }[]): AuditSink {
  return {
    begin: async (write) => ({ workspaceId: write.workspaceId, id: audited.push({ write, outcome: undefined }) - 1 }),
    finish: async ({ id }, outcome) => {
      const entry = audited[id]
      if (entry) entry.outcome = outcome
    },
    record: async (write, outcome) => {
      audited.push({ write, outcome })
    },
  }
}
