/** What a moment shows: a text, and either up to nine pictures or one video or one link [WW:95094]. */
import { z } from 'zod'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { checkMedia, FOR_MOMENTS } from '../media/files.ts'

/** WW:95094, characters */
const MAX_TEXT = 2_000
const MAX_OF_KIND = { image: 9, video: 1, link: 1 } as const
const MAX_TITLE_BYTES = 64

const media = z.object({ media_id: z.string().min(1) })
const attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: media }),
  z.object({ msgtype: z.literal('video'), video: media }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({
      title: z
        .string()
        .refine((text) => Buffer.byteLength(text) <= MAX_TITLE_BYTES, `at most ${MAX_TITLE_BYTES} bytes`)
        .optional(),
      url: z.string().min(1),
      media_id: z.string().min(1),
    }),
  }),
])

/** The two fields as they stand in the body; number and kinds of attachments have errcodes of their own. */
export const momentContentShape = {
  text: z.object({ content: z.string().optional() }).optional(),
  attachments: z.array(z.unknown()).optional(),
}

type Attachment = z.output<typeof attachment>
export interface MomentContent {
  readonly text?: { readonly content: string }
  readonly attachments?: readonly Attachment[]
}

/**
 * @throws PlatformError 41089 nothing to show · 45002 text too long · 41065 unknown or mixed kinds · 41064 too many · 40058 a field is wrong ·
 * 40007 unknown material · 41072 material not uploaded for Moments
 */
export function readMoment(
  world: World,
  corpId: string,
  body: { text?: { content?: string | undefined } | undefined; attachments?: unknown[] | undefined },
): MomentContent {
  const text = body.text?.content
  const attachments = (body.attachments ?? []).map(readAttachment)
  if (!text && attachments.length === 0) platformError(41089)
  if (text && [...text].length > MAX_TEXT) platformError(45002, 'invalid text size')
  const [first] = attachments
  if (first) {
    if (attachments.some((one) => one.msgtype !== first.msgtype)) platformError(41065, 'invalid attachments msgtype')
    if (attachments.length > MAX_OF_KIND[first.msgtype]) platformError(41064, 'invalid attachments size')
  }
  for (const one of attachments) checkMaterial(world, corpId, one)
  return { ...(text && { text: { content: text } }), ...(attachments.length > 0 && { attachments }) }
}

/** As get_moment_list shows it: pictures as a list, video and link alone; a link's cover is not shown [WW:93333]. */
export function listedMoment(content: MomentContent): object {
  const images = (content.attachments ?? []).flatMap((one) => (one.msgtype === 'image' ? [{ media_id: one.image.media_id }] : []))
  const [first] = content.attachments ?? []
  return {
    ...(content.text && { text: content.text }),
    ...(images.length > 0 && { image: images }),
    ...(first?.msgtype === 'video' && { video: { media_id: first.video.media_id } }),
    ...(first?.msgtype === 'link' && { link: { title: first.link.title ?? '', url: first.link.url } }),
  }
}

function readAttachment(given: unknown, index: number): Attachment {
  const read = attachment.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = ['attachments', index, ...(issue?.path ?? [])].join('.')
  return platformError(issue?.code === 'invalid_union' ? 41065 : 40058, `${path}: ${issue?.message ?? 'wrong'}`)
}

function checkMaterial(world: World, corpId: string, one: Attachment): void {
  const [kind, mediaId] = one.msgtype === 'video' ? (['video', one.video.media_id] as const) : (['image', pictureOf(one)] as const)
  checkMedia(world, corpId, mediaId, { kind, attachmentType: FOR_MOMENTS })
}

function pictureOf(one: Exclude<Attachment, { msgtype: 'video' }>): string {
  return one.msgtype === 'image' ? one.image.media_id : one.link.media_id
}
