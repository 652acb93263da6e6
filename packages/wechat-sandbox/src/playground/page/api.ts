/** The control of the sandbox, from the page. */

export interface Person {
  readonly actor: string
  readonly name: string
  readonly resigned?: boolean
}

export interface Contact {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly remark?: string
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly members: number
}

/** The platform's JSON of a message: `{msgtype, [msgtype]: {…}}`. */
export type Content = { readonly msgtype: string } & Readonly<Record<string, unknown>>

export interface Line {
  readonly id: number
  readonly at: number
  readonly mine: boolean
  readonly channel: string
  readonly with: string
  readonly from: string
  readonly fromName: string
  readonly content: Content
}

export interface Task {
  readonly id: string
  readonly done: boolean
  readonly cancelled: boolean
}

export interface Phone {
  readonly person: Person & { readonly city?: string; readonly externalUserId?: string; readonly unionid?: string }
  readonly contacts: readonly Contact[]
  readonly groups: readonly Group[]
  readonly lines: readonly Line[]
  readonly tasks: readonly Task[]
}

export interface Code {
  readonly kind: string
  readonly code: string
  readonly words: string
}

/** @param path below `/_sandbox`, which itself is the empty path @throws Error with the server's words */
export async function get<Answer>(path: string): Promise<Answer> {
  return readAnswer<Answer>(await fetch(path === '' ? '/_sandbox' : `/_sandbox/${path}`, { headers: { accept: 'application/json' } }))
}

/** @throws Error with the server's words */
export async function post<Answer>(path: string, body: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return readAnswer<Answer>(await fetch(`/_sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer & { error?: { message: string } | string; message?: string }
  if (response.ok) return body
  const words = typeof body.error === 'object' ? body.error.message : (body.message ?? response.statusText)
  throw new Error(words)
}

export function phoneOf(actor: string): Promise<Phone> {
  const [kind = '', ...id] = actor.split(':')
  return get<Phone>(`phone?${kind}=${encodeURIComponent(id.join(':'))}`)
}
