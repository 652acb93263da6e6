/**
 * Holds the registers against the platform: all members, then some pages at a time the contacts of some members. Memory holds two times some
 * pages; after each the place is written down, so that it goes on there after a crash. What callbacks tell meanwhile is newer and is not undone.
 */
import { pause } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { sendPersonEvents, type TakesEvents } from '../../person-events/person-events.ts'
import type { Wecom } from '../client/client.ts'
import { type ContactPage, fetchContactPage } from '../client/contacts.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import { endMissing } from '../contacts/missing.ts'
import { type Observation, recordContacts } from '../contacts/record.ts'
import { refreshStaff } from '../contacts/staff.ts'
import { listNow } from '../tags/rounds.ts'
import type { ReconcileFigures } from './contract.ts'
import { reconcileGroups } from './groups.ts'
import { NOTHING_DONE, type RunPlace, runPlace, savePlace } from './runs.ts'

/** WW:92994 takes a hundred; fewer, so that less is asked again after a crash and a member who has just left spoils less. */
const STAFF_AT_ONCE = 20
/** Written together: a statement for five hundred costs little more than one for a hundred. */
const PAGES_AT_ONCE = 5
/** A failing platform is asked so often in a row, with growing pauses; then the run comes to nothing and starts again later. */
const MAX_FAILURES = 6
const FIRST_PAUSE_MS = 500
/** Longest wait for the next minute or hour of calls, the block of a minute included. */
const LONGEST_PAUSE_MS = 65 * 60_000

export interface ReconcileServices {
  readonly wecom: Wecom
  readonly collector: TakesEvents
}

export interface ReconcileInput {
  readonly corp: Corp
  readonly jobId: string
  readonly signal: AbortSignal
  readonly report: (progress: { done: number }) => void
}

type Context = ReconcileServices & ReconcileInput & { readonly handles: Handles }

/** Answers what it came to. @throws WecomFailure when the platform keeps failing */
export async function reconcile(handles: Handles, services: ReconcileServices, input: ReconcileInput): Promise<ReconcileFigures> {
  const context: Context = { ...services, ...input, handles }
  const { corp, jobId, signal } = input
  await listNow(handles, corp)
  const { withContacts } = await persistently(context, () => refreshStaff(handles, { wecom: services.wecom, corp, signal }))
  let place = (await runPlace(handles.db, { ...corp, jobId })) ?? NOTHING_DONE
  let atOnce = STAFF_AT_ONCE
  for (;;) {
    const userIds = place.underWay?.userIds ?? withContacts.filter((userId) => userId > place.staffAfter).slice(0, atOnce)
    if (userIds.length === 0) return reconcileGroups({ ...context, persistently: (ask) => persistently(context, ask) }, place.figures)
    try {
      place = await compareStaff(context, { userIds, place })
    } catch (error) {
      if (!isGone(error)) throw error
      // One of several: each by itself from here on. One alone: what is known of their contacts stays as it is.
      place = { ...place, underWay: undefined, staffAfter: userIds.length > 1 ? place.staffAfter : (userIds[0] ?? '') }
      atOnce = 1
    }
  }
}

/** A member has left, or the app no longer sees them, since the list was asked for. */
function isGone(error: unknown): boolean {
  return error instanceof WecomFailure && GONE_CODES.some((code) => code === error.errcode)
}

const GONE_CODES = [ERRCODE.unknownStaff, ERRCODE.outOfRange, ERRCODE.noContactRight] as const

async function compareStaff(context: Context, { userIds, place }: { userIds: readonly string[]; place: RunPlace }): Promise<RunPlace> {
  const { handles, corp, jobId } = context
  const begun = place.underWay ?? { userIds, from: handles.clocks.business.now(), cursor: '' }
  let figures = place.figures
  const save = async (next: Omit<RunPlace, 'figures'>) => {
    await savePlace(handles.db, { ...corp, jobId, place: { ...next, figures } })
    context.report({ done: figures.checked })
    return { ...next, figures }
  }
  await save({ ...place, underWay: begun })
  let fetching = fetchPages(context, { userIds, cursor: begun.cursor })
  for (let cursor = begun.cursor; ; ) {
    const fetched = await fetching
    cursor = fetched.nextCursor
    // The next ones come while these are written.
    if (cursor !== '') fetching = fetchPages(context, { userIds, cursor })
    fetching.catch(() => undefined)
    figures = await writePages(context, { ...fetched, figures })
    if (cursor === '') break
    await save({ ...place, underWay: { ...begun, cursor } })
  }
  const ended = await endMissing(handles, { corp, userIds, notSeenSince: begun.from })
  await sendPersonEvents(handles, context.collector)
  figures = added(figures, { staff: userIds.length, checked: 0, repaired: { deleted_by_staff: ended } })
  return save({ staffAfter: userIds.at(-1) ?? place.staffAfter, underWay: undefined })
}

interface FetchedPages {
  readonly items: ContactPage['items']
  readonly nextCursor: string
  /** When the first of them was asked for. */
  readonly fetchedAt: number
}

/** Some pages one after the other: a cursor leads to the next. */
async function fetchPages(context: Context, { userIds, cursor }: { userIds: readonly string[]; cursor: string }): Promise<FetchedPages> {
  const { handles, wecom, corp, signal } = context
  const fetchedAt = handles.clocks.business.now()
  const items: ContactPage['items'][number][] = []
  let nextCursor = cursor
  for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
    const page = await persistently(context, () => fetchContactPage(wecom, { corp, userIds, cursor: nextCursor, signal }))
    items.push(...page.items)
    nextCursor = page.nextCursor
    if (nextCursor === '') break
  }
  return { items, nextCursor, fetchedAt }
}

async function writePages(
  context: Context,
  { items, fetchedAt, figures }: FetchedPages & { figures: ReconcileFigures },
): Promise<ReconcileFigures> {
  const { handles, corp, collector } = context
  const byContact = Map.groupBy(items, ({ contact }) => contact.externalUserId)
  const observations = [...byContact].map(([externalUserId, ofContact]): Observation => {
    return { externalUserId, contact: ofContact[0]?.contact, follows: ofContact.map(({ follow }) => follow), hints: new Map() }
  })
  const { figures: repaired } = await recordContacts(handles, { corp, learntBy: 'reconcile', fetchedAt, observations })
  await sendPersonEvents(handles, collector)
  return added(figures, { staff: 0, checked: items.length, repaired })
}

function added(figures: ReconcileFigures, more: ReconcileFigures): ReconcileFigures {
  const repaired = { ...figures.repaired }
  for (const [kind, count] of Object.entries(more.repaired) as [keyof typeof repaired, number][])
    if (count > 0) repaired[kind] = (repaired[kind] ?? 0) + count
  return { ...figures, staff: figures.staff + more.staff, checked: figures.checked + more.checked, repaired }
}

/** Waits out what passes: a busy platform, a spent budget. @throws the failure when it does not pass, or is not one that does */
async function persistently<T>({ handles, signal }: Context, ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof WecomFailure) || error.kind !== 'retry' || failures >= MAX_FAILURES) throw error
      const backOffMs = FIRST_PAUSE_MS * 2 ** failures * (0.5 + handles.ids.fraction())
      await pause(Math.min(Math.max(backOffMs, error.retryAfterMs), LONGEST_PAUSE_MS), signal)
      signal.throwIfAborted()
    }
  }
}
