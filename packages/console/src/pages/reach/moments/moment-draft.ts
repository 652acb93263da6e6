/** A Moment while it is being written, what it still needs, and the request it becomes. */
import {
  type createMoment,
  MAX_MOMENT_LINK_TITLE_BYTES,
  MAX_MOMENT_PICTURES,
  MAX_MOMENT_TEXT,
  type WecomMoment,
} from '@liuchi/server/contract/channels/wecom/moments'
import type { BodyInputOf } from '@liuchi/server/platform/contract'

export const MEDIA_CHOICES = ['none', 'pictures', 'video', 'link'] as const
export type MediaChoice = (typeof MEDIA_CHOICES)[number]

export interface MomentDraft {
  /** Empty: the first one connected. */
  readonly corpId: string
  readonly text: string
  /** One kind goes with the text; what was chosen of the others is kept while it is written. */
  readonly media: MediaChoice
  readonly pictures: readonly string[]
  readonly video: string | null
  readonly link: { readonly title: string; readonly url: string; readonly coverMediaId: string | null }
  /** Empty: everybody who can. */
  readonly userIds: readonly string[]
  /** Corp tags; empty: all customers. */
  readonly tagIds: readonly string[]
  /** `YYYY-MM-DDTHH:mm` in the workspace's zone; null: as soon as it is approved. */
  readonly at: string | null
  /** Null: three days later. */
  readonly untilAt: string | null
  readonly name: string
}

export type MomentBody = BodyInputOf<typeof createMoment>
export type Content = WecomMoment['content']

export const firstMoment: MomentDraft = {
  corpId: '',
  text: '',
  media: 'pictures',
  pictures: [],
  video: null,
  link: { title: '', url: '', coverMediaId: null },
  userIds: [],
  tagIds: [],
  at: null,
  untilAt: null,
  name: '',
}

const WEB_ADDRESS = /^https?:\/\/\S+$/

export function charactersOf(text: string): number {
  return [...text].length
}

export function isMomentDraft(value: unknown): value is MomentDraft {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Partial<Record<keyof MomentDraft, unknown>>
  const { link } = given
  return (
    [given.corpId, given.text, given.name].every((one) => typeof one === 'string') &&
    MEDIA_CHOICES.some((one) => one === given.media) &&
    [given.pictures, given.userIds, given.tagIds].every(isTexts) &&
    [given.video, given.at, given.untilAt].every(isTextOrNull) &&
    typeof link === 'object' &&
    link !== null &&
    isLink(link)
  )
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isLink(value: object): boolean {
  const { title, url, coverMediaId } = value as Partial<Record<keyof MomentDraft['link'], unknown>>
  return typeof title === 'string' && typeof url === 'string' && isTextOrNull(coverMediaId)
}

export type Missing = 'content' | 'textLong' | 'linkTitle' | 'linkUrl' | 'linkCover' | 'until'

/** What keeps it from being planned; the first comes first. */
export function missingOf(draft: MomentDraft): readonly Missing[] {
  const { text, media, pictures, video, at, untilAt } = draft
  const hasMedia = (media === 'pictures' && pictures.length > 0) || (media === 'video' && video !== null) || media === 'link'
  return [
    ...(text.trim() === '' && !hasMedia ? (['content'] as const) : []),
    ...(charactersOf(text) > MAX_MOMENT_TEXT ? (['textLong'] as const) : []),
    ...(media === 'link' ? missingOfLink(draft.link) : []),
    ...(at !== null && untilAt !== null && untilAt <= at ? (['until'] as const) : []),
  ]
}

function missingOfLink({ title, url, coverMediaId }: MomentDraft['link']): Missing[] {
  const titleBytes = new TextEncoder().encode(title).length
  return [
    ...(title.trim() === '' || titleBytes > MAX_MOMENT_LINK_TITLE_BYTES ? (['linkTitle'] as const) : []),
    ...(WEB_ADDRESS.test(url) ? [] : (['linkUrl'] as const)),
    ...(coverMediaId === null ? (['linkCover'] as const) : []),
  ]
}

/** What customers see of it. */
export function contentOf({ text, media, pictures, video, link }: MomentDraft): Content {
  return {
    text: text.trim(),
    pictures: media === 'pictures' ? pictures.slice(0, MAX_MOMENT_PICTURES) : [],
    ...(media === 'video' && video !== null ? { video } : {}),
    ...(media === 'link' ? { link: { ...link, title: link.title.trim(), coverMediaId: link.coverMediaId ?? '' } } : {}),
  }
}

/** The request of a draft that lacks nothing. */
export function bodyOf(draft: MomentDraft): MomentBody {
  const { name, userIds, tagIds, at, untilAt } = draft
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    content: contentOf(draft),
    userIds: [...userIds],
    tagIds: [...tagIds],
    ...(at === null ? {} : { at }),
    ...(untilAt === null ? {} : { untilAt }),
  }
}
