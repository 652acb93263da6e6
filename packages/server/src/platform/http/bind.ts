/** Joins an endpoint, which is data, to the function that answers it. */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceRef } from '../auth/workspaces.ts'
import type { Endpoint } from '../contract.ts'
import type { Handles } from '../handles.ts'
import type { Locale } from '../i18n/locale.ts'
import { readPart } from './read-part.ts'

/** What a call knows before its own parts are read. */
export interface CallContext {
  readonly handles: Handles
  readonly actor: Actor
  /** Undefined only for what is bound with `bindToAccount`. */
  readonly workspace: WorkspaceRef | undefined
  readonly locale: Locale
  readonly requestId: string
  /** For uploads only: everything else is in the fields beside it. */
  readonly request: FastifyRequest
  /** For cookies and headers only: the answer is what the handler returns. */
  readonly reply: FastifyReply
  /** Aborted when the caller goes away; for reads. A write runs to its end. */
  readonly signal: AbortSignal
}

interface CallParts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
}

type CallOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<CallContext, 'workspace'> &
  CallParts<P, Q, B> & { readonly workspace: WorkspaceRef }
type AccountCallOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<CallContext, 'workspace'> & CallParts<P, Q, B>

/** One call of an endpoint in a workspace, checked and allowed. */
export type Call<E> = E extends Endpoint<infer P, infer Q, infer B, infer _R> ? CallOf<P, Q, B> : never
/** A handler of a `form: 'file'` endpoint answers with this. */
export interface FileAnswer {
  /** Shown to the person who saves it; any characters. */
  readonly fileName: string
  readonly contentType: string
  readonly body: Readable | Uint8Array | string
}

type Answer<R extends z.ZodType> = z.input<R> | FileAnswer
type Promised<T> = T | Promise<T>

interface RawParts {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** A call whose parts fit their schemas and which only remains to be run. */
export interface ReadCall {
  /** Names of the body's fields, for the audit. */
  readonly fields: readonly string[]
  /** Ids named by the path, for the audit. */
  readonly targets: readonly string[]
  run(context: CallContext): Promise<unknown>
  /** Ids that only the answer knows, for the audit. */
  targetsOf(answer: unknown): readonly string[]
}

export interface Binding {
  readonly endpoint: Endpoint
  readonly needsWorkspace: boolean
  /** Throws `platform.invalid`. */
  read(parts: RawParts, locale: Locale): ReadCall
}

export interface BindOptions {
  /** Names of path parameters and of fields of the answer that may stand in the audit; absent: `id` and those that end in `Id`. */
  readonly targetFields?: readonly string[]
}

/** Binds an endpoint that works inside one workspace: the caller was found to be a member with the permission it asks for. */
export function bind<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (call: CallOf<P, Q, B>) => Promised<Answer<R>>,
  options: BindOptions = {},
): Binding {
  const run = (context: CallContext, parts: CallParts<P, Q, B>) => {
    if (!context.workspace) throw new Error(`${endpoint.name} was called without a workspace`)
    return handler({ ...context, ...parts, workspace: context.workspace })
  }
  return { endpoint, needsWorkspace: true, read: reader(endpoint, run, options) }
}

/** Binds an endpoint that belongs to the account or the whole installation: no workspace is looked up and none is checked. */
export function bindToAccount<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (call: AccountCallOf<P, Q, B>) => Promised<Answer<R>>,
  options: BindOptions = {},
): Binding {
  const run = (context: CallContext, parts: CallParts<P, Q, B>) => handler({ ...context, ...parts })
  return { endpoint, needsWorkspace: false, read: reader(endpoint, run, options) }
}

function reader<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  run: (context: CallContext, parts: CallParts<P, Q, B>) => Promised<Answer<R>>,
  options: BindOptions,
): Binding['read'] {
  return (raw, locale) => {
    const parts = {
      params: readPart(endpoint.params, { part: 'params', value: raw.params, locale }),
      query: readPart(endpoint.query, { part: 'query', value: raw.query, locale }),
      body: readPart(endpoint.form === 'multipart' ? undefined : endpoint.body, { part: 'body', value: raw.body, locale }),
    }
    return {
      fields: sentFields(raw.body, parts.body),
      targets: targetsAmong(parts.params, options.targetFields),
      run: async (context) => run(context, parts),
      targetsOf: (answer) => targetsAmong(answer, options.targetFields),
    }
  }
}

const MAX_AUDITED_FIELDS = 50

/** Names the caller sent and the schema knows: an unknown name could itself be a value. */
function sentFields(sent: unknown, known: unknown): string[] {
  if (!isRecord(sent) || !isRecord(known)) return []
  return Object.keys(sent)
    .filter((name) => Object.hasOwn(known, name))
    .slice(0, MAX_AUDITED_FIELDS)
}

function targetsAmong(fields: unknown, names: readonly string[] | undefined): string[] {
  if (!isRecord(fields)) return []
  return Object.entries(fields)
    .filter(([name, value]) => typeof value === 'string' && (names ? names.includes(name) : name === 'id' || name.endsWith('Id')))
    .map(([, value]) => String(value))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
