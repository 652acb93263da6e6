/** Media in what is sent: given to the platform right before a task is handed over. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import type { Corp } from '../connection/corps.ts'
import { OWN_MEDIA_ID } from '../media/kinds.ts'
import { useMedia } from '../media/media.ts'
import { forgetPlatformIds, keyOf, type NeededMedia, platformMediaIds } from '../media/platform-ids.ts'
import type { WecomAttachment, WecomContent } from './content.ts'
import type { ClaimedTask, QueueHandles } from './queue.ts'

/** What a content names, kept here or on the platform. */
function mediaOfContent({ attachments }: Pick<WecomContent, 'attachments'>): NeededMedia[] {
  return attachments.flatMap((one): NeededMedia[] => {
    if (one.kind === 'link') return one.pictureMediaId === undefined ? [] : [{ id: one.pictureMediaId, use: 'address' }]
    return [{ id: one.kind === 'miniprogram' ? one.coverMediaId : one.mediaId, use: 'message' }]
  })
}

/** Notes that the media of these contents is planned to be used. @throws channels.media_unknown */
export async function useMediaOf(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, contents }: { workspaceId: number; contents: readonly WecomContent[] },
): Promise<void> {
  const ids = contents.flatMap(mediaOfContent).flatMap(({ id }) => (OWN_MEDIA_ID.test(id) ? [id] : []))
  await useMedia(handles, { workspaceId, ids })
}

/**
 * The content as the platform takes it; `cancelled` when it was in the meantime, undefined when the task is no longer ours to hand over. An upload takes its time: until it is done the
 * task counts as not handed over, so that a process that ends in the middle of it leaves nothing unknown.
 * @throws WecomFailure
 */
export async function contentForPlatform(
  handles: QueueHandles,
  { wecom, corp, task }: { wecom: Wecom; corp: Corp; task: ClaimedTask },
): Promise<WecomContent | 'cancelled' | undefined> {
  const media = mediaOfContent(task.content)
  if (media.length === 0) return task.content
  const isMoved = (from: string, to: string) => moveTask(handles, { task, from, to })
  if (!(await isMoved('sending', 'planned'))) return 'cancelled'
  try {
    const ids = await platformMediaIds(handles, { wecom, corp, media })
    return (await isMoved('planned', 'sending')) ? withPlatformIds(task.content, ids) : undefined
  } catch (error) {
    if (!(await isMoved('planned', 'sending'))) return undefined
    throw error
  }
}

/** Whether it was in that state. */
async function moveTask({ db }: QueueHandles, { task, from, to }: { task: ClaimedTask; from: string; to: string }): Promise<boolean> {
  const { rows } = await sql`update channels_wecom_mass_tasks set state = ${to}
    where workspace_id = ${task.workspaceId} and id = ${task.id} and state = ${from} and not cancel_asked returning id`.execute(db)
  return rows.length > 0
}

function withPlatformIds({ attachments, ...content }: WecomContent, ids: ReadonlyMap<string, string>): WecomContent {
  const named = (media: NeededMedia) => ids.get(keyOf(media)) ?? media.id
  const replaced = attachments.map((one): WecomAttachment => {
    if (one.kind === 'miniprogram') return { ...one, coverMediaId: named({ id: one.coverMediaId, use: 'message' }) }
    if (one.kind !== 'link') return { ...one, mediaId: named({ id: one.mediaId, use: 'message' }) }
    const { pictureMediaId, ...link } = one
    return pictureMediaId === undefined ? link : { ...link, pictureUrl: named({ id: pictureMediaId, use: 'address' }) }
  })
  return { ...content, attachments: replaced }
}

/** The platform knows what it was given no longer. Answers whether any of it is ours to be given again. */
export async function forgetMediaOf(
  handles: Pick<QueueHandles, 'db'>,
  { corp, content }: { corp: Corp; content: WecomContent },
): Promise<boolean> {
  const media = mediaOfContent(content).filter(({ id }) => OWN_MEDIA_ID.test(id))
  await forgetPlatformIds(handles, { corp, media })
  return media.length > 0
}
