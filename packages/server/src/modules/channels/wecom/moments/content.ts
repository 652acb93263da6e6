/** What a Moment shows: a text, and either up to nine pictures or one video or one link. Browser-safe. WW:95094 */
import { z } from 'zod'
import { kindOfOwn, type MediaKind } from '../media/kinds.ts'

/** WW:95094, characters */
export const MAX_MOMENT_TEXT = 2_000
export const MAX_MOMENT_PICTURES = 9
/** WW:95094 */
export const MAX_MOMENT_LINK_TITLE_BYTES = 64
/** The platform tells no figure: as of links in messages. */
const MAX_ADDRESS_BYTES = 2_048

/** UTF-8, as the platform counts. */
const bytesAtMost = (most: number) =>
  z.string().refine((text) => new TextEncoder().encode(text).length <= most, { error: `at most ${most} bytes` })
/** Only what is kept here: the platform wants media of Moments uploaded for Moments. WW:95098 */
const mediaOf = (kind: MediaKind) => z.string().refine((id) => kindOfOwn(id) === kind, { error: `the id of a ${kind} kept here` })

export const MomentContent = z
  .strictObject({
    text: z
      .string()
      .refine((text) => [...text].length <= MAX_MOMENT_TEXT, { error: `at most ${MAX_MOMENT_TEXT} characters` })
      .default(''),
    pictures: z.array(mediaOf('image')).max(MAX_MOMENT_PICTURES).default([]),
    video: mediaOf('video').optional(),
    link: z
      .strictObject({
        title: bytesAtMost(MAX_MOMENT_LINK_TITLE_BYTES).min(1),
        url: bytesAtMost(MAX_ADDRESS_BYTES).regex(/^https?:\/\/\S+$/),
        coverMediaId: mediaOf('image'),
      })
      .optional(),
  })
  .refine((one) => one.text.trim() !== '' || kindsIn(one) > 0, { path: ['text'], error: 'a text, pictures, a video or a link' })
  .refine((one) => kindsIn(one) <= 1, { path: ['pictures'], error: 'pictures, a video or a link, not several of them' })
export type MomentContent = z.output<typeof MomentContent>

function kindsIn({ pictures, video, link }: { pictures: readonly string[]; video?: unknown; link?: unknown }): number {
  return [pictures.length > 0, video !== undefined, link !== undefined].filter(Boolean).length
}

/** Ids of media kept here. */
export function mediaOfMoment({ pictures, video, link }: MomentContent): string[] {
  return [...pictures, ...(video === undefined ? [] : [video]), ...(link ? [link.coverMediaId] : [])]
}
