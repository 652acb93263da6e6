/** Likes and comments as rows and as events of the person, each once however often the platform tells of it. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import { type PersonEvent, queuePersonEvents } from '../../person-events/person-events.ts'
import type { Corp } from '../connection/corps.ts'
import { erasedContacts } from '../contacts/erased.ts'
import { identifierKindOf } from '../contacts/events.ts'
import { lockRegister } from '../contacts/lock.ts'
import { atomsOfContacts } from '../contacts/people.ts'
import type { Reaction } from './calls.ts'
import type { ClaimedMoment, MomentHandles } from './queue.ts'
import type { ReactionKind } from './states.ts'

const EVENT_NAMES: Readonly<Record<ReactionKind, string>> = { like: 'wecom_moment_liked', comment: 'wecom_moment_commented' }

interface Told {
  readonly userId: string
  readonly kind: ReactionKind
  readonly externalUserId: string
  readonly mark: string
  readonly at: number
}

export interface ToldBy {
  readonly corp: Corp
  readonly moment: ClaimedMoment
  readonly looked: readonly { readonly userId: string; readonly reactions: readonly Reaction[] }[]
  /** In the same transaction: that these were asked for. */
  readonly noteLooked: (tx: Tx) => Promise<void>
}

/** Writes what is new of them. What is from before an erasure is not taken in. */
export async function noteReactions(handles: MomentHandles, { corp, moment, looked, noteLooked }: ToldBy): Promise<void> {
  const given = looked.flatMap(({ userId, reactions }) => marked(userId, reactions))
  const told = await withoutErased(handles, handles.db, { corp, told: await unknownOf(handles, { moment, told: given }) })
  const contacts = [...Map.groupBy(told, ({ externalUserId }) => externalUserId)].map(([externalUserId, [first]]) => {
    return { externalUserId, unionid: null, seenAt: first?.at ?? 0 }
  })
  const atoms = told.length === 0 ? new Map<string, number>() : await atomsOfContacts(handles, { corp, contacts })
  await inTransaction(handles.db, async (tx) => {
    await noteLooked(tx)
    if (told.length === 0) return
    await lockRegister(tx, corp)
    // Once more: somebody may have been erased since.
    const left = await withoutErased(handles, tx, { corp, told })
    await write(tx, { corp, moment, told: left, atoms })
  })
}

/** A like is one; of comments those of one second are told apart by their order. */
function marked(userId: string, reactions: readonly Reaction[]): Told[] {
  const seen = new Map<string, number>()
  return reactions.map(({ kind, externalUserId, at }) => {
    if (kind === 'like') return { userId, kind, externalUserId, at, mark: '' }
    const key = `${externalUserId} ${at}`
    const place = seen.get(key) ?? 0
    seen.set(key, place + 1)
    return { userId, kind, externalUserId, at, mark: `${at / 1_000}.${place}` }
  })
}

/** Most of what the platform tells is known already. */
async function unknownOf({ db }: MomentHandles, { moment, told }: { moment: ClaimedMoment; told: readonly Told[] }): Promise<Told[]> {
  if (told.length === 0) return []
  const { rows } = await sql<{ place: number }>`
    select given.place::integer as place from jsonb_to_recordset(${asRows(told)}::jsonb)
      as given (place integer, user_id text, kind text, external_user_id text, mark text)
    where not exists (select 1 from channels_wecom_moment_reactions known
      where known.workspace_id = ${moment.workspaceId} and known.moment = ${moment.id} and known.user_id = given.user_id
        and known.kind = given.kind and known.external_user_id = given.external_user_id and known.mark = given.mark)`.execute(db)
  const fresh = new Set(rows.map(({ place }) => place))
  return told.filter((_, place) => fresh.has(place))
}

function asRows(told: readonly Told[], atoms?: ReadonlyMap<string, number>): string {
  return JSON.stringify(
    told.map(({ userId, kind, externalUserId, mark, at }, place) => ({
      place,
      user_id: userId,
      kind,
      external_user_id: externalUserId,
      mark,
      happened_at: new Date(at).toISOString(),
      atom: atoms?.get(externalUserId),
    })),
  )
}

async function withoutErased(
  handles: MomentHandles,
  db: Queryable,
  { corp, told }: { corp: Corp; told: readonly Told[] },
): Promise<readonly Told[]> {
  if (told.length === 0) return told
  const externalUserIds = [...new Set(told.map(({ externalUserId }) => externalUserId))]
  const erased = await erasedContacts(handles, db, { ...corp, externalUserIds })
  return told.filter(({ externalUserId, at }) => at > (erased.get(externalUserId) ?? Number.NEGATIVE_INFINITY))
}

async function write(
  tx: Tx,
  { corp, moment, told, atoms }: { corp: Corp; moment: ClaimedMoment; told: readonly Told[]; atoms: ReadonlyMap<string, number> },
): Promise<void> {
  const known = told.filter(({ externalUserId }) => atoms.has(externalUserId))
  const { rows } = await sql<{ place: number }>`
    with given as (select * from jsonb_to_recordset(${asRows(known, atoms)}::jsonb) as one
      (place integer, user_id text, kind text, external_user_id text, mark text, happened_at timestamptz, atom bigint)),
    made as (
      insert into channels_wecom_moment_reactions
        (workspace_id, moment, user_id, kind, corp_id, external_user_id, mark, atom, happened_at)
      select ${moment.workspaceId}::integer, ${moment.id}::bigint, user_id, kind, ${corp.corpId}::text, external_user_id, mark, atom, happened_at
      from given on conflict do nothing returning user_id, kind, external_user_id, mark)
    select given.place::integer as place from given join made using (user_id, kind, external_user_id, mark)`.execute(tx)
  const made = new Set(rows.map(({ place }) => place))
  await queuePersonEvents(
    tx,
    known.filter((_, place) => made.has(place)).map((one) => eventOf(corp, moment, one)),
  )
}

function eventOf(corp: Corp, moment: ClaimedMoment, { userId, kind, externalUserId, mark, at }: Told): PersonEvent {
  const identifierKind = identifierKindOf(corp)
  return {
    workspaceId: corp.workspaceId,
    reference: `${identifierKind}:${externalUserId}`,
    event: {
      messageId: `wecom moment_${kind} ${corp.corpId} ${moment.id} ${userId} ${externalUserId} ${mark}`,
      type: 'track',
      name: EVENT_NAMES[kind],
      timestamp: at,
      identifiers: [{ kind: identifierKind, value: externalUserId }],
      properties: { channel: 'wecom', corpId: corp.corpId, staff: userId, moment: String(moment.id) },
      context: {},
      source: 'server',
    },
  }
}
