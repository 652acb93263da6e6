/** Material 素材: upload, pictures with an address for ever, and getting it back (section A12). */
import { z } from 'zod'
import type { Area } from '../../area.ts'
import { defineCall, type UploadedFile } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import { download } from './download.ts'
import { dropExpiredMedia, FOR_MOMENTS, findMedia, keepMedia, keepPicture } from './files.ts'
import { checkUpload, contentTypeOf, MEDIA_KINDS, type MediaKind } from './kinds.ts'
import { mediaSchema } from './schema.ts'

const FIELD = 'media'
/** WW:90256: a picture for messages has at most 2 MB. */
const MAX_PICTURE_SIZE_BYTES = 2_097_152
/** WW:90454 2023-08-28 */
const PICTURES = { perDay: 1_000, perMonth: 3_000 }
/** WW:95098: 1 Moments (image, video), 2 product album (image). */
const ATTACHMENT_KINDS: ReadonlyMap<number, readonly MediaKind[]> = new Map([
  [FOR_MOMENTS, ['image', 'video']],
  [2, ['image']],
])

/** @throws PlatformError 40005 when the type is none of `kinds` */
function asKind(said: string | undefined, kinds: readonly MediaKind[] = MEDIA_KINDS): MediaKind {
  return kinds.find((kind) => kind === said) ?? platformError(40005, `type: one of ${kinds.join(', ')}, not ${said ?? 'missing'}`)
}

/** The file of the form: the part called media, else the only one, as WW:90256 lets uploadimg name it freely. */
function uploaded(files: readonly UploadedFile[]): UploadedFile {
  const found = files.find((file) => file.field === FIELD) ?? files[0]
  if (!found || found.bytes.length === 0) return platformError(44001, `the form has no file in field ${FIELD}`)
  return found
}

const uploadCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/upload',
  source: 'WW:90253, WW:96484 2024-07-22',
  limits:
    'more than 5 bytes; image ≤ 10 MB JPG or PNG, voice ≤ 2 MB AMR (length not measured), video ≤ 10 MB MP4, file ≤ 20 MB; lives 3 days',
  query: z.object({ type: z.string().optional() }),
  multipart: true,
  answer: ({ world, app, query, files }) => {
    const kind = asKind(query.type)
    const { bytes, fileName, contentType } = uploaded(files)
    checkUpload(kind, bytes)
    const added = { corpId: app.corpId, kind, fileName, contentType: contentTypeOf(bytes, contentType), bytes }
    const kept = keepMedia(world, added)
    // The documents show this one time stamp as a string.
    return { ...kept, created_at: String(kept.created_at) }
  },
})

const uploadAttachmentCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/upload_attachment',
  source: 'WW:95098',
  limits: 'as media/upload; attachment_type 1 takes image and video, 2 takes image; lives 3 days',
  query: z.object({ media_type: z.string().optional(), attachment_type: z.coerce.number().int().optional() }),
  multipart: true,
  answer: ({ world, app, query, files }) => {
    const attachmentType = query.attachment_type ?? 0
    const kinds = ATTACHMENT_KINDS.get(attachmentType) ?? platformError(40058, 'attachment_type: 1 Moments or 2 product album')
    const kind = asKind(query.media_type, kinds)
    const { bytes, fileName, contentType } = uploaded(files)
    checkUpload(kind, bytes)
    const added = { corpId: app.corpId, kind, fileName, contentType: contentTypeOf(bytes, contentType), bytes, attachmentType }
    return keepMedia(world, added)
  },
})

const uploadPictureCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/uploadimg',
  source: 'WW:90256, WW:90454 2023-08-28',
  limits: 'more than 5 bytes, ≤ 2 MB, JPG or PNG; ≤ 1,000 a day and 3,000 a month; the address is for ever',
  multipart: true,
  frequency: PICTURES,
  answer: ({ world, app, files }) => {
    const { bytes, contentType } = uploaded(files)
    checkUpload('image', bytes, MAX_PICTURE_SIZE_BYTES)
    return { url: keepPicture(world, { corpId: app.corpId, contentType: contentTypeOf(bytes, contentType), bytes }) }
  },
})

const getCall = defineCall({
  method: 'GET',
  path: '/cgi-bin/media/get',
  source: 'WW:90254',
  limits: '40007 after 3 days or for another corp; Range is answered with 206',
  query: z.object({ media_id: z.string().optional() }),
  answer: ({ world, app, query }) => {
    if (!query.media_id) platformError(41006, 'media_id')
    const { bytes, contentType, fileName } = findMedia(world, app.corpId, query.media_id)
    return download({ bytes, contentType, fileName })
  },
})

export const mediaArea: Area = {
  name: 'media',
  schema: mediaSchema,
  calls: [uploadCall, uploadAttachmentCall, uploadPictureCall, getCall],
  verbs: [],
  due: dropExpiredMedia,
}
