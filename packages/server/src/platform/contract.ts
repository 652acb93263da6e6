/** Endpoints as data. Browser-safe: the console, the CLI, OpenAPI, the permission matrix and the tests walk the same list. */
import type { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `public`: anybody; `signedIn`: any console session or key; otherwise the permission a role or key must carry. */
export type Access = 'public' | 'signedIn' | `${string}.${string}`

export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** Dotted name, also the operation id in OpenAPI, the audit log and the CLI: `events.count`. */
  readonly name: string
  readonly method: Method
  /** Path below `/api/v1`, parameters as `:id`. */
  readonly path: `/${string}`
  readonly access: Access
  readonly summary: { readonly zh: string; readonly en: string }
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly response: Response
  /** Error codes this call may answer with, beyond the general ones of `platform/errors`. */
  readonly errors?: readonly string[]
  /** `multipart`: the handler reads the upload itself; `file`: it answers with a file instead of JSON. Absent: JSON both ways. */
  readonly form?: 'multipart' | 'file'
  /** A write whose effect is only a read (a preview, a report asked by POST): not audited, no CSRF-relevant effect. */
  readonly readOnly?: boolean
}

/** Declares one endpoint; keeps the literal types so that a call and a handler are checked against the same schemas. */
export function endpoint<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Response extends z.ZodType = z.ZodType,
>(definition: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return definition
}

export type ParamsOf<E> = E extends Endpoint<infer P, infer _Q, infer _B, infer _R> ? z.output<P> : never
export type QueryOf<E> = E extends Endpoint<infer _P, infer Q, infer _B, infer _R> ? z.output<Q> : never
export type BodyOf<E> = E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? z.output<B> : never
export type ResponseOf<E> = E extends Endpoint<infer _P, infer _Q, infer _B, infer R> ? z.output<R> : never
/** What a caller writes, before defaults are filled in. */
export type BodyInputOf<E> = E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? z.input<B> : never
export type QueryInputOf<E> = E extends Endpoint<infer _P, infer Q, infer _B, infer _R> ? z.input<Q> : never
