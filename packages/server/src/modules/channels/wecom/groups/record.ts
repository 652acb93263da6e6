/**
 * Writes what the platform said about groups, some at once: people, register, events of the people, news. Repeating it changes nothing, and an
 * answer to an earlier question never overwrites that to a later one.
 */
import { inTransaction, type Queryable, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { queuePersonEvents } from '../../person-events/person-events.ts'
import type { GroupFacts, NoGroup } from '../client/groups.ts'
import type { Corp } from '../connection/corps.ts'
import { erasedContacts } from '../contacts/erased.ts'
import type { LearntBy } from '../contacts/events.ts'
import { lockRegister } from '../contacts/lock.ts'
import type { Stay } from './compare.ts'
import { compareGroup, type GroupFigure } from './compare-group.ts'
import { eventOfMove } from './events.ts'
import type { GroupHints } from './hints.ts'
import { atomsOfMembers } from './members.ts'
import { type GroupNews, tellGroups, toldMove } from './news.ts'
import { type KnownGroup, knownGroups, knownStays, type StayRow, writeGroups, writeStays } from './register.ts'

/** What is known of one group from one answer of the platform and the callbacks that led to it. */
export interface GroupObservation {
  readonly chatId: string
  readonly answer: GroupFacts | NoGroup
  /** What the platform's list said of it; undefined when it was not asked for. */
  readonly status?: number | undefined
  readonly hints: GroupHints
}

export interface RecordGroups {
  readonly corp: Corp
  readonly learntBy: LearntBy
  /** When the question was asked, milliseconds of the business clock. */
  readonly fetchedAt: number
  readonly observations: readonly GroupObservation[]
}

export interface RecordedGroups {
  /** Groups of which the platform will know more in a moment. */
  readonly behind: ReadonlySet<string>
  readonly figures: Readonly<Partial<Record<GroupFigure, number>>>
}

export type GroupHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'secret' | 'config'>

export async function recordGroups(handles: GroupHandles, input: RecordGroups): Promise<RecordedGroups> {
  const asked = await withoutErased(handles, handles.db, input)
  const atoms = await atomsOfMembers(handles, { corp: input.corp, observations: asked })
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, input.corp)
    // Once more: somebody may have been erased since.
    return writeAll(handles, tx, { ...input, observations: await withoutErased(handles, tx, { ...input, observations: asked }), atoms })
  })
}

/** Of who was erased only what began afterwards. */
async function withoutErased(
  handles: GroupHandles,
  db: Queryable,
  { corp, observations }: Pick<RecordGroups, 'corp' | 'observations'>,
): Promise<GroupObservation[]> {
  const named = observations.flatMap(({ answer, hints }) => [...(typeof answer === 'string' ? [] : answer.members), ...hints.moves])
  const erased = await erasedContacts(handles, db, { ...corp, externalUserIds: [...new Set(named.map(({ memberId }) => memberId))] })
  if (erased.size === 0) return [...observations]
  const isOf = (memberId: string, at: number) => at > (erased.get(memberId) ?? Number.NEGATIVE_INFINITY)
  return observations.map((observation) => {
    const { answer, hints } = observation
    const moves = hints.moves.filter(({ memberId, at }) => isOf(memberId, at))
    if (typeof answer === 'string') return { ...observation, hints: { ...hints, moves } }
    const members = answer.members.filter(({ memberId, joinedAt }) => isOf(memberId, joinedAt))
    return { ...observation, answer: { ...answer, members }, hints: { ...hints, moves } }
  })
}

type WriteInput = RecordGroups & { readonly atoms: ReadonlyMap<string, number> }

async function writeAll(handles: GroupHandles, tx: Tx, input: WriteInput): Promise<RecordedGroups> {
  const { corp, learntBy, fetchedAt, observations, atoms } = input
  const chatIds = observations.map(({ chatId }) => chatId)
  const moved = [...new Set(observations.flatMap(({ hints }) => hints.moves.map(({ memberId }) => memberId)))]
  const groups = await knownGroups(tx, { corp, chatIds })
  const stays = await knownStays(tx, { corp, chatIds, moved })
  const behind = new Set<string>()
  const figures: Partial<Record<GroupFigure, number>> = {}
  const written: { groups: KnownGroup[]; stays: StayRow[] } = { groups: [], stays: [] }
  const told: GroupNews = { groups: [], moves: [] }
  const events = []
  for (const observation of observations) {
    const { chatId } = observation
    const known = stays.get(chatId) ?? []
    const compared = compareGroup({
      ...observation,
      known: groups.get(chatId),
      stays: known,
      fetchedAt,
      now: handles.clocks.business.now(),
    })
    if (compared.isBehind) behind.add(chatId)
    for (const [figure, count] of Object.entries(compared.figures) as [GroupFigure, number][])
      figures[figure] = (figures[figure] ?? 0) + count
    const { group, change } = compared
    if (!group) continue
    written.groups.push(group)
    if (change) told.groups.push({ chatId, what: change })
    const atomOf = (stay: Stay) => atoms.get(stay.memberId) ?? known.find(({ memberId }) => memberId === stay.memberId)?.atom ?? null
    // Of a customer whom identity knows nothing of nothing can be noted.
    const isKnown = (stay: Stay) => stay.kind === 'staff' || atomOf(stay) !== null
    for (const stay of compared.members.stays.filter(isKnown))
      written.stays.push({ ...stay, chatId, atom: stay.kind === 'staff' ? null : atomOf(stay) })
    for (const what of ['joined', 'left'] as const)
      for (const stay of compared.members[what].filter((one) => one.kind === 'customer' && isKnown(one))) {
        events.push(eventOfMove({ corp, group, what, stay, learntBy }))
        told.moves.push(toldMove({ what, stay, chatId, atom: atomOf(stay) }))
      }
  }
  await writeGroups(tx, { corp, groups: written.groups })
  await writeStays(tx, { corp, stays: written.stays })
  await queuePersonEvents(tx, events)
  await tellGroups(handles, tx, { corp, learntBy, told })
  return { behind, figures }
}
