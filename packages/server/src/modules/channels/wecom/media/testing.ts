/** For tests of whatever sends media: small files, and uploading them as the console does. */
import type { Caller, Reply } from '../../../../platform/testing/http.ts'
import type { ChannelWorld } from '../../testing.ts'
import type { Media } from './contract.ts'

const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MP4_HEAD = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom')])

/** Looks like a picture from outside; another `mark` is another picture. */
export const png = (mark: string) => Buffer.concat([PNG_HEAD, Buffer.from(mark)])
export const mp4 = (mark: string) => Buffer.concat([MP4_HEAD, Buffer.from(mark)])

export interface Sent {
  readonly bytes: Buffer
  readonly name?: string
  readonly kind?: string
}

/** Whatever came back. */
export async function replyToUpload(caller: Caller, { bytes, name = 'file', kind }: Sent): Promise<Reply> {
  const form = new FormData()
  if (kind !== undefined) form.set('kind', kind)
  form.set('file', new File([Uint8Array.from(bytes)], name))
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  return caller.inject({ method: 'POST', url: '/api/v1/channels/media', headers, payload: Buffer.from(await request.arrayBuffer()) })
}

export async function uploaded({ server, workspace }: ChannelWorld, sent: Sent): Promise<Media> {
  const reply = await replyToUpload(await server.as('operator', { workspace }), sent)
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body as Media
}

/** How often the platform was given media, of any kind. */
export function uploadsTo({ sandbox, corp }: ChannelWorld): number {
  const sql = 'select count(*) as files from media_files where corp_id = ?'
  return sandbox.world.store.all<{ files: number }>(sql, [corp.corpId])[0]?.files ?? 0
}
