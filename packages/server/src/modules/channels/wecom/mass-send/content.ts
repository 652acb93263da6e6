/** What staff send to contacts: a text and up to nine attachments, with the platform's limits. Browser-safe. WW:92135 */
import { z } from 'zod'

/** WW:92135 */
const MAX_TEXT_BYTES = 4_000
const MAX_ATTACHMENTS = 9
const MAX_LINK_TITLE_BYTES = 128
const MAX_LINK_DESC_BYTES = 512
const MAX_ADDRESS_BYTES = 2_048
const MAX_MINIPROGRAM_TITLE_BYTES = 64
/** Of an id of material, an appid or a page; the platform tells no figure: ours. */
const MAX_ID_LENGTH = 512

/** UTF-8, as the platform counts. */
const bytesAtMost = (most: number) =>
  z.string().refine((text) => new TextEncoder().encode(text).length <= most, { error: `at most ${most} bytes` })

const id = z.string().min(1).max(MAX_ID_LENGTH)

const Attachment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), mediaId: id }),
  z.strictObject({ kind: z.literal('video'), mediaId: id }),
  z.strictObject({ kind: z.literal('file'), mediaId: id }),
  z.strictObject({
    kind: z.literal('link'),
    title: bytesAtMost(MAX_LINK_TITLE_BYTES).min(1),
    url: bytesAtMost(MAX_ADDRESS_BYTES).regex(/^https?:\/\/\S+$/),
    description: bytesAtMost(MAX_LINK_DESC_BYTES).optional(),
    pictureUrl: bytesAtMost(MAX_ADDRESS_BYTES)
      .regex(/^https?:\/\/\S+$/)
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('miniprogram'),
    title: bytesAtMost(MAX_MINIPROGRAM_TITLE_BYTES).min(1),
    appId: id,
    page: id,
    coverMediaId: id,
  }),
])
export type WecomAttachment = z.output<typeof Attachment>

export const WecomContent = z
  .strictObject({
    text: bytesAtMost(MAX_TEXT_BYTES).min(1).optional(),
    attachments: z.array(Attachment).max(MAX_ATTACHMENTS).default([]),
  })
  .refine(({ text, attachments }) => text !== undefined || attachments.length > 0, { path: ['text'], error: 'a text or an attachment' })
export type WecomContent = z.output<typeof WecomContent>
