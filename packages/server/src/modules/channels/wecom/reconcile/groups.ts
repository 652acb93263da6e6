/**
 * The part of a reconciliation about customer groups, after its contacts: the platform's list page by page, each group with everybody in it, then
 * those that we know and the list does not. Memory holds some groups; after each page the place is written down.
 */
import type { Handles } from '../../../../platform/handles.ts'
import { sendPersonEvents, type TakesEvents } from '../../person-events/person-events.ts'
import { askEach } from '../callbacks/ask-each.ts'
import type { Wecom } from '../client/client.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { fetchGroup, fetchGroupPage, type ListedGroup } from '../client/groups.ts'
import type { Corp } from '../connection/corps.ts'
import { ownersOf, unlistedGroups } from '../groups/listed.ts'
import { recordGroups } from '../groups/record.ts'
import type { ReconcileFigures } from './contract.ts'
import { type GroupsPlace, groupsPlace, saveGroupsPlace } from './groups-place.ts'

/** Asked for and written together: a group has up to 500 members. */
const GROUPS_AT_ONCE = 20
/** WW:93414 */
const OWNERS_AT_ONCE = 100
const UNLISTED_AT_ONCE = 100

export interface GroupsContext {
  readonly handles: Handles
  readonly wecom: Wecom
  readonly collector: TakesEvents
  readonly corp: Corp
  readonly jobId: string
  readonly signal: AbortSignal
  readonly report: (progress: { done: number }) => void
  /** Waits out what passes. */
  readonly persistently: <T>(ask: () => Promise<T>) => Promise<T>
}

/** Answers what the run came to with the groups. @throws WecomFailure when the platform keeps failing */
export async function reconcileGroups(context: GroupsContext, before: ReconcileFigures): Promise<ReconcileFigures> {
  const { handles, corp, jobId } = context
  let place = await groupsPlace(handles.db, { ...corp, jobId, now: handles.clocks.business.now() })
  let figures = before
  while (!place.isListed) {
    const { groups, next } = await nextPage(context, place)
    figures = await lookAtGroups(context, { groups, figures })
    place = next
    await saveGroupsPlace(handles.db, { ...corp, jobId, place, figures })
    context.report({ done: figures.checked })
  }
  for (let after = ''; ; ) {
    const unlisted = await unlistedGroups(handles.db, { corp, notSeenSince: place.from, after, limit: UNLISTED_AT_ONCE })
    figures = await lookAtGroups(context, { groups: unlisted.map((chatId) => ({ chatId, status: undefined })), figures })
    await saveGroupsPlace(handles.db, { ...corp, jobId, place, figures })
    after = unlisted.at(-1) ?? after
    if (unlisted.length < UNLISTED_AT_ONCE) return figures
  }
}

interface Page {
  readonly groups: readonly ListedGroup[]
  readonly next: GroupsPlace
}

/** Without owners, unless the platform wants them named. */
async function nextPage(context: GroupsContext, place: GroupsPlace): Promise<Page> {
  const { corp, wecom, signal, persistently } = context
  const owners = place.isByOwner ? await ownersOf(context.handles.db, { corp, after: place.ownersAfter, limit: OWNERS_AT_ONCE }) : []
  if (place.isByOwner && owners.length === 0) return { groups: [], next: { ...place, isListed: true } }
  try {
    const { groups, nextCursor } = await persistently(() => fetchGroupPage(wecom, { corp, owners, cursor: place.cursor, signal }))
    if (nextCursor !== '') return { groups, next: { ...place, cursor: nextCursor } }
    const next = { ...place, cursor: '', ownersAfter: owners.at(-1) ?? place.ownersAfter, isListed: !place.isByOwner }
    return { groups, next }
  } catch (error) {
    if (place.isByOwner || !(error instanceof WecomFailure) || error.errcode !== ERRCODE.ownersNeeded) throw error
    return { groups: [], next: { ...place, cursor: '', isByOwner: true } }
  }
}

interface Looked {
  readonly groups: readonly { readonly chatId: string; readonly status: number | undefined }[]
  readonly figures: ReconcileFigures
}

async function lookAtGroups(context: GroupsContext, { groups, figures }: Looked): Promise<ReconcileFigures> {
  let sum = figures
  for (let start = 0; start < groups.length; start += GROUPS_AT_ONCE)
    sum = await lookAtSome(context, { groups: groups.slice(start, start + GROUPS_AT_ONCE), figures: sum })
  return sum
}

async function lookAtSome(context: GroupsContext, { groups, figures }: Looked): Promise<ReconcileFigures> {
  const { handles, wecom, corp, signal, collector, persistently } = context
  const fetchedAt = handles.clocks.business.now()
  const statuses = new Map(groups.map(({ chatId, status }) => [chatId, status]))
  const asked = await askEach([...statuses.keys()], (chatId) => persistently(() => fetchGroup(wecom, { corp, chatId, signal })))
  const observations = [...asked].map(([chatId, got]) => {
    if ('error' in got) throw got.error
    return {
      chatId,
      answer: got.answer,
      status: statuses.get(chatId),
      hints: { chatId, createdAt: undefined, dismissedAt: undefined, moves: [] },
    }
  })
  const { figures: repaired } = await recordGroups(handles, { corp, learntBy: 'reconcile', fetchedAt, observations })
  await sendPersonEvents(handles, collector)
  const sum = { ...figures.repaired }
  for (const [kind, count] of Object.entries(repaired) as [keyof typeof sum, number][]) sum[kind] = (sum[kind] ?? 0) + count
  return { ...figures, groups: (figures.groups ?? 0) + groups.length, repaired: sum }
}
