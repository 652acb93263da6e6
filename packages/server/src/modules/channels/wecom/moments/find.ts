/** Whether a Moment was handed over whose answer did not arrive: the platform's own list is asked, nothing is said again. */
import { sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { fetchMomentMembers, type ListedMoment, listPlatformMoments } from './calls.ts'
import type { MomentContent } from './content.ts'
import type { MomentWork } from './hand-over.ts'
import { type ClaimedMoment, endMoment, type MomentHandles, putBack, retryAt } from './queue.ts'

/** Looked for so often, over half an hour or so; what was not there by then cannot be told. */
const MAX_LOOKS = 6
/** The platform's clock is not ours. */
const SKEW_MS = 10 * 60_000
/** The list answers a month at most. */
const MAX_SPAN_MS = 24 * 3_600_000
const TWIN_PAUSE_MS = 30_000

/** What a process does with a Moment that is `looking`. */
export async function findMadeMoment(handles: MomentHandles, { wecom, moment }: MomentWork): Promise<void> {
  const now = handles.clocks.business.now()
  const tries = moment.tries + 1
  let reason = 'the platform does not list it'
  try {
    const corp = await findCorp(handles.db, moment)
    if (corp?.workspaceId !== moment.workspaceId)
      throw new WecomFailure({ kind: 'permanent', api: 'Moments', words: 'the corp is not connected' })
    if (await hasTwinUnderWay(handles, moment)) {
      await putBack(handles, handles.db, {
        moment,
        state: 'looking',
        lookAt: now + TWIN_PAUSE_MS,
        tries: moment.tries,
        reason: 'another one says the same',
      })
      return
    }
    const momentId = await findTwin(handles, { wecom, corp, moment })
    if (momentId !== undefined) {
      await putBack(handles, handles.db, { moment, state: 'waiting', lookAt: now, also: sql`moment_id = ${momentId}` })
      return
    }
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    reason = error.message
  }
  if (tries >= MAX_LOOKS) return endMoment(handles, { moment, outcome: 'unknown', reason })
  await putBack(handles, handles.db, { moment, state: 'looking', lookAt: retryAt(handles, { tries: moment.tries }), tries, reason })
}

/** One that says the same and of which the platform's id is not known yet: what the list shows may be that one. */
async function hasTwinUnderWay({ db }: MomentHandles, { workspaceId, corpId, id, content }: ClaimedMoment): Promise<boolean> {
  const { rows } = await sql`select 1 from channels_wecom_moments
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and id <> ${id} and state in ('sending', 'making')
      and content = ${JSON.stringify(content)}::jsonb limit 1`.execute(db)
  return rows.length > 0
}

/** One that says the same, is none of our others, and is for nobody whom this one does not name. */
async function findTwin(
  handles: MomentHandles,
  { wecom, corp, moment }: { wecom: Wecom; corp: Corp; moment: ClaimedMoment },
): Promise<string | undefined> {
  const handedAt = moment.handedAt?.getTime() ?? 0
  const named = new Set(moment.handedTo)
  const to = Math.min(handles.clocks.business.now(), handedAt + MAX_SPAN_MS) + SKEW_MS
  for await (const page of listPlatformMoments(wecom, { corp, from: handedAt - SKEW_MS, to })) {
    const alike = page.filter((listed) => saysTheSame(moment.content, listed)).map(({ momentId }) => momentId)
    for (const momentId of await notOurs(handles, { moment, momentIds: alike })) {
      const members = await fetchMomentMembers(wecom, { corp, momentId })
      if (members.length > 0 && members.every(({ userId }) => named.has(userId))) return momentId
    }
  }
  return undefined
}

/** Media comes back under other names than it was given, so of pictures only the number counts. */
function saysTheSame({ text, pictures, video, link }: MomentContent, listed: ListedMoment): boolean {
  return (
    listed.text === text &&
    listed.pictures === pictures.length &&
    listed.hasVideo === (video !== undefined) &&
    listed.url === (link?.url ?? '')
  )
}

async function notOurs(
  { db }: MomentHandles,
  { moment, momentIds }: { moment: ClaimedMoment; momentIds: readonly string[] },
): Promise<string[]> {
  if (momentIds.length === 0) return []
  const { rows } = await sql<{ moment_id: string }>`select moment_id from channels_wecom_moments
    where workspace_id = ${moment.workspaceId} and corp_id = ${moment.corpId} and moment_id = any(${momentIds}::text[])`.execute(db)
  const known = new Set(rows.map((row) => row.moment_id))
  return momentIds.filter((momentId) => !known.has(momentId))
}
