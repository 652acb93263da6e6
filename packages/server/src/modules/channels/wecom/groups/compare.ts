/**
 * Who the platform says is in a group, held against whom we know to be: pure. Callbacks only hint at who came and went, when and how; who is in
 * it now is in the platform's answer. Of who came and went before anybody asked only callbacks tell.
 */
import type { MemberFacts } from '../client/groups.ts'
import type { LeftHow } from './states.ts'

/** What a callback said of one member; milliseconds of the platform's clock. */
export interface Move {
  readonly memberId: string
  readonly what: 'join' | 'leave'
  readonly at: number
  /** Of a join. 1 invited, 3 by code. */
  readonly joinScene: number
  /** Of a leaving. */
  readonly how: LeftHow
}

/** One time that somebody is or was in a group. */
export interface Stay extends MemberFacts {
  readonly leftAt: number | null
  readonly leftHow: LeftHow
}

export interface ComparedMembers {
  /** What is to be written. */
  readonly stays: readonly Stay[]
  readonly joined: readonly Stay[]
  readonly left: readonly Stay[]
  /** Of whom something else than being here was different. */
  readonly edited: number
  /** Callbacks know more than the answer: ask again in a moment. */
  readonly isBehind: boolean
}

export interface MembersSeen {
  /** Undefined: the group is no more. */
  readonly listed: readonly MemberFacts[] | undefined
  /** Those who are in it as far as is known, and past times of those who moved. */
  readonly known: readonly Stay[]
  /** In the order they were received. */
  readonly moves: readonly Move[]
  /** When those went whom the answer does not list and nobody told about; and how, of a group that ended. */
  readonly end: { readonly at: number; readonly how: LeftHow }
}

export function compareMembers({ listed = [], known, moves, end }: MembersSeen): ComparedMembers {
  const facts = new Map(listed.map((member) => [member.memberId, member]))
  const knownOf = Map.groupBy(known, ({ memberId }) => memberId)
  const moved = Map.groupBy(moves, ({ memberId }) => memberId)
  const all: OneCompared[] = []
  for (const memberId of new Set([...facts.keys(), ...knownOf.keys(), ...moved.keys()])) {
    const own = { fact: facts.get(memberId), known: knownOf.get(memberId) ?? [], moves: inOrder(moved.get(memberId) ?? []) }
    all.push(compareOne({ ...own, end }))
  }
  return {
    stays: all.flatMap(({ stays }) => stays),
    joined: all.flatMap(({ joined }) => joined),
    left: all.flatMap(({ left }) => left),
    edited: all.filter(({ isEdited }) => isEdited).length,
    isBehind: all.some(({ isBehind }) => isBehind),
  }
}

interface One {
  readonly fact: MemberFacts | undefined
  readonly known: readonly Stay[]
  /** By time. */
  readonly moves: readonly Move[]
  readonly end: MembersSeen['end']
}

interface OneCompared {
  readonly stays: Stay[]
  readonly joined: Stay[]
  readonly left: Stay[]
  readonly isEdited: boolean
  readonly isBehind: boolean
}

function compareOne({ fact, known, moves, end }: One): OneCompared {
  const compared = { stays: [] as Stay[], joined: [] as Stay[], left: [] as Stay[], isEdited: false }
  const open = known.find(({ leftAt }) => leftAt === null)
  const isSame = open !== undefined && fact !== undefined && fact.joinedAt <= open.joinedAt
  if (open && !isSame) {
    const gone = { ...open, ...leavingOf(open, { moves, before: fact?.joinedAt, end }) }
    compared.stays.push(gone)
    compared.left.push(gone)
  }
  if (fact && !isSame) {
    const stay: Stay = { ...fact, leftAt: null, leftHow: '' }
    compared.stays.push(stay)
    compared.joined.push(stay)
  }
  if (fact && isSame && !isAlike(open, fact)) {
    compared.stays.push({ ...fact, joinedAt: open.joinedAt, leftAt: null, leftHow: '' })
    compared.isEdited = true
  }
  const past = known.filter(({ leftAt }) => leftAt !== null)
  const others = [...compared.stays, ...past, ...(open && isSame ? [open] : [])]
  for (const stay of passing(moves, end)) {
    if (others.some((other) => overlap(stay, other))) continue
    others.push(stay)
    compared.stays.push(stay)
    compared.joined.push(stay)
    compared.left.push(stay)
  }
  compared.stays.push(...past.flatMap((stay) => betterKnown(stay, moves) ?? []))
  return { ...compared, isBehind: isBehind(fact, { moves, stays: [...known, ...compared.stays] }) }
}

/** Of equal times in the order they were received. */
function inOrder(moves: readonly Move[]): Move[] {
  return [...moves].sort((one, other) => one.at - other.at)
}

/** The leaving that was told of this time, else what the answer makes of it. */
function leavingOf(stay: Stay, { moves, before, end }: Pick<One, 'moves' | 'end'> & { before: number | undefined }) {
  const told = moves.find(({ what, at }) => what === 'leave' && at >= stay.joinedAt && (before === undefined || at <= before))
  if (told) return { leftAt: told.at, leftHow: told.how }
  return before === undefined ? { leftAt: Math.max(end.at, stay.joinedAt), leftHow: end.how } : { leftAt: before, leftHow: '' as const }
}

function isAlike(stay: Stay, fact: MemberFacts): boolean {
  const { joinedAt: _, ...others } = fact
  return (Object.keys(others) as (keyof typeof others)[]).every((field) => stay[field] === fact[field])
}

/** Times that callbacks alone tell of: somebody came and went, or came and the group ended. */
function passing(moves: readonly Move[], end: MembersSeen['end']): Stay[] {
  const ending = end.how === 'dismissed' ? { what: 'leave', at: end.at, how: end.how } : undefined
  return moves.flatMap((move, place): Stay[] => {
    const next = moves[place + 1] ?? ending
    if (move.what !== 'join' || next?.what !== 'leave' || next.at < move.at) return []
    const { memberId, at: joinedAt, joinScene } = move
    const untold = { kind: 'customer', unionid: null, invitor: '', nickname: '', name: '', channelState: '' } as const
    return [{ memberId, joinedAt, joinScene, ...untold, leftAt: next.at, leftHow: next.how }]
  })
}

function overlap(one: Stay, other: Stay): boolean {
  return one.joinedAt <= (other.leftAt ?? Number.POSITIVE_INFINITY) && other.joinedAt <= (one.leftAt ?? Number.POSITIVE_INFINITY)
}

/** How somebody went of whom only that was known. */
function betterKnown(stay: Stay, moves: readonly Move[]): Stay | undefined {
  const { leftAt, joinedAt, leftHow } = stay
  if (leftAt === null || leftHow !== '') return undefined
  const told = moves.find(({ what, at }) => what === 'leave' && at >= joinedAt && at <= leftAt)
  return told && { ...stay, leftAt: told.at, leftHow: told.how }
}

/** The last that was told is not in the answer, nor in what was known before. */
function isBehind(fact: MemberFacts | undefined, { moves, stays }: { moves: readonly Move[]; stays: readonly Stay[] }): boolean {
  const last = moves.at(-1)
  if (!last) return false
  if (last.what === 'leave') return fact !== undefined && fact.joinedAt <= last.at
  return fact === undefined && !stays.some(({ joinedAt, leftAt }) => joinedAt >= last.at || (leftAt ?? 0) >= last.at)
}
