/** One content of a broadcast while it is being written: the words and what goes with them, with the platform's limits. WW:92135 */
import type { readBroadcast } from '@liuchi/server/contract/reach'
import type { ResponseOf } from '@liuchi/server/platform/contract'

export type Content = ResponseOf<typeof readBroadcast>['contents'][number]
type Attachment = Content['attachments'][number]
export type AttachmentKind = Attachment['kind']

/** Texts only, empty until they are given; once whole it is what the server takes. */
export type AttachmentDraft = { readonly kind: AttachmentKind } & Readonly<Record<string, string>>

export interface ContentDraft {
  readonly text: string
  readonly attachments: readonly AttachmentDraft[]
}

/** Bytes in UTF-8. */
export const MAX_BYTES = { text: 4_000, title: 128, description: 512, url: 2_048, miniprogramTitle: 64 } as const
export const MAX_ATTACHMENTS = 9
const WEB_ADDRESS = /^https?:\/\/\S+$/

export const emptyContent: ContentDraft = { text: '', attachments: [] }

/** A new attachment of each kind, in the order in which they are offered. */
export const emptyAttachments: Readonly<Record<AttachmentKind, AttachmentDraft>> = {
  image: { kind: 'image', mediaId: '' },
  link: { kind: 'link', title: '', url: '', description: '', pictureMediaId: '' },
  miniprogram: { kind: 'miniprogram', title: '', appId: '', page: '', coverMediaId: '' },
  video: { kind: 'video', mediaId: '' },
  file: { kind: 'file', mediaId: '' },
}
export const ATTACHMENT_KINDS = Object.keys(emptyAttachments) as readonly AttachmentKind[]

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

export type ContentMissing =
  | 'content'
  | 'textLong'
  | 'attachmentsMany'
  | 'media'
  | 'linkTitle'
  | 'linkUrl'
  | 'linkLong'
  | 'miniprogram'
  | 'miniprogramLong'

/** What keeps it from being sent; the first comes first. */
export function missingOfContent({ text, attachments }: ContentDraft): readonly ContentMissing[] {
  return [
    ...(text.trim() === '' && attachments.length === 0 ? (['content'] as const) : []),
    ...(bytesOf(text) > MAX_BYTES.text ? (['textLong'] as const) : []),
    ...(attachments.length > MAX_ATTACHMENTS ? (['attachmentsMany'] as const) : []),
    ...attachments.flatMap(missingOfAttachment),
  ]
}

function missingOfAttachment(draft: AttachmentDraft): ContentMissing[] {
  const { title = '', url = '', description = '', mediaId = '', appId = '', page = '', coverMediaId = '' } = draft
  if (draft.kind === 'link') {
    const isLong = bytesOf(title) > MAX_BYTES.title || bytesOf(description) > MAX_BYTES.description || bytesOf(url) > MAX_BYTES.url
    return [
      ...(title.trim() === '' ? (['linkTitle'] as const) : []),
      ...(WEB_ADDRESS.test(url) ? [] : (['linkUrl'] as const)),
      ...(isLong ? (['linkLong'] as const) : []),
    ]
  }
  if (draft.kind === 'miniprogram')
    return [
      ...([title, appId, page, coverMediaId].some((one) => one.trim() === '') ? (['miniprogram'] as const) : []),
      ...(bytesOf(title) > MAX_BYTES.miniprogramTitle ? (['miniprogramLong'] as const) : []),
    ]
  return mediaId === '' ? ['media'] : []
}

/** What the customer sees of it; what is not given yet is left out. */
export function contentOf({ text, attachments }: ContentDraft): Content {
  return {
    ...(text.trim() === '' ? {} : { text }),
    attachments: attachments.map((draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== '')) as Attachment),
  }
}

/** As it is written again, of one that was sent before. */
export function draftOfContent({ text = '', attachments }: Content): ContentDraft {
  return {
    text,
    attachments: attachments.map((attachment) => ({ ...emptyAttachments[attachment.kind], ...attachment }) as AttachmentDraft),
  }
}

export function isContentDraft(value: unknown): value is ContentDraft {
  if (typeof value !== 'object' || value === null) return false
  const { text, attachments } = value as Partial<Record<keyof ContentDraft, unknown>>
  return typeof text === 'string' && Array.isArray(attachments) && attachments.every(isAttachmentDraft)
}

function isAttachmentDraft(value: unknown): value is AttachmentDraft {
  if (typeof value !== 'object' || value === null) return false
  const { kind } = value as { kind?: unknown }
  return ATTACHMENT_KINDS.some((one) => one === kind) && Object.values(value).every((one) => typeof one === 'string')
}
