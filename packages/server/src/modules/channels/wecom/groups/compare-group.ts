/** One group as the platform tells it, held against what we know: pure. */
import type { GroupFacts, NoGroup } from '../client/groups.ts'
import { type ComparedMembers, compareMembers, type Stay } from './compare.ts'
import type { GroupHints } from './hints.ts'
import type { KnownGroup } from './register.ts'
import type { GroupState } from './states.ts'

export type GroupChange = 'found' | 'changed' | 'dismissed'
export type GroupFigure = 'group_found' | 'group_changed' | 'group_dismissed' | 'group_joined' | 'group_left' | 'group_member'

export interface ComparedGroup {
  /** Undefined: nothing is known and nothing is told. */
  readonly group: KnownGroup | undefined
  readonly change: GroupChange | undefined
  readonly members: ComparedMembers
  readonly figures: Readonly<Partial<Record<GroupFigure, number>>>
  readonly isBehind: boolean
}

interface Seen {
  readonly answer: GroupFacts | NoGroup
  readonly status?: number | undefined
  readonly hints: GroupHints
  readonly known: KnownGroup | undefined
  readonly stays: readonly Stay[]
  readonly fetchedAt: number
  readonly now: number
}

const NOBODY: ComparedMembers = { stays: [], joined: [], left: [], edited: 0, isBehind: false }
const NOTHING: ComparedGroup = { group: undefined, change: undefined, members: NOBODY, figures: {}, isBehind: false }
/** `status` of the platform's list. WW:93414 */
const STATES: readonly GroupState[] = ['normal', 'owner_left', 'transferring', 'transferred']

export function compareGroup(seen: Seen): ComparedGroup {
  const { answer, known, hints, fetchedAt } = seen
  if (known?.state === 'dismissed') return compareLate({ ...seen, known })
  if (known && known.fetchedAt > fetchedAt) return NOTHING
  if (typeof answer !== 'string') return compareTold({ ...seen, answer })
  if (answer === 'dismissed' || (answer === 'unknown' && (known || hints.dismissedAt !== undefined))) return compareEnded(seen)
  const isNew = hints.createdAt !== undefined || hints.moves.length > 0
  const group = known && { ...known, state: 'unseen' as const, fetchedAt }
  const change = known && known.state !== 'unseen' ? ('changed' as const) : undefined
  return { group, change, members: NOBODY, figures: change ? { group_changed: 1 } : {}, isBehind: answer === 'unknown' && isNew }
}

function compareTold({
  answer,
  status,
  hints,
  known,
  stays,
  fetchedAt,
  now,
}: Omit<Seen, 'answer'> & { readonly answer: GroupFacts }): ComparedGroup {
  const { members: listed, ...facts } = answer
  const members = compareMembers({ listed, known: stays, moves: hints.moves, end: { at: now, how: '' } })
  const group: KnownGroup = {
    ...facts,
    state: stateOf({ known, status, owner: facts.owner }),
    dismissedAt: null,
    staff: listed.filter(({ kind }) => kind === 'staff').length,
    customers: listed.filter(({ kind }) => kind === 'customer').length,
    firstSeenAt: known?.firstSeenAt ?? now,
    fetchedAt,
  }
  const change = known ? (isAlike(known, group) ? undefined : 'changed') : 'found'
  return { group, change, members, figures: figuresOf(change, members), isBehind: members.isBehind || hints.dismissedAt !== undefined }
}

/** The list tells it; a single answer does not, but for a group that has found a new owner. */
function stateOf({ known, status, owner }: { known: KnownGroup | undefined; status: number | undefined; owner: string }): GroupState {
  const told = status === undefined ? undefined : STATES[status]
  if (told) return told
  if (!known || known.state === 'unseen') return 'normal'
  return known.owner !== owner && known.state !== 'normal' ? 'transferred' : known.state
}

function isAlike(known: KnownGroup, now: KnownGroup): boolean {
  const fields = ['name', 'notice', 'owner', 'state', 'createdAt'] as const
  return fields.every((field) => known[field] === now[field]) && known.admins.join('\n') === now.admins.join('\n')
}

/** A group that ended before anybody asked is known by what callbacks said of who was in it alone; that makes no group. */
function compareEnded({ hints, known, stays, fetchedAt, now }: Seen): ComparedGroup {
  if (!known) return NOTHING
  const dismissedAt = Math.max(hints.dismissedAt ?? now, known.createdAt)
  const members = compareMembers({ listed: undefined, known: stays, moves: hints.moves, end: { at: dismissedAt, how: 'dismissed' } })
  const group: KnownGroup = { ...known, state: 'dismissed', dismissedAt, staff: 0, customers: 0, fetchedAt }
  return { group, change: 'dismissed', members, figures: figuresOf('dismissed', members), isBehind: false }
}

/** What callbacks tell late of a group that has ended: who came and went before. */
function compareLate({ known, hints, stays }: Seen & { readonly known: KnownGroup }): ComparedGroup {
  if (hints.moves.length === 0) return NOTHING
  const end = { at: known.dismissedAt ?? known.fetchedAt, how: 'dismissed' as const }
  const members = compareMembers({ listed: undefined, known: stays, moves: hints.moves, end })
  return { group: known, change: undefined, members, figures: figuresOf(undefined, members), isBehind: false }
}

function figuresOf(change: GroupChange | undefined, { joined, left, edited }: ComparedMembers): ComparedGroup['figures'] {
  const figures: [GroupFigure, number][] = [
    ['group_joined', joined.length],
    ['group_left', left.length],
    ['group_member', edited],
  ]
  if (change) figures.push([`group_${change}`, 1])
  return Object.fromEntries(figures.filter(([, count]) => count > 0))
}
