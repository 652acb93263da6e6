/** One interface of the platform, as an area declares it. */
import type { z } from 'zod'
import type { World } from './world.ts'

export interface PlatformCall<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST'
  /** `/cgi-bin/externalcontact/get` */
  readonly path: string
  /** Where the rules come from: `WW:92114` or a section, `A2`. */
  readonly source: string
  /** One line for the table of the README: which limits are kept. */
  readonly limits: string
  /** Of the query string besides `access_token`; all its values are strings. */
  readonly query?: Query
  /** Unknown fields are ignored as the platform does; a wrong one is 40058 naming the field, unreadable JSON 47001. */
  readonly body?: Body
  /** The body is a form with files (media/upload): `files` of the answer's argument holds them. */
  readonly multipart?: boolean
  /** Needs no access_token (gettoken). */
  readonly open?: boolean
  /** The app must be listed for 客户联系, else 48002. True under `/cgi-bin/externalcontact/` unless told. */
  readonly needsContacts?: boolean
  /** Narrower than the base limits of WW:90454; counted per corp and call. */
  readonly frequency?: Frequency
  /** Calls of one corp at work at the same time; more are 45033. */
  readonly concurrency?: number
  /** @returns the fields besides errcode and errmsg (added as 0 and "ok"), or a `download`. Refuses with `platformError(code, hint?)`. */
  answer(call: Called<z.output<Query>, z.output<Body>>): object
}

export interface Frequency {
  readonly perMinute?: number
  readonly perHour?: number
  readonly perDay?: number
  readonly perMonth?: number
}

export interface Called<Query, Body> {
  readonly world: World
  readonly app: CallingApp
  readonly query: Query
  readonly body: Body
  readonly files: readonly UploadedFile[]
}

/** A part of a `multipart` call. */
export interface UploadedFile {
  readonly field: string
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export interface CallingApp {
  readonly corpId: string
  readonly agentId: number
  readonly secretId: string
}

/** Keeps the types of query and body inside, forgets them outside. */
export function defineCall<Query extends z.ZodType, Body extends z.ZodType>(call: PlatformCall<Query, Body>): PlatformCall {
  return call
}
