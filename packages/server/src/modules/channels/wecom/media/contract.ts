/** Media: pictures, videos and files that messages and Moments name by id. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { MEDIA_KINDS, OWN_MEDIA_ID } from './kinds.ts'

export { kindOfOwn, MAX_ADDRESSED_BYTES, MAX_MEDIA_BYTES } from './kinds.ts'

const byId = z.object({ id: z.string().regex(OWN_MEDIA_ID) })

export const Media = z.object({
  /** For messages and Moments. The same content has the same id. */
  id: z.string(),
  kind: z.enum(MEDIA_KINDS),
  name: z.string(),
  contentType: z.string(),
  sizeBytes: z.number(),
  createdAt: instant,
  createdBy: z.string(),
  /** Uploaded again, or given to the platform. */
  usedAt: instant,
})
export type Media = z.output<typeof Media>

export const uploadMedia = endpoint({
  name: 'channels.media.upload',
  method: 'POST',
  path: '/channels/media',
  access: 'reach.write',
  summary: {
    zh: '上传素材：图片（JPG、PNG，10 MB 内）、视频（MP4，10 MB 内）、文件（20 MB 内）；同样的内容只存一份',
    en: 'Upload media: a picture (JPG or PNG up to 10 MB), a video (MP4 up to 10 MB) or a file (up to 20 MB); the same content is kept once',
  },
  /** Fields: `kind`, before the file; without it the kind is what the content tells. `file`. */
  form: 'multipart',
  response: Media,
  errors: ['channels.media_wrong_kind', 'channels.media_empty', 'channels.media_no_file', 'channels.media_no_space'],
})

export const listMedia = endpoint({
  name: 'channels.media.list',
  method: 'GET',
  path: '/channels/media',
  access: 'reach.read',
  summary: { zh: '素材列表，新的在前', en: 'Media, the newest first' },
  query: z.object({ ...listQuery, kind: z.enum(MEDIA_KINDS).optional() }),
  response: listOf(Media),
})

export const readMedia = endpoint({
  name: 'channels.media.get',
  method: 'GET',
  path: '/channels/media/:id',
  access: 'reach.read',
  summary: { zh: '一个素材', en: 'One of the media' },
  params: byId,
  response: Media,
  errors: ['channels.media_unknown'],
})

export const readMediaFile = endpoint({
  name: 'channels.media.file',
  method: 'GET',
  path: '/channels/media/:id/file',
  access: 'reach.read',
  summary: { zh: '素材的文件本身', en: 'The file of media itself' },
  params: byId,
  response: z.unknown(),
  form: 'file',
  errors: ['channels.media_unknown', 'channels.media_lost'],
})

export const deleteMedia = endpoint({
  name: 'channels.media.delete',
  method: 'DELETE',
  path: '/channels/media/:id',
  access: 'reach.write',
  summary: {
    zh: '删除素材：从列表里去掉；文件在没有任务用到它 30 天后清除',
    en: 'Delete media: it is offered no longer; the file goes thirty days later, when no task names it',
  },
  params: byId,
  response: z.undefined(),
  errors: ['channels.media_unknown'],
})
