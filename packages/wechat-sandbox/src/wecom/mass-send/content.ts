/** What a mass send says: a text and up to nine attachments [WW:92135]. */
import { z } from 'zod'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { checkMedia, isPicture } from '../media/files.ts'

/** WW:92135 2025-11-17 */
const MAX_TEXT_BYTES = 4_000
const MAX_ATTACHMENTS = 9
const MAX_LINK_TITLE_BYTES = 128
const MAX_LINK_DESC_BYTES = 512
const MAX_ADDRESS_BYTES = 2_048
const MAX_MINIPROGRAM_TITLE_BYTES = 64

const bytesAtMost = (most: number) => z.string().refine((text) => Buffer.byteLength(text) <= most, `at most ${most} bytes`)
const media = z.object({ media_id: z.string().min(1) })

const attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: z.object({ media_id: z.string().optional(), pic_url: z.string().optional() }) }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({
      title: bytesAtMost(MAX_LINK_TITLE_BYTES).min(1),
      picurl: bytesAtMost(MAX_ADDRESS_BYTES).optional(),
      desc: bytesAtMost(MAX_LINK_DESC_BYTES).optional(),
      url: bytesAtMost(MAX_ADDRESS_BYTES).min(1),
    }),
  }),
  z.object({
    msgtype: z.literal('miniprogram'),
    miniprogram: z.object({
      title: bytesAtMost(MAX_MINIPROGRAM_TITLE_BYTES).min(1),
      pic_media_id: z.string().min(1),
      appid: z.string().min(1),
      page: z.string().min(1),
    }),
  }),
  z.object({ msgtype: z.literal('video'), video: media }),
  z.object({ msgtype: z.literal('file'), file: media }),
])

/** The two fields as they stand in the body. The number of attachments is checked apart: it has its own errcode. */
export const contentShape = {
  text: z.object({ content: bytesAtMost(MAX_TEXT_BYTES).optional() }).optional(),
  attachments: z.array(z.unknown()).optional(),
}

type Attachment = z.output<typeof attachment>
export interface MassContent {
  readonly text?: { readonly content: string }
  readonly attachments?: readonly Attachment[]
}

/**
 * @throws PlatformError 44004 nothing to say · 41064 too many attachments · 41065 unknown kind · 40058 a field of one is wrong · 40007 unknown or
 * expired material · 40058 a pic_url that is not of media/uploadimg (its errcode is unverified)
 */
export function readContent(
  world: World,
  corpId: string,
  body: { text?: { content?: string | undefined } | undefined; attachments?: unknown[] | undefined },
): MassContent {
  const given = body.attachments ?? []
  if (given.length > MAX_ATTACHMENTS) platformError(41064, `at most ${MAX_ATTACHMENTS}, not ${given.length}`)
  const text = body.text?.content
  if (!text && given.length === 0) platformError(44004, 'text and attachments are both empty')
  const attachments = given.map(readAttachment)
  for (const one of attachments) checkMaterial(world, corpId, one)
  return { ...(text && { text: { content: text } }), ...(attachments.length > 0 && { attachments }) }
}

/** The messages as people receive them, one after the other. */
export function messagesOf(content: MassContent): object[] {
  const text = content.text ? [{ msgtype: 'text', text: content.text }] : []
  return [...text, ...(content.attachments ?? [])]
}

function readAttachment(given: unknown, index: number): Attachment {
  const read = attachment.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = ['attachments', index, ...(issue?.path ?? [])].join('.')
  return platformError(issue?.code === 'invalid_union' ? 41065 : 40058, `${path}: ${issue?.message ?? 'wrong'}`)
}

function checkMaterial(world: World, corpId: string, one: Attachment): void {
  if (one.msgtype === 'video') checkMedia(world, corpId, one.video.media_id, { kind: 'video' })
  if (one.msgtype === 'file') checkMedia(world, corpId, one.file.media_id, { kind: 'file' })
  if (one.msgtype === 'miniprogram') checkMedia(world, corpId, one.miniprogram.pic_media_id, { kind: 'image' })
  if (one.msgtype !== 'image') return
  // With both given the platform takes media_id [WW:92135].
  const { media_id: mediaId, pic_url: picUrl } = one.image
  if (mediaId) checkMedia(world, corpId, mediaId, { kind: 'image' })
  else if (!picUrl) platformError(40007, 'image: media_id or pic_url')
  else if (!isPicture(world, corpId, picUrl)) platformError(40058, 'image.pic_url: only addresses of media/uploadimg')
}
