/** The list of broadcasts: which ones, and what stands beside each. */
import { bigints, type Queryable, sql } from '../../platform/db/index.ts'
import { GONE } from './screens.ts'
import type { BroadcastState } from './states.ts'
import type { BroadcastRow } from './tables.ts'

export interface BroadcastsAsked {
  readonly workspaceId: number
  readonly timeZone: string
  readonly before: number | undefined
  readonly limit: number
  /** Part of the name. */
  readonly q?: string | undefined
  readonly status?: BroadcastState | undefined
  readonly createdBy?: string | undefined
  /** When it goes or went out, in the workspace's zone: `2026-11-22`. Before it is approved when it was made. */
  readonly day?: string | undefined
}

/** Newest first, those before one. */
export async function findBroadcasts(db: Queryable, asked: BroadcastsAsked): Promise<BroadcastRow[]> {
  const { workspaceId, timeZone, before, limit, q = '', status, createdBy, day } = asked
  const part = q.trim() === '' ? null : `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<BroadcastRow>`
    select * from reach_broadcasts where workspace_id = ${workspaceId} and id < ${before ?? Number.MAX_SAFE_INTEGER}::bigint
      and (${part}::text is null or name ilike ${part}) and (${status ?? null}::text is null or state = ${status ?? null})
      and (${createdBy ?? null}::text is null or created_by = ${createdBy ?? null})
      and (${day ?? null}::date is null or (coalesce(due_at, send_at, created_at) at time zone ${timeZone})::date = ${day ?? null}::date)
    order by id desc limit ${limit}`.execute(db)
  return rows
}

const MAX_MAKERS = 100

/** Who made one, by name. */
export async function broadcastMakers(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select distinct created_by as name from reach_broadcasts
    where workspace_id = ${workspaceId} order by 1 limit ${MAX_MAKERS}`.execute(db)
  return rows.map(({ name }) => name)
}

export interface Beside {
  /** Tasks of members of staff, and those that were tapped. */
  readonly tasks: number
  readonly tapped: number
  /** Who deleted a member of staff within 48 hours after they got it. */
  readonly deleted: number
}

/**
 * For each broadcast. Its tasks are a range of keys (`;` follows `:`); deletions start from those who deleted somebody at all, who are few beside
 * those who got something.
 */
export async function readBeside(
  db: Queryable,
  { workspaceId, ids }: { workspaceId: number; ids: readonly number[] },
): Promise<Map<number, Beside>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Beside & { id: number }>`
    select broadcast.id, coalesce(task.tasks, 0)::int as tasks, coalesce(task.tapped, 0)::int as tapped, coalesce(cost.deleted, 0)::int as deleted
    from reach_broadcasts broadcast
      left join lateral (
        select count(*) as tasks, count(*) filter (where tapped_at is not null) as tapped from pub_channels_wecom_mass_tasks own
        where own.workspace_id = ${workspaceId} and own.key > 'broadcast:' || broadcast.id || ':' and own.key < 'broadcast:' || broadcast.id || ';') as task on true
      left join (
        select own.broadcast_id, count(*) as deleted from (
            select distinct atom from pub_channels_wecom_relations
            where workspace_id = ${workspaceId} and customer_deleted_at is not null) as leaver
          join reach_deliveries own on own.workspace_id = ${workspaceId} and own.atom = leaver.atom and own.broadcast_id = any(${bigints(ids)})
            and own.state = 'sent'
          join reach_broadcasts broadcast on broadcast.workspace_id = own.workspace_id and broadcast.id = own.broadcast_id
        where ${GONE} group by own.broadcast_id) as cost on cost.broadcast_id = broadcast.id
    where broadcast.workspace_id = ${workspaceId} and broadcast.id = any(${bigints(ids)})`.execute(db)
  return new Map(rows.map(({ id, ...beside }) => [id, beside]))
}
