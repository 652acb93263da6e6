/** Material for tests, and sending it up as a client does. */
import type { CallAnswer, TestSandbox } from '../../testing.ts'

const PNG_BASE64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
/** One pixel. */
export const PNG = Buffer.from(PNG_BASE64, 'base64')
/** The head of an MP4, which is what the platform looks at here. */
export const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(12)])

export interface Uploaded extends CallAnswer {
  readonly type?: string
  readonly media_id?: string
  readonly created_at?: string | number
  readonly url?: string
}

/** Uploads over HTTP. @param path with its query, without the token */
export async function uploadTo(base: string, at: TestSandbox, sent: { path: string; bytes: Buffer; fileName?: string }): Promise<Uploaded> {
  const form = new FormData()
  form.append('media', new Blob([Uint8Array.from(sent.bytes)]), sent.fileName ?? 'file')
  const separator = sent.path.includes('?') ? '&' : '?'
  const response = await fetch(`${base}${sent.path}${separator}access_token=${await tokenOf(base, at)}`, { method: 'POST', body: form })
  return (await response.json()) as Uploaded
}

/** An access token of the world's app. */
export async function tokenOf(base: string, at: TestSandbox): Promise<string> {
  const { corpId, secret } = at.answer.corp
  const response = await fetch(`${base}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
  return ((await response.json()) as { access_token: string }).access_token
}
