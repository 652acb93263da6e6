/**
 * Planning a broadcast: page after page of the people its rule finds, each piece in a transaction that also notes how far it got. So it goes on
 * after a crash, and nobody is planned twice.
 */
import { inTransaction, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { pageOfRule, type Rule, settleCopies } from '../audience/index.ts'
import { type Asked, type At, type Decided, decideAbout, keepDecisions, readTerms } from './decisions.ts'
import { type GoingByVariant, openGoing } from './figures.ts'
import type { Terms } from './rules.ts'
import type { DeliveryState } from './states.ts'
import type { BroadcastRow } from './tables.ts'

/** A page is one question to the event store, decided about in smaller pieces. */
const PEOPLE_PER_PAGE = 100_000
const PEOPLE_PER_PIECE = 2_000
/** What was written just before it was asked for is in it. */
const SETTLE_MS = 2_000
/** Longer than a piece takes; then another process goes on. */
export const CLAIM_MS = 60_000

interface Planning extends At {
  readonly broadcast: BroadcastRow
  readonly signal: AbortSignal
  /** Real clock: it stops here and leaves the rest to others. */
  readonly stopAt?: number
  readonly peoplePerPiece?: number
}

/** Goes on with a plan that this process has claimed. Answers whether it is complete. */
export async function planBroadcast(handles: Handles, planning: Planning): Promise<boolean> {
  const { broadcast, stopAt = Infinity } = planning
  const { terms } = await readTerms(handles.db, { broadcast, at: planning })
  let after = broadcast.planned_to
  for await (const people of piecesOf(handles, { ...planning, ...broadcast, after })) {
    const upTo = people.at(-1) ?? after
    const written = await inTransaction(handles.db, (tx) => planPiece(handles, tx, { ...planning, terms, people, after, upTo }))
    if (!written) return false
    after = upTo
    if (handles.clocks.real.now() >= stopAt) {
      await release(handles, broadcast)
      return false
    }
  }
  const { rows } = await sql`update reach_broadcasts set state = 'draft', claimed_until = null
    where workspace_id = ${broadcast.workspace_id} and id = ${broadcast.id} and state = 'planning' and planned_to = ${after} returning 1`.execute(
    handles.db,
  )
  return rows.length > 0
}

export interface PeopleAsked {
  readonly workspace_id: number
  readonly timeZone: string
  readonly rule: Rule
  readonly as_of: Date
  readonly after: number
  readonly signal: AbortSignal
  readonly peoplePerPiece?: number
}

/** The people of the rule after one, ascending, a piece at a time. */
async function* piecesOf(handles: Handles, asked: PeopleAsked): AsyncGenerator<readonly number[]> {
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const { workspace_id: workspaceId, timeZone, rule, as_of, signal, peoplePerPiece = PEOPLE_PER_PIECE } = asked
  const question = { workspaceId, timeZone, rule, asOf: as_of.getTime(), limit: PEOPLE_PER_PAGE }
  for (let after = asked.after; ; ) {
    const people = await pageOfRule(handles, { clickhouse: handles.clickhouse, signal }, { ...question, after })
    for (let start = 0; start < people.length; start += peoplePerPiece) {
      signal.throwIfAborted()
      yield people.slice(start, start + peoplePerPiece)
    }
    if (people.length < PEOPLE_PER_PAGE) return
    after = people.at(-1) ?? after
  }
}

type Piece = Planning & { readonly terms: Terms; readonly people: readonly number[]; readonly after: number; readonly upTo: number }

/** False when another process went on meanwhile or it was stopped. */
async function planPiece(handles: Handles, tx: Tx, { broadcast, terms, people, after, upTo, ...at }: Piece): Promise<boolean> {
  const claimed = new Date(handles.clocks.real.now() + CLAIM_MS)
  const { rows } = await sql`update reach_broadcasts set planned_to = ${upTo}, claimed_until = ${claimed}
    where workspace_id = ${broadcast.workspace_id} and id = ${broadcast.id} and state = 'planning' and planned_to = ${after} returning 1`.execute(
    tx,
  )
  if (rows.length === 0) return false
  const decided = await decideAbout(tx, { broadcast, at, terms, given: people })
  await insertDeliveries(handles, tx, { broadcast, decided: onePerPerson(decided) })
  return true
}

/** Whoever the rule found by two numbers is one. */
function onePerPerson(decided: ReadonlyMap<number, Decided>): Decided[] {
  return [...new Map([...decided.values()].toReversed().map((one) => [one.facts.person, one])).values()]
}

/** Deliveries with what was decided; whoever has one already keeps it. */
async function insertDeliveries(
  { clocks }: Pick<Handles, 'clocks'>,
  tx: Tx,
  { broadcast, decided }: { broadcast: Asked; decided: readonly Decided[] },
): Promise<void> {
  const { workspace_id: workspaceId, id: broadcastId } = broadcast
  const now = new Date(clocks.business.now())
  const given = decided.map(({ facts, decision }) => ({
    atom: facts.contactAtom ?? facts.person,
    corp_id: facts.corpId ?? '',
    user_id: facts.userId ?? '',
    external_user_id: facts.externalUserId ?? '',
    variant: decision.variant,
    state: decision.outcome,
  }))
  const { rows } = await sql<{ id: number; atom: number }>`
    insert into reach_deliveries (workspace_id, broadcast_id, atom, corp_id, user_id, external_user_id, variant, state, changed_at)
    select ${workspaceId}, ${broadcastId}, given.atom, given.corp_id, given.user_id, given.external_user_id, given.variant, given.state, ${now}
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as given (atom bigint, corp_id text, user_id text, external_user_id text, variant smallint, state text)
    on conflict (workspace_id, broadcast_id, atom) do nothing returning id, atom`.execute(tx)
  const byAtom = new Map(decided.map(({ facts, decision }) => [facts.contactAtom ?? facts.person, decision]))
  const decisions = rows.flatMap(({ id, atom }) => {
    const decision = byAtom.get(atom)
    return decision ? [{ id, atom, decision }] : []
  })
  await keepDecisions(tx, { workspaceId, step: 'plan', at: now, decisions })
}

async function release({ db }: Pick<Handles, 'db'>, { workspace_id, id }: BroadcastRow): Promise<void> {
  await sql`update reach_broadcasts set claimed_until = null where workspace_id = ${workspace_id} and id = ${id} and state = 'planning'`.execute(
    db,
  )
}

/** What a broadcast would come to, without writing anything: people by outcome, and through how many members of staff. */
export async function rehearse(
  handles: Handles,
  input: At & { readonly broadcast: Asked & Pick<BroadcastRow, 'rule' | 'as_of'>; readonly signal: AbortSignal },
): Promise<{ states: Map<DeliveryState, number>; going: GoingByVariant }> {
  const { broadcast } = input
  const { terms } = await readTerms(handles.db, { broadcast, at: input })
  const states = new Map<DeliveryState, number>()
  const going = openGoing(input.variants)
  for await (const people of piecesOf(handles, { ...input, ...broadcast, after: 0 }))
    for (const { facts, decision } of onePerPerson(await decideAbout(handles.db, { broadcast, at: input, terms, given: people }))) {
      const { outcome, variant } = decision
      states.set(outcome, (states.get(outcome) ?? 0) + 1)
      if (outcome === 'pending') going.add({ variant, sender: `${facts.corpId} ${facts.userId}` })
    }
  return { states, going: going.counted() }
}
