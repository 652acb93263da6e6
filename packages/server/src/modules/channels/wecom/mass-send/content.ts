/** What staff send to contacts: a text and up to nine attachments, with the platform's limits. Browser-safe. WW:92135 */
import { z } from 'zod'
import { kindOfOwn, type MediaKind } from '../media/kinds.ts'

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
/** Of media kept here (`channels.media`); any other id is taken for one of the platform's own, which lives three days. */
const mediaOf = (kind: MediaKind) => id.refine((given) => (kindOfOwn(given) ?? kind) === kind, { error: `the id of a ${kind}` })

const Attachment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), mediaId: mediaOf('image') }),
  z.strictObject({ kind: z.literal('video'), mediaId: mediaOf('video') }),
  z.strictObject({ kind: z.literal('file'), mediaId: mediaOf('file') }),
  z.strictObject({
    kind: z.literal('link'),
    title: bytesAtMost(MAX_LINK_TITLE_BYTES).min(1),
    url: bytesAtMost(MAX_ADDRESS_BYTES).regex(/^https?:\/\/\S+$/),
    description: bytesAtMost(MAX_LINK_DESC_BYTES).optional(),
    pictureUrl: bytesAtMost(MAX_ADDRESS_BYTES)
      .regex(/^https?:\/\/\S+$/)
      .optional(),
    /** A picture of up to 2 MB that is kept here, instead of an address. */
    pictureMediaId: id.refine((given) => kindOfOwn(given) === 'image', { error: 'the id of a picture kept here' }).optional(),
  }),
  z.strictObject({
    kind: z.literal('miniprogram'),
    title: bytesAtMost(MAX_MINIPROGRAM_TITLE_BYTES).min(1),
    appId: id,
    page: id,
    /** 520 × 416 pixels. */
    coverMediaId: mediaOf('image'),
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
