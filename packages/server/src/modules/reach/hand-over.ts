/**
 * Handing a broadcast over: one group of deliveries after the other (a member of staff, a variant), each in a transaction that decides once
 * more, counts against the caps of the people and plans the task of the channel. What is not handed over when a process dies is by the next.
 */
import { bigints, inTransaction, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { localDate } from '../../platform/time-zone.ts'
import { MAX_RECIPIENTS, planMassTasks } from '../channels/index.ts'
import type { WecomContent } from '../channels/wecom/mass-send/contract.ts'
import { type Decided, decideAbout, keepDecisions, readTerms } from './decisions.ts'
import { HELD_STATES } from './states.ts'
import type { BroadcastRow } from './tables.ts'
import { countTouches } from './touches.ts'
import { readVariants } from './variants.ts'

/** A row with the zone of its workspace. */
export type ZonedBroadcast = BroadcastRow & { readonly time_zone: string }

type HandOverHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

/** Whatever is due, to its end. Answers how many groups and broadcasts something was done about. */
export async function handOverDue(handles: HandOverHandles): Promise<number> {
  const now = new Date(handles.clocks.business.now())
  const { rows } = await sql<ZonedBroadcast>`
    select broadcast.*, workspace.time_zone from reach_broadcasts broadcast
      join auth_workspaces workspace on workspace.id = broadcast.workspace_id
    where (broadcast.state = 'approved' and broadcast.due_at <= ${now}) or (broadcast.state = 'sending' and broadcast.handed_at is null)
    order by broadcast.due_at, broadcast.id`.execute(handles.db)
  let done = 0
  for (const broadcast of rows) {
    if (broadcast.state === 'approved' && !(await begin(handles, broadcast))) continue
    done += 1 + (await handOver(handles, broadcast))
  }
  return done
}

/** False when it waits for the end of the quiet hours, or somebody else has begun. Whoever was held by the plan is looked at again. */
function begin({ db, clocks }: HandOverHandles, broadcast: ZonedBroadcast): Promise<boolean> {
  const { workspace_id: workspaceId, id, time_zone: timeZone } = broadcast
  return inTransaction(db, async (tx) => {
    const moment = clocks.business.now()
    const { waitsUntil } = await readTerms(tx, { broadcast, at: { timeZone, moment, variants: 1 } })
    if (waitsUntil !== undefined) {
      await sql`update reach_broadcasts set due_at = ${new Date(waitsUntil)}
        where workspace_id = ${workspaceId} and id = ${id} and state = 'approved'`.execute(tx)
      return false
    }
    const { rows } = await sql`update reach_broadcasts set state = 'sending'
      where workspace_id = ${workspaceId} and id = ${id} and state = 'approved' returning 1`.execute(tx)
    if (rows.length > 0)
      await sql`update reach_deliveries set state = 'pending', changed_at = ${new Date(moment)}
        where workspace_id = ${workspaceId} and broadcast_id = ${id} and state = any(${[...HELD_STATES]}::text[])`.execute(tx)
    return rows.length > 0
  })
}

async function handOver(handles: HandOverHandles, broadcast: ZonedBroadcast): Promise<number> {
  const { workspace_id: workspaceId, id } = broadcast
  const contents = await readVariants(handles.db, { workspaceId, broadcastId: id })
  for (let groups = 0; ; groups++)
    if (!(await inTransaction(handles.db, (tx) => handOverGroup(handles, tx, { broadcast, contents })))) return groups
}

interface Waiting {
  readonly id: number
  readonly atom: number
  readonly corp_id: string
  readonly user_id: string
  readonly variant: number
}

/** Any fixed number: these locks meet no others. */
const CAPS_LOCK = 5_301

/** The next group; false when there is none. */
async function handOverGroup(
  handles: HandOverHandles,
  tx: Tx,
  { broadcast, contents }: { broadcast: ZonedBroadcast; contents: readonly WecomContent[] },
): Promise<boolean> {
  const { workspace_id: workspaceId, id, time_zone: timeZone } = broadcast
  // Whoever counts touches and slots of a workspace waits for the others.
  await sql`select pg_advisory_xact_lock(${CAPS_LOCK}, ${workspaceId})`.execute(tx)
  const moment = handles.clocks.business.now()
  const now = new Date(moment)
  const { rows } = await sql<{ ended: boolean }>`
    select coalesce(ends_at <= ${now}, false) as ended from reach_broadcasts
    where workspace_id = ${workspaceId} and id = ${id} and state = 'sending' and handed_at is null for update`.execute(tx)
  const [open] = rows
  if (!open) return false
  const group = open.ended ? [] : await nextGroup(tx, broadcast)
  const [first] = group
  if (!first) {
    await endHandingOver(tx, { broadcast, now })
    return false
  }
  const at = { timeZone, moment, variants: contents.length }
  const { terms } = await readTerms(tx, { broadcast, at })
  const decided = await decideAbout(tx, { broadcast, at, terms, given: group.map(({ atom }) => atom) })
  const settled = group.map((row) => settle(row, decided.get(row.atom)))
  await writeSettled(tx, { broadcast, settled, now, day: localDate(moment, timeZone) })
  const recipients = settled.flatMap(({ handed, row, externalUserId }) =>
    handed ? [{ externalUserId, atom: row.atom, ref: String(row.id) }] : [],
  )
  const content = contents[first.variant]
  if (recipients.length > 0 && content) {
    const { corp_id: corpId, user_id: userId } = first
    const key = `${taskKeys(broadcast)}${first.variant}:${corpId}:${userId}:${first.id}`
    const endsAt = broadcast.ends_at?.getTime()
    await planMassTasks(handles, tx, { workspaceId, tasks: [{ key, corpId, userId, content, dueAt: moment, endsAt, recipients }] })
  }
  return true
}

/** How the keys of its tasks begin. */
export function taskKeys({ id }: Pick<BroadcastRow, 'id'>): string {
  return `broadcast:${id}:`
}

/**
 * What waits of the first member and variant. Two statements, each a walk along the index of what waits: joined into one, a planner without
 * figures about the table reads all of it once a row.
 */
async function nextGroup(tx: Tx, { workspace_id: workspaceId, id }: BroadcastRow): Promise<Waiting[]> {
  const waiting = sql`broadcast_id = ${id} and state = 'pending' and handed_at is null and workspace_id = ${workspaceId}`
  const found = await sql<Pick<Waiting, 'corp_id' | 'user_id' | 'variant'>>`
    select corp_id, user_id, variant from reach_deliveries where ${waiting} order by broadcast_id, corp_id, user_id, variant, id limit 1`.execute(
    tx,
  )
  const [first] = found.rows
  if (!first) return []
  const { rows } = await sql<Waiting>`
    select id, atom, corp_id, user_id, variant from reach_deliveries
    where ${waiting} and corp_id = ${first.corp_id} and user_id = ${first.user_id} and variant = ${first.variant}
    order by broadcast_id, corp_id, user_id, variant, id limit ${MAX_RECIPIENTS}`.execute(tx)
  return rows
}

interface Settled {
  readonly row: Waiting
  readonly decided: Decided | undefined
  readonly state: string
  readonly handed: boolean
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
}

/** Whom another member of staff is to send to now waits for that one's group. Nobody knows the person any more: nothing is sent. */
function settle(row: Waiting, decided: Decided | undefined): Settled {
  const { corpId, userId, externalUserId } = { corpId: '', userId: '', externalUserId: '', ...senderOf(decided) }
  const state = decided?.decision.outcome ?? 'cancelled'
  const handed = state === 'pending' && corpId === row.corp_id && userId === row.user_id
  return { row, decided, state, handed, corpId, userId, externalUserId }
}

function senderOf(decided: Decided | undefined) {
  const { corpId, userId, externalUserId } = decided?.facts ?? {}
  return corpId && userId && externalUserId ? { corpId, userId, externalUserId } : undefined
}

async function writeSettled(
  tx: Tx,
  { broadcast, settled, now, day }: { broadcast: BroadcastRow; settled: readonly Settled[]; now: Date; day: string },
): Promise<void> {
  const { workspace_id: workspaceId, purpose } = broadcast
  const touchedOn = purpose === 'marketing' ? day : null
  const given = settled.map(({ row: { id }, state, handed, corpId, userId, externalUserId }) => ({
    id,
    state,
    handed,
    corp_id: corpId,
    user_id: userId,
    external_user_id: externalUserId,
  }))
  await sql`
    update reach_deliveries own set state = given.state, corp_id = given.corp_id, user_id = given.user_id,
      external_user_id = given.external_user_id, changed_at = ${now}, handed_at = case when given.handed then ${now}::timestamptz end,
      touched_on = case when given.handed then ${touchedOn}::date end
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as given (id bigint, state text, handed boolean, corp_id text, user_id text, external_user_id text)
    where own.workspace_id = ${workspaceId} and own.id = given.id`.execute(tx)
  const handed = settled.filter((one) => one.handed)
  if (touchedOn) await countTouches(tx, { workspaceId, day, atoms: handed.map(({ row }) => row.atom) })
  const decisions = settled.flatMap(({ row: { id, atom }, decided }) => (decided ? [{ id, atom, decision: decided.decision }] : []))
  await keepDecisions(tx, { workspaceId, step: 'hand_over', at: now, decisions })
}

/** Nothing waits any more, or its time is over: what still waited has expired. */
async function endHandingOver(tx: Tx, { broadcast, now }: { broadcast: BroadcastRow; now: Date }): Promise<void> {
  const { workspace_id: workspaceId, id } = broadcast
  await sql`update reach_deliveries set state = 'expired', changed_at = ${now}
    where workspace_id = ${workspaceId} and broadcast_id = ${id} and state = 'pending' and handed_at is null`.execute(tx)
  await sql`update reach_broadcasts set handed_at = ${now} where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  await endBroadcasts(tx, { workspaceId, ids: [id], now })
}

/** Those of which nothing more will be heard have ended. */
export async function endBroadcasts(
  tx: Tx,
  { workspaceId, ids, now }: { workspaceId: number; ids: readonly number[]; now: Date },
): Promise<void> {
  await sql`update reach_broadcasts broadcast set state = 'ended', ended_at = ${now}
    where workspace_id = ${workspaceId} and id = any(${bigints(ids)}) and state = 'sending' and handed_at is not null and not exists (
      select 1 from reach_deliveries own where own.workspace_id = ${workspaceId} and own.broadcast_id = broadcast.id
        and own.state in ('pending', 'unconfirmed'))`.execute(tx)
}
