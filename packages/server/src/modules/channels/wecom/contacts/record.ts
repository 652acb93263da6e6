/**
 * Writes what the platform said about contacts, many at once: people, register, events of the people, news. Repeating it changes nothing, and an
 * answer to an earlier question never overwrites that to a later one.
 */
import { inTransaction, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { emit } from '../../../../platform/outbox/index.ts'
import { queuePersonEvents } from '../../person-events/person-events.ts'
import type { ContactFacts, FollowFacts } from '../client/contacts.ts'
import type { Corp } from '../connection/corps.ts'
import { type ChangeKind, comparePair, type PairHint, type RepairKind } from './compare.ts'
import { erasedContacts } from './erased.ts'
import { eventOfChange, type LearntBy } from './events.ts'
import { lockRegister } from './lock.ts'
import { atomsOfContacts } from './people.ts'
import { knownContacts, knownPairs, type PairRow, writeContacts, writePairs } from './register.ts'

/** What is known of one contact from one answer of the platform and the callbacks that led to it. */
export interface Observation {
  readonly externalUserId: string
  /** Undefined: the platform says that nobody whom the app sees has them. */
  readonly contact: ContactFacts | undefined
  readonly follows: readonly FollowFacts[]
  /** By userid. */
  readonly hints: ReadonlyMap<string, PairHint>
}

export type RecordFigure = ChangeKind | RepairKind | 'profile' | 'unionid'

export interface Recorded {
  /** Pairs of which the platform will know more in a moment. */
  readonly behind: readonly { readonly externalUserId: string; readonly userId: string }[]
  readonly figures: Readonly<Partial<Record<RecordFigure, number>>>
}

/**
 * Told when contacts were added or ended: `{corpId, learntBy, changes: [{what, at, userId, atom, addWay, channelState}]}`. No identifier of the
 * customer stands in it: news outlives an erasure.
 */
export const CONTACTS_CHANGED = 'channels.wecom_contacts_changed'

export interface RecordInput {
  readonly corp: Corp
  readonly learntBy: LearntBy
  /** When the question was asked, milliseconds of the business clock. */
  readonly fetchedAt: number
  readonly observations: readonly Observation[]
}

export type RecordHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'secret' | 'config'>

export async function recordContacts(handles: RecordHandles, input: RecordInput): Promise<Recorded> {
  const observations = await ofSomebody(handles, { ...input, observations: await withoutErased(handles, handles.db, input) })
  if (observations.length === 0) return { behind: [], figures: {} }
  const now = handles.clocks.business.now()
  const atoms = await atomsOfContacts(handles, { corp: input.corp, contacts: observations.map((one) => seenContact(one, now)) })
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, input.corp)
    // Once more: somebody may have been erased since.
    return writeAll(handles, tx, { ...input, observations: await withoutErased(handles, tx, { ...input, observations }), atoms })
  })
}

function seenContact({ externalUserId, contact, follows, hints }: Observation, now: number) {
  const times = [
    ...follows.map(({ addedAt }) => addedAt),
    ...[...hints.values()].flatMap(({ addedAt, halfAddedAt }) => addedAt ?? halfAddedAt ?? []),
  ]
  return { externalUserId, unionid: contact?.unionid ?? null, seenAt: Math.min(now, ...times) }
}

/** A deletion alone, of somebody whose add was never heard of, makes nobody known. */
async function ofSomebody(
  { db }: RecordHandles,
  { corp, observations }: Pick<RecordInput, 'corp' | 'observations'>,
): Promise<readonly Observation[]> {
  const ended = observations.filter(({ follows, hints }) => follows.length === 0 && ![...hints.values()].some(tellsOfBeginning))
  if (ended.length === 0) return observations
  const known = await knownContacts(db, { corp, externalUserIds: ended.map(({ externalUserId }) => externalUserId) })
  return observations.filter((one) => !ended.includes(one) || known.has(one.externalUserId))
}

function tellsOfBeginning({ addedAt, halfAddedAt }: PairHint): boolean {
  return addedAt !== undefined || halfAddedAt !== undefined
}

/** Of who was erased only what began afterwards. */
async function withoutErased(
  handles: RecordHandles,
  db: Handles['db'] | Tx,
  { corp, observations }: Pick<RecordInput, 'corp' | 'observations'>,
): Promise<Observation[]> {
  const erased = await erasedContacts(handles, db, { ...corp, externalUserIds: observations.map(({ externalUserId }) => externalUserId) })
  return observations.flatMap((observation) => {
    const erasedAt = erased.get(observation.externalUserId)
    if (erasedAt === undefined) return hasSomething(observation) ? [observation] : []
    const follows = observation.follows.filter(({ addedAt }) => addedAt > erasedAt)
    const hints = new Map(
      [...observation.hints].filter(([, { addedAt = 0, halfAddedAt = 0 }]) => Math.max(addedAt, halfAddedAt) > erasedAt),
    )
    const rest = { ...observation, follows, hints }
    return hasSomething(rest) ? [rest] : []
  })
}

function hasSomething({ follows, hints }: Observation): boolean {
  return follows.length > 0 || hints.size > 0
}

type WriteInput = RecordInput & { readonly atoms: ReadonlyMap<string, number> }
type ToldChange = {
  what: ChangeKind
  at: number
  userId: string
  atom: number
  addWay: number
  channelState: string
}

async function writeAll(handles: RecordHandles, tx: Tx, input: WriteInput): Promise<Recorded> {
  const { corp, learntBy, fetchedAt, observations, atoms } = input
  const externalUserIds = observations.map(({ externalUserId }) => externalUserId)
  const contacts = await knownContacts(tx, { corp, externalUserIds })
  const known = await knownPairs(tx, { corp, externalUserIds })
  const figures: Partial<Record<RecordFigure, number>> = {}
  const count = (figure: RecordFigure) => {
    figures[figure] = (figures[figure] ?? 0) + 1
  }
  const behind: { externalUserId: string; userId: string }[] = []
  const pairs: PairRow[] = []
  const told: ToldChange[] = []
  const events = []
  for (const { externalUserId, contact, follows, hints } of observations) {
    const atom = atoms.get(externalUserId)
    if (atom === undefined) continue
    for (const repaired of profileRepairs(contacts.get(externalUserId), contact)) count(repaired)
    const listed = new Map(follows.map((follow) => [follow.userId, follow]))
    for (const userId of new Set([...listed.keys(), ...hints.keys()])) {
      const before = known.get(`${externalUserId} ${userId}`)
      // Of an answer that is older than what is known only the hints count.
      const follow = before && before.fetchedAt > fetchedAt ? undefined : listed.get(userId)
      const { pair, changes, repairs, isBehind } = comparePair({ known: before, follow, hint: hints.get(userId) ?? {} })
      if (isBehind) behind.push({ externalUserId, userId })
      if (!pair) continue
      pairs.push({ ...pair, userId, externalUserId, atom, fetchedAt: Math.max(fetchedAt, before?.fetchedAt ?? 0) })
      for (const repair of repairs) count(repair)
      for (const change of changes) {
        count(change.what)
        told.push({ ...change, userId, atom, addWay: pair.addWay, channelState: pair.channelState })
        events.push(eventOfChange({ corp, userId, externalUserId, contact, pair, change, learntBy }))
      }
    }
  }
  const written = new Set(pairs.map(({ externalUserId }) => externalUserId))
  await writeContacts(tx, { corp, fetchedAt, atoms, contacts: observations.filter(({ externalUserId }) => written.has(externalUserId)) })
  await writePairs(tx, { corp, pairs })
  await queuePersonEvents(tx, events)
  await tellChanges(handles, tx, { corp, learntBy, changes: told })
  return { behind, figures }
}

function profileRepairs(known: ContactFacts | undefined, fetched: ContactFacts | undefined): ('profile' | 'unionid')[] {
  if (!known || !fetched) return []
  const { unionid: before, ...rest } = known
  const { unionid: now, ...restNow } = fetched
  const isSame = (Object.keys(rest) as (keyof typeof rest)[]).every((field) => rest[field] === restNow[field])
  return [...(isSame ? [] : (['profile'] as const)), ...(before === now ? [] : (['unionid'] as const))]
}

/** News of what changed, with the caller's transaction. */
export async function tellChanges(
  { clocks, ids }: Pick<Handles, 'clocks' | 'ids'>,
  tx: Tx,
  { corp, learntBy, changes }: { corp: Corp; learntBy: LearntBy; changes: readonly ToldChange[] },
): Promise<void> {
  if (changes.length === 0) return
  await emit(tx, {
    workspaceId: corp.workspaceId,
    name: CONTACTS_CHANGED,
    payload: { corpId: corp.corpId, learntBy, changes },
    key: `${CONTACTS_CHANGED} ${ids.uuid()}`,
    at: new Date(clocks.business.now()),
  })
}
