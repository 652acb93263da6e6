/** Broadcasts that somebody has to do something about. */
import { bigints, type Queryable, sql } from '../../../platform/db/index.ts'

const MAX_SHOWN = 50

interface Of {
  readonly workspaceId: number
  readonly now: Date
}

export interface Untapped {
  readonly id: number
  readonly name: string
  readonly ends_at: Date | null
  readonly staff: number
  readonly staff_all: number
  readonly people: number
}

/** Those being sent with tasks that nobody tapped and that can still be. */
export async function untappedBroadcasts(db: Queryable, { workspaceId, now }: Of): Promise<Untapped[]> {
  const { rows } = await sql<Omit<Untapped, 'people'>>`
    select broadcast.id, broadcast.name, tasks.ends_at, tasks.staff::int, tasks.staff_all::int
    from reach_broadcasts broadcast, lateral (
      select count(distinct (task.corp_id, task.user_id)) filter (where ${isUntapped(now)}) as staff,
        count(distinct (task.corp_id, task.user_id)) as staff_all, min(task.ends_at) filter (where ${isUntapped(now)}) as ends_at
      from pub_channels_wecom_mass_tasks task
      where task.workspace_id = broadcast.workspace_id and task.key >= 'broadcast:' || broadcast.id || ':'
        and task.key < 'broadcast:' || broadcast.id || ';') as tasks
    where broadcast.workspace_id = ${workspaceId} and broadcast.state = 'sending' and tasks.staff > 0
    order by tasks.ends_at, broadcast.id limit ${MAX_SHOWN}`.execute(db)
  const people = await countOf(db, { workspaceId, ids: rows.map(({ id }) => id), state: 'unconfirmed' })
  return rows.map((row) => ({ ...row, people: people.get(row.id) ?? 0 }))
}

function isUntapped(now: Date) {
  return sql`task.state = 'waiting' and task.tapped_at is null and task.ends_at > ${now}`
}

export interface Draft {
  readonly id: number
  readonly name: string
  readonly ends_at: Date | null
  readonly send_at: Date | null
  readonly created_at: Date
  readonly created_by: string
  readonly people: number
}

/** Planned and not approved, with somebody to send to, while there is still time. */
export async function draftBroadcasts(db: Queryable, { workspaceId, now }: Of): Promise<Draft[]> {
  const { rows } = await sql<Omit<Draft, 'people'>>`
    select id, name, ends_at, send_at, created_at, created_by from reach_broadcasts
    where workspace_id = ${workspaceId} and state = 'draft' and coalesce(ends_at > ${now}, true)
    order by id desc limit ${MAX_SHOWN}`.execute(db)
  const people = await countOf(db, { workspaceId, ids: rows.map(({ id }) => id), state: 'pending' })
  return rows.flatMap((row) => (people.has(row.id) ? [{ ...row, people: people.get(row.id) ?? 0 }] : [])).reverse()
}

/** Broadcast → how many of its deliveries are in the state; those without one are left out. */
async function countOf(
  db: Queryable,
  { workspaceId, ids, state }: { workspaceId: number; ids: readonly number[]; state: 'unconfirmed' | 'pending' },
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ broadcast_id: number; people: number }>`
    select broadcast_id, count(*)::int as people from reach_deliveries
    where workspace_id = ${workspaceId} and broadcast_id = any(${bigints(ids)}) and state = ${state} group by broadcast_id`.execute(db)
  return new Map(rows.map(({ broadcast_id, people }) => [broadcast_id, people]))
}
