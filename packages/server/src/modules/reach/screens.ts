/** Reads of broadcasts and deliveries for pages. */
import { bigints, type Queryable, sql } from '../../platform/db/index.ts'
import { ALL_CHANNELS } from '../compliance/index.ts'
import type { Broadcast, Counts, Delivery } from './contract.ts'
import { DELIVERY_STATES, type DeliveryState, OUTCOMES, type Outcome } from './states.ts'
import type { BroadcastRow, Purpose } from './tables.ts'

interface OfBroadcast {
  readonly workspaceId: number
  readonly broadcastId: number
}

/** Of each broadcast how many deliveries are in each state. */
export async function countStates(
  db: Queryable,
  { workspaceId, ids }: { workspaceId: number; ids: readonly number[] },
): Promise<Map<number, Map<DeliveryState, number>>> {
  const { rows } = await sql<{ broadcast_id: number; state: DeliveryState; deliveries: number }>`
    select broadcast_id, state, count(*) as deliveries from reach_deliveries
    where workspace_id = ${workspaceId} and broadcast_id = any(${bigints(ids)}) group by broadcast_id, state`.execute(db)
  const counts = new Map(ids.map((id) => [id, new Map<DeliveryState, number>()]))
  for (const { broadcast_id, state, deliveries } of rows) counts.get(broadcast_id)?.set(state, deliveries)
  return counts
}

export function shownCounts(states: ReadonlyMap<DeliveryState, number>): Counts {
  const planned = [...states.values()].reduce((sum, count) => sum + count, 0)
  const counts = DELIVERY_STATES.map((state): [Outcome, number] => [OUTCOMES[state], states.get(state) ?? 0])
  return { planned, ...(Object.fromEntries(counts) as Record<Outcome, number>) }
}

export function shownBroadcast(row: BroadcastRow, states: ReadonlyMap<DeliveryState, number>): Broadcast {
  return {
    id: String(row.id),
    name: row.name,
    status: row.state,
    purpose: row.purpose,
    channels: [row.channel],
    at: row.send_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    dueAt: row.due_at?.toISOString() ?? null,
    holdout: row.holdout,
    counts: shownCounts(states),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    approvedAt: row.approved_at?.toISOString() ?? null,
    approvedBy: row.approved_by,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

const COST_HOURS = 48

/** Whether the person of a delivery `own` of a `broadcast` deleted a member of staff within 48 hours after it. */
export const GONE = sql`exists (
  select 1 from pub_channels_wecom_relations relation
  where relation.workspace_id = own.workspace_id and relation.atom = own.atom
    and relation.customer_deleted_at >= coalesce(own.sent_at, broadcast.handed_at)
    and relation.customer_deleted_at < coalesce(own.sent_at, broadcast.handed_at) + make_interval(hours => ${COST_HOURS}::int))`

export interface Cost {
  readonly sent: number
  readonly deleted: number
  readonly holdout: number
  readonly holdoutDeleted: number
}

/** Who deleted a member of staff in the 48 hours after it was sent; of those left out, after it was handed over. */
export async function readCost(db: Queryable, { workspaceId, broadcastId }: OfBroadcast): Promise<Cost> {
  const { rows } = await sql<Cost>`
    select count(*) filter (where state = 'sent') as sent, count(*) filter (where state = 'sent' and gone) as deleted,
      count(*) filter (where state = 'holdout') as holdout, count(*) filter (where state = 'holdout' and gone) as "holdoutDeleted"
    from (
      select own.state, ${GONE} as gone
      from reach_deliveries own
        join reach_broadcasts broadcast on broadcast.workspace_id = own.workspace_id and broadcast.id = own.broadcast_id
      where own.workspace_id = ${workspaceId} and own.broadcast_id = ${broadcastId} and own.state in ('sent', 'holdout')) as told`.execute(
    db,
  )
  return rows[0] ?? { sent: 0, deleted: 0, holdout: 0, holdoutDeleted: 0 }
}

/** People in tasks that wait for a tap who meanwhile took back their consent. */
export async function countWithdrawn(
  db: Queryable,
  { workspaceId, broadcastId, purpose, channel }: OfBroadcast & { purpose: Purpose; channel: string },
): Promise<number> {
  const { rows } = await sql<{ withdrawn: number }>`
    select count(*) as withdrawn from reach_deliveries own left join lateral (
      select known.person from pub_identity_members known
      where known.workspace_id = own.workspace_id and known.atom = own.atom offset 0) as member on true
    where own.workspace_id = ${workspaceId} and own.broadcast_id = ${broadcastId} and own.state = 'unconfirmed' and (
      select said.state from pub_compliance_consents said
      where said.workspace_id = own.workspace_id and said.purpose = ${purpose} and said.channel = any(${[channel, ALL_CHANNELS]}::text[])
        and (said.atom = own.atom or said.atom in (select sibling.atom from pub_identity_members sibling
          where sibling.workspace_id = own.workspace_id and sibling.person = member.person))
      order by said.at desc, said.state = 'withdrawn' desc limit 1) = 'withdrawn'`.execute(db)
  return rows[0]?.withdrawn ?? 0
}

interface DeliveryView {
  readonly id: number
  readonly broadcast_id: number
  readonly name: string
  readonly purpose: Purpose
  readonly channel: 'wecom'
  readonly state: DeliveryState
  readonly reason: string
  readonly user_id: string
  readonly handed_at: Date | null
  readonly sent_at: Date | null
  readonly changed_at: Date
}

/** Of these atoms, newest first, those before one. */
export async function deliveriesOfAtoms(
  db: Queryable,
  { workspaceId, atoms, before, limit }: { workspaceId: number; atoms: readonly number[]; before: number | undefined; limit: number },
): Promise<DeliveryView[]> {
  const { rows } = await sql<DeliveryView>`
    select own.id, own.broadcast_id, broadcast.name, broadcast.purpose, broadcast.channel, own.state, own.reason, own.user_id, own.handed_at,
      own.sent_at, own.changed_at
    from reach_deliveries own
      join reach_broadcasts broadcast on broadcast.workspace_id = own.workspace_id and broadcast.id = own.broadcast_id
    where own.workspace_id = ${workspaceId} and own.atom = any(${bigints(atoms)}) and own.id < ${before ?? Number.MAX_SAFE_INTEGER}::bigint
    order by own.id desc limit ${limit}`.execute(db)
  return rows
}

export function shownDelivery(row: DeliveryView): Delivery {
  return {
    id: String(row.id),
    broadcastId: String(row.broadcast_id),
    broadcast: row.name,
    purpose: row.purpose,
    channel: row.channel,
    outcome: OUTCOMES[row.state],
    reason: row.reason,
    userId: row.user_id === '' ? null : row.user_id,
    handedAt: row.handed_at?.toISOString() ?? null,
    sentAt: row.sent_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
  }
}
