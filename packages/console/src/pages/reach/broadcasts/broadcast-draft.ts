/** A broadcast while it is being written, what it still needs, and the request it becomes. */
import type { createBroadcast } from '@liuchi/server/contract/reach'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import type { BroadcastRead } from './broadcast-page.tsx'
import {
  type ContentDraft,
  type ContentMissing,
  contentOf,
  draftOfContent,
  emptyContent,
  isContentDraft,
  missingOfContent,
} from './content-draft.ts'

export const PURPOSES = ['marketing', 'service'] as const
/** What the contents of one broadcast are called, in their order; there are no more of them. */
export const VARIANT_LETTERS = ['A', 'B', 'C', 'D'] as const

export interface BroadcastDraft {
  readonly name: string
  /** Empty: none yet. */
  readonly audienceId: string
  readonly purpose: (typeof PURPOSES)[number]
  /** At least one; chance decides who gets which. */
  readonly contents: readonly ContentDraft[]
  /** `YYYY-MM-DDTHH:mm` in the workspace's zone; null: as soon as it is approved. */
  readonly at: string | null
  /** When the offer ends; null: never. */
  readonly endsAt: string | null
  /** Share left out to compare with, 0–0.5. */
  readonly holdout: number
}

export type BroadcastBody = BodyInputOf<typeof createBroadcast>

export const firstBroadcast: BroadcastDraft = {
  name: '',
  audienceId: '',
  purpose: 'marketing',
  contents: [emptyContent],
  at: null,
  endsAt: null,
  holdout: 0,
}

const MAX_HOLDOUT = 0.5

export function isBroadcastDraft(value: unknown): value is BroadcastDraft {
  if (typeof value !== 'object' || value === null) return false
  const { name, audienceId, purpose, contents, at, endsAt, holdout } = value as Partial<Record<keyof BroadcastDraft, unknown>>
  return (
    [name, audienceId].every((one) => typeof one === 'string') &&
    PURPOSES.some((one) => one === purpose) &&
    Array.isArray(contents) &&
    contents.length > 0 &&
    contents.length <= VARIANT_LETTERS.length &&
    contents.every(isContentDraft) &&
    [at, endsAt].every((one) => one === null || typeof one === 'string') &&
    typeof holdout === 'number' &&
    holdout >= 0 &&
    holdout <= MAX_HOLDOUT
  )
}

export type Missing = 'audience' | 'ends' | 'variantsAlike' | ContentMissing

/** What keeps it from being sent, with the place of the content that lacks it; the first comes first. */
export function missingOf({
  audienceId,
  contents,
  at,
  endsAt,
}: BroadcastDraft): readonly { readonly need: Missing; readonly variant?: number }[] {
  const isAlike = new Set(contents.map((content) => JSON.stringify(contentOf(content)))).size < contents.length
  return [
    ...(audienceId === '' ? [{ need: 'audience' as const }] : []),
    ...contents.flatMap((content, variant) => missingOfContent(content).map((need) => ({ need, variant }))),
    ...(isAlike ? [{ need: 'variantsAlike' as const }] : []),
    ...(at !== null && endsAt !== null && endsAt <= at ? [{ need: 'ends' as const }] : []),
  ]
}

/** The request of a draft that lacks nothing. */
export function bodyOf(draft: BroadcastDraft): BroadcastBody {
  const { name, audienceId, purpose, contents, at, endsAt, holdout } = draft
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    audience: { id: audienceId },
    contents: contents.map(contentOf),
    channels: ['wecom'],
    purpose,
    holdout,
    ...(at === null ? {} : { at }),
    ...(endsAt === null ? {} : { endsAt }),
  }
}

/** What is counted while the words are still being written: they do not change who gets it. */
export function countedBody(draft: BroadcastDraft): BroadcastBody {
  return bodyOf({ ...draft, name: '', contents: draft.contents.map(() => ({ text: '…', attachments: [] })) })
}

const WEEK_MS = 7 * 86_400_000

/**
 * The same once more: its words and people, its times moved on by as many whole weeks as it takes to lie ahead. `wallTime` writes an instant
 * as a draft does. Without an audience that can be chosen that remains to be done.
 */
export function copyOf(broadcast: BroadcastRead, { nowMs, wallTime }: { nowMs: number; wallTime: (ms: number) => string }): BroadcastDraft {
  const { name, audienceId, purpose, contents, at, dueAt, endsAt, holdout } = broadcast
  const from = at ?? dueAt ?? endsAt
  const weeks = from === null ? 0 : Math.max(0, Math.ceil((nowMs - Date.parse(from)) / WEEK_MS))
  const moved = (time: string | null) => (time === null ? null : wallTime(Date.parse(time) + weeks * WEEK_MS))
  return {
    name,
    audienceId: audienceId ?? '',
    purpose,
    contents: contents.map(draftOfContent),
    at: moved(at),
    endsAt: moved(endsAt),
    holdout,
  }
}
