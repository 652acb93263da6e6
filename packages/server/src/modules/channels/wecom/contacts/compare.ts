/**
 * What the platform says about a pair of member and contact, held against what we know: pure. Callbacks only hint: they come late, twice, in
 * another order or never. What is now is in the platform's answer; a callback adds what no answer tells, that the customer deleted the member,
 * and whether a pair that is missing from an answer has ended or is not there yet.
 */
import type { FollowFacts } from '../client/contacts.ts'
import { HELD_STATES, type RelationState } from './states.ts'

/** What callbacks said of a pair; milliseconds of the platform's clock. */
export interface PairHint {
  readonly addedAt?: number
  readonly halfAddedAt?: number
  readonly customerDeletedAt?: number
  readonly staffDeletedAt?: number
  readonly transferredAt?: number
  /** Of an add and a deletion by the customer in the same second, what came last. */
  readonly lastWord?: 'added' | 'customer_deleted'
  readonly channelState?: string
}

/** What is known of a pair; milliseconds. */
export interface KnownPair {
  readonly state: RelationState
  readonly addedAt: number
  readonly customerDeletedAt: number | null
  readonly endedAt: number | null
  readonly addWay: number
  readonly channelState: string
  readonly operUserId: string
  readonly remark: string
  readonly description: string
  readonly tagIds: readonly string[]
}

export type ChangeKind = 'added' | 'half_added' | 'deleted_by_customer' | 'deleted_by_staff' | 'transferred'
/** What was different without anything having happened to the pair. */
export type RepairKind = 'remark' | 'tags' | 'origin'

export interface Change {
  readonly what: ChangeKind
  readonly at: number
}

export interface Compared {
  /** What is to be written; undefined when nothing is known and nothing happened. */
  readonly pair: KnownPair | undefined
  readonly changes: readonly Change[]
  readonly repairs: readonly RepairKind[]
  /** The platform has not caught up with what it told: ask again in a moment. */
  readonly isBehind: boolean
}

/** A deletion in the very second of an add that came after it counts as before. */
const JUST_BEFORE_MS = 1

export function comparePair(input: { known: KnownPair | undefined; follow: FollowFacts | undefined; hint: PairHint }): Compared {
  return input.follow ? compareListed({ ...input, follow: input.follow }) : compareMissing(input)
}

function compareListed({ known, follow, hint }: { known: KnownPair | undefined; follow: FollowFacts; hint: PairHint }): Compared {
  const { addedAt } = follow
  const isNew = !known || !isHeld(known.state) || addedAt > known.addedAt
  const deletedAt = Math.max(known?.customerDeletedAt ?? 0, hint.customerDeletedAt ?? 0)
  const cameBack = deletedAt < addedAt || (deletedAt === addedAt && hint.lastWord === 'added')
  const customerDeletedAt = deletedAt === 0 ? null : cameBack ? Math.min(deletedAt, addedAt - JUST_BEFORE_MS) : deletedAt
  const state = deletedAt === 0 || cameBack ? 'active' : 'deleted_by_customer'
  const changes: Change[] = []
  if (isNew) changes.push({ what: 'added', at: addedAt })
  if (state === 'deleted_by_customer' && (isNew || known.state !== state)) changes.push({ what: 'deleted_by_customer', at: deletedAt })
  const { addWay, channelState, operUserId, remark, description, tagIds } = follow
  return {
    pair: { state, addedAt, customerDeletedAt, endedAt: null, addWay, channelState, operUserId, remark, description, tagIds },
    changes,
    repairs: isNew ? [] : repairsOf(known, follow),
    isBehind: Math.max(hint.staffDeletedAt ?? 0, hint.transferredAt ?? 0, hint.addedAt ?? 0) > addedAt,
  }
}

function repairsOf(known: KnownPair, follow: FollowFacts): RepairKind[] {
  const repairs: RepairKind[] = []
  if (known.remark !== follow.remark || known.description !== follow.description) repairs.push('remark')
  if (known.tagIds.join('\n') !== follow.tagIds.join('\n')) repairs.push('tags')
  if (known.channelState !== follow.channelState || known.addWay !== follow.addWay || known.operUserId !== follow.operUserId)
    repairs.push('origin')
  return repairs
}

/** Not in the answer: ended only when a callback said so, for an add may not be there yet. Reconciliation finds the endings that nobody told. */
function compareMissing({ known, hint }: { known: KnownPair | undefined; hint: PairHint }): Compared {
  const begun = begunBy(known, hint) ?? (known?.endedAt === null ? known : undefined)
  if (!begun) return { pair: known, changes: [], repairs: [], isBehind: isAddAhead(known, hint) }
  const changes: Change[] = begun === known ? [] : [{ what: begun.state === 'half_added' ? 'half_added' : 'added', at: begun.addedAt }]
  const end = endOf(begun, hint)
  if (end) {
    changes.push(end)
    const pair: KnownPair = { ...begun, state: end.what, endedAt: end.at }
    return { pair, changes, repairs: [], isBehind: (hint.addedAt ?? 0) > end.at }
  }
  const deletedAt = hint.customerDeletedAt ?? 0
  if (begun.state === 'active' && deletedAt >= begun.addedAt && hint.lastWord !== 'added') {
    changes.push({ what: 'deleted_by_customer', at: deletedAt })
    return { pair: { ...begun, state: 'deleted_by_customer', customerDeletedAt: deletedAt }, changes, repairs: [], isBehind: false }
  }
  return { pair: begun, changes, repairs: [], isBehind: isAddAhead(begun, hint) }
}

type End = Change & { readonly what: 'deleted_by_staff' | 'transferred' }

/** The end that a callback told of, of this time of the pair or a later one. */
function endOf({ addedAt }: KnownPair, { transferredAt = -1, staffDeletedAt = -1 }: PairHint): End | undefined {
  if (Math.max(transferredAt, staffDeletedAt) < addedAt) return undefined
  return transferredAt >= staffDeletedAt ? { what: 'transferred', at: transferredAt } : { what: 'deleted_by_staff', at: staffDeletedAt }
}

/** A new time of the pair that callbacks alone tell of: it came and went before anybody asked, or it is half begun. */
function begunBy(known: KnownPair | undefined, hint: PairHint): KnownPair | undefined {
  const { addedAt = -1, halfAddedAt = -1, staffDeletedAt = -1, transferredAt = -1 } = hint
  const since = known ? known.addedAt + (known.state === 'half_added' ? 0 : 1) : 0
  if (addedAt >= since && Math.max(staffDeletedAt, transferredAt) >= addedAt) return pairOfHint('active', addedAt, hint)
  if (halfAddedAt > (known?.addedAt ?? -1) && addedAt < halfAddedAt) return pairOfHint('half_added', halfAddedAt, hint)
  return undefined
}

function pairOfHint(state: 'active' | 'half_added', addedAt: number, { channelState = '' }: PairHint): KnownPair {
  const unknown = { addWay: 0, operUserId: '', remark: '', description: '', tagIds: [] }
  return { ...unknown, state, addedAt, customerDeletedAt: null, endedAt: null, channelState }
}

function isAddAhead(known: KnownPair | undefined, { addedAt, staffDeletedAt = -1, transferredAt = -1 }: PairHint): boolean {
  if (addedAt === undefined || Math.max(staffDeletedAt, transferredAt) >= addedAt) return false
  return !known || !isHeld(known.state) || addedAt > known.addedAt
}

function isHeld(state: RelationState): boolean {
  return HELD_STATES.some((held) => held === state)
}
