/**
 * Media of welcomes. A welcome has seconds and an upload may take longer, so nothing is uploaded on its way: ids are fetched and renewed beforehand,
 * and what has none at the moment is left out.
 */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { kindOfOwn } from '../media/kinds.ts'
import { heldPlatformIds, keyOf, type NeededMedia, platformMediaIds } from '../media/platform-ids.ts'
import type { Attachment } from './contract.ts'

/** Corps whose rules name media, of one look. */
const CORPS_AT_ONCE = 1_000

function mediaIdOf(attachment: Attachment): string | undefined {
  if (attachment.type === 'link') return undefined
  return attachment.type === 'miniprogram' ? attachment.pictureMediaId : attachment.mediaId
}

function mediaOf(attachments: readonly Attachment[]): NeededMedia[] {
  const ids = attachments.flatMap((one) => mediaIdOf(one) ?? [])
  return [...new Set(ids)].map((id) => ({ id, use: 'message' }))
}

/** The attachments with the platform's ids; without those whose media the platform does not have at the moment. */
export async function attachmentsAtHand(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { corp, attachments }: { corp: Corp; attachments: readonly Attachment[] },
): Promise<Attachment[]> {
  const media = mediaOf(attachments)
  if (media.length === 0) return [...attachments]
  const held = await heldPlatformIds(handles, { corp, media })
  return attachments.flatMap((one): Attachment[] => {
    const id = mediaIdOf(one)
    if (id === undefined) return [one]
    const platformId = held.get(keyOf({ id, use: 'message' }))
    if (platformId === undefined) return []
    return [one.type === 'miniprogram' ? { ...one, pictureMediaId: platformId } : ({ ...one, mediaId: platformId } as Attachment)]
  })
}

/** Gives the platform what rules name and it does not have for long. Answers how many media are with it. */
export async function warmWelcomeMedia(
  handles: Pick<Handles, 'db' | 'clocks' | 'config' | 'log'>,
  { wecom }: { wecom: Wecom },
): Promise<number> {
  let warm = 0
  for (const { corpId, attachments } of await rulesWithMedia(handles.db)) {
    const corp = await findCorp(handles.db, { corpId })
    if (!corp) continue
    for (const one of mediaOf(attachments).filter(({ id }) => kindOfOwn(id) !== undefined))
      try {
        await platformMediaIds(handles, { wecom, corp, media: [one] })
        warm++
      } catch (error) {
        // The next look tries again; the others are not to wait for it.
        if (!(error instanceof WecomFailure)) throw error
        handles.log.warn({ corpId, media: one.id, error: error.message }, 'media of a welcome is not with the platform')
      }
  }
  return warm
}

async function rulesWithMedia(db: Queryable): Promise<{ corpId: string; attachments: Attachment[] }[]> {
  const { rows } = await sql<{ corpId: string; attachments: Attachment[] }>`
    select corp_id as "corpId", jsonb_agg(one.value) as attachments
    from channels_wecom_welcome_rules rule, jsonb_array_elements(rule.attachments) as one (value)
    where is_on and deleted_at is null and (one.value ? 'mediaId' or one.value ? 'pictureMediaId')
    group by corp_id order by corp_id limit ${CORPS_AT_ONCE}`.execute(db)
  return rows
}
