/** Giving media to the platform. WW:90253, 95098, 90256 */
import { z } from 'zod'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import { MAX_ADDRESSED_BYTES, type MediaKind } from './kinds.ts'
import type { MediaUse } from './tables.ts'

/** Twenty megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 60_000
/** WW:90253, 95098: how long the platform keeps it. */
const LIFE_MS = 3 * 86_400_000
/** WW:95098 */
const FOR_MOMENTS = '1'
/** WW:90256: the address is for ever. */
const FOR_EVER = 'infinity'

/** A twin of an upload whose answer got lost is forgotten after three days: doing it again does no harm. */
const upload = (api: string) =>
  ({
    method: 'POST',
    api,
    repeatable: true,
    timeoutMs: UPLOAD_TIMEOUT_MS,
    answer: z.object({ media_id: z.string().min(1) }),
  }) as const satisfies WecomCall

const FOR_MESSAGES_CALL = upload('media/upload')
const FOR_MOMENTS_CALL = upload('media/upload_attachment')
const ADDRESS_CALL = { ...upload('media/uploadimg'), answer: z.object({ url: z.string().min(1) }) } as const satisfies WecomCall

export interface Given {
  readonly corp: Corp
  readonly use: MediaUse
  readonly kind: MediaKind
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly contentType: string
}

export interface PlatformMedia {
  /** What messages name it by; of an address the address. */
  readonly platformId: string
  /** Counted from before the upload began. */
  readonly expiresAt: Date | typeof FOR_EVER
}

/** Uploads it. @throws WecomFailure */
export async function giveMedia(wecom: Wecom, { corp, use, kind, name, bytes, contentType }: Given): Promise<PlatformMedia> {
  const expiresAt = new Date(wecom.handles.clocks.business.now() + LIFE_MS)
  const body = new FormData()
  body.append('media', new Blob([bytes], { type: contentType }), name)
  const asked = { corp, body }
  switch (use) {
    case 'message': {
      const { media_id } = await callWecom(wecom, { ...asked, call: FOR_MESSAGES_CALL, query: { type: kind } })
      return { platformId: media_id, expiresAt }
    }
    case 'moment': {
      const query = { media_type: kind, attachment_type: FOR_MOMENTS }
      const { media_id } = await callWecom(wecom, { ...asked, call: FOR_MOMENTS_CALL, query })
      return { platformId: media_id, expiresAt }
    }
    case 'address': {
      if (bytes.length > MAX_ADDRESSED_BYTES)
        throw new WecomFailure({
          kind: 'permanent',
          api: ADDRESS_CALL.api,
          words: `a picture of a link has at most ${MAX_ADDRESSED_BYTES} bytes`,
        })
      const { url } = await callWecom(wecom, { ...asked, call: ADDRESS_CALL })
      return { platformId: url, expiresAt: FOR_EVER }
    }
  }
}
