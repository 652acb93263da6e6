/** A broadcast while it is being written, what it still needs, and the request it becomes. */
import type { createBroadcast, readBroadcast } from '@liuchi/server/contract/reach'
import type { BodyInputOf, ResponseOf } from '@liuchi/server/platform/contract'

export const PURPOSES = ['marketing', 'service'] as const

export interface LinkDraft {
  readonly title: string
  readonly url: string
  readonly description: string
}

export interface BroadcastDraft {
  readonly name: string
  /** Empty: none yet. */
  readonly audienceId: string
  readonly purpose: (typeof PURPOSES)[number]
  readonly text: string
  readonly link: LinkDraft | null
  /** `YYYY-MM-DDTHH:mm` in the workspace's zone; null: as soon as it is approved. */
  readonly at: string | null
  /** When the offer ends; null: never. */
  readonly endsAt: string | null
  /** Share left out to compare with, 0–0.5. */
  readonly holdout: number
}

export type Content = ResponseOf<typeof readBroadcast>['contents'][number]
export type BroadcastBody = BodyInputOf<typeof createBroadcast>

export const firstBroadcast: BroadcastDraft = {
  name: '',
  audienceId: '',
  purpose: 'marketing',
  text: '',
  link: null,
  at: null,
  endsAt: null,
  holdout: 0,
}
export const emptyLink: LinkDraft = { title: '', url: '', description: '' }

/** Bytes in UTF-8. WW:92135 */
export const MAX_BYTES = { text: 4_000, title: 128, description: 512, url: 2_048 } as const
const WEB_ADDRESS = /^https?:\/\/\S+$/
const MAX_HOLDOUT = 0.5

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

export function isBroadcastDraft(value: unknown): value is BroadcastDraft {
  if (typeof value !== 'object' || value === null) return false
  const { name, audienceId, purpose, text, link, at, endsAt, holdout } = value as Partial<Record<keyof BroadcastDraft, unknown>>
  return (
    [name, audienceId, text].every((one) => typeof one === 'string') &&
    PURPOSES.some((one) => one === purpose) &&
    (link === null || isLink(link)) &&
    [at, endsAt].every((one) => one === null || typeof one === 'string') &&
    typeof holdout === 'number' &&
    holdout >= 0 &&
    holdout <= MAX_HOLDOUT
  )
}

function isLink(value: unknown): value is LinkDraft {
  if (typeof value !== 'object' || value === null) return false
  const { title, url, description } = value as Partial<Record<keyof LinkDraft, unknown>>
  return [title, url, description].every((one) => typeof one === 'string')
}

export type Missing = 'audience' | 'content' | 'textLong' | 'linkTitle' | 'linkUrl' | 'linkLong' | 'ends'

/** What keeps it from being sent; the first comes first. */
export function missingOf({ audienceId, text, link, at, endsAt }: BroadcastDraft): readonly Missing[] {
  const missing: Missing[] = []
  if (audienceId === '') missing.push('audience')
  if (text.trim() === '' && link === null) missing.push('content')
  if (bytesOf(text) > MAX_BYTES.text) missing.push('textLong')
  if (link) missing.push(...missingOfLink(link))
  if (at !== null && endsAt !== null && endsAt <= at) missing.push('ends')
  return missing
}

function missingOfLink({ title, url, description }: LinkDraft): Missing[] {
  const isLong = bytesOf(title) > MAX_BYTES.title || bytesOf(description) > MAX_BYTES.description || bytesOf(url) > MAX_BYTES.url
  return [
    ...(title.trim() === '' ? (['linkTitle'] as const) : []),
    ...(WEB_ADDRESS.test(url) ? [] : (['linkUrl'] as const)),
    ...(isLong ? (['linkLong'] as const) : []),
  ]
}

/** What the customer sees of it. */
export function contentOf({ text, link }: Pick<BroadcastDraft, 'text' | 'link'>): Content {
  return { ...(text.trim() === '' ? {} : { text }), attachments: link ? [cardOf(link)] : [] }
}

function cardOf({ title, url, description }: LinkDraft) {
  return { kind: 'link' as const, title, url, ...(description === '' ? {} : { description }) }
}

/** The request of a draft that lacks nothing. */
export function bodyOf(draft: BroadcastDraft): BroadcastBody {
  const { name, audienceId, purpose, at, endsAt, holdout } = draft
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    audience: { id: audienceId },
    contents: [contentOf(draft)],
    channels: ['wecom'],
    purpose,
    holdout,
    ...(at === null ? {} : { at }),
    ...(endsAt === null ? {} : { endsAt }),
  }
}

/** What is counted while the words are still being written: they do not change who gets it. */
export function countedBody(draft: BroadcastDraft): BroadcastBody {
  return bodyOf({ ...draft, name: '', text: '…', link: null })
}
