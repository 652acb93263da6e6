/** Quotas that our own registers tell: one statement each, whoever many contacts there are. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import { CALL_LIMITS } from '../client/budget.ts'
import type { Corp } from '../connection/corps.ts'
import { HELD_STATES } from '../contacts/states.ts'
import { receiveRule, receiveWindow } from '../mass-send/receive-cap.ts'
import type { Found } from './found.ts'

/** Shown one by one below this many; the rest is that many and more. */
const SLOTS_SHOWN = 5
const MAX_SUBJECTS = 20

interface MeasureInput {
  readonly corp: Corp
  /** Milliseconds of the business clock. */
  readonly at: number
  /** When the day of the workspace began. */
  readonly dayFrom: number
}

/** Active contacts by how many mass sends they can still receive, as far as those went through us. */
export async function measureSlots(db: Queryable, { corp, at }: MeasureInput): Promise<Found> {
  const { workspaceId, corpId } = corp
  const { rule } = await receiveRule(db, { workspaceId, corpId, at })
  const { since, most } = receiveWindow(rule, at)
  const { rows } = await sql<{ slots: number; people: number }>`
    with received as (
      select external_user_id, count(*) as used, bool_or(state = 'no_slot') as refused from channels_wecom_mass_recipients
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and state in ('pending', 'unconfirmed', 'sent', 'no_slot', 'unknown')
        and (state in ('pending', 'unconfirmed') or changed_at >= ${new Date(since)})
      group by external_user_id
    ), people as (
      select distinct external_user_id from channels_wecom_relations
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and state = 'active'
    )
    select least(case when refused then 0 else greatest(${most}::bigint - coalesce(used, 0), 0) end, ${SLOTS_SHOWN})::integer as slots, count(*) as people
    from people left join received using (external_user_id) group by 1 order by 1`.execute(db)
  const people = new Map(rows.map((row) => [row.slots, row.people]))
  const slots = Array.from({ length: Math.min(SLOTS_SHOWN, most) + 1 }, (_, left) => ({ left, people: people.get(left) ?? 0 }))
  return { quota: 'receive_slots', used: people.get(0) ?? 0, limit: rows.reduce((sum, row) => sum + row.people, 0), slots }
}

/** Contacts of each member, and those of today; the limits are the workspace's own. */
export async function measureContacts(db: Queryable, { corp, dayFrom }: MeasureInput): Promise<Found[]> {
  const { workspaceId, corpId } = corp
  const { rows } = await sql<{ key: string; name: string; held: number; added: number }>`
    select user_id as key, coalesce(nullif(name, ''), user_id) as name, held, added from (
      select user_id, count(*) filter (where state = any(${HELD_STATES}::text[])) as held, count(*) filter (where added_at >= ${new Date(dayFrom)}) as added
      from channels_wecom_relations where workspace_id = ${workspaceId} and corp_id = ${corpId} group by user_id) counted
    join channels_wecom_staff staff using (user_id)
    where staff.workspace_id = ${workspaceId} and staff.corp_id = ${corpId} and staff.left_at is null`.execute(db)
  const by = (used: (row: { held: number; added: number }) => number) =>
    rows.map((row) => ({ key: row.key, name: row.name, used: used(row) }))
  return [
    { quota: 'staff_contacts', ...most(by(({ held }) => held)), limit: null },
    { quota: 'staff_adds', ...most(by(({ added }) => added)), limit: null },
  ]
}

/** Mass tasks that each member got today. */
export async function measureMassTasks(db: Queryable, { corp, dayFrom }: MeasureInput): Promise<Found> {
  const { workspaceId, corpId } = corp
  const { rows } = await sql<{ key: string; name: string; used: number }>`
    select task.user_id as key, coalesce(nullif(max(staff.name), ''), task.user_id) as name, count(*) as used from channels_wecom_mass_tasks task
    left join channels_wecom_staff staff
      on staff.workspace_id = task.workspace_id and staff.corp_id = task.corp_id and staff.user_id = task.user_id
    where task.workspace_id = ${workspaceId} and task.corp_id = ${corpId} and task.handed_at >= ${new Date(dayFrom)}
    group by task.user_id`.execute(db)
  return { quota: 'mass_tasks', ...most(rows), limit: null }
}

/** Calls of the hour and minute of `at` by interface, against what we allow ourselves. Up to what processes drew and did not use too high. */
export async function measureCalls(db: Queryable, { corp, at }: Pick<MeasureInput, 'corp' | 'at'>): Promise<Found[]> {
  const { workspaceId, corpId } = corp
  const [hour, minute] = [new Date(at - (at % 3_600_000)), new Date(at - (at % 60_000))]
  const { rows } = await sql<{ api: string; calls: number; lately: number; blocked: boolean }>`
    select api, calls, case when minute = ${minute} then minute_calls else 0 end as lately, coalesce(blocked_until > ${new Date(at)}, false) as blocked
    from channels_wecom_calls where workspace_id = ${workspaceId} and corp_id = ${corpId} and hour = ${hour}`.execute(db)
  const { perHour, perMinute } = CALL_LIMITS
  const hourly = rows.map(({ api, calls }) => ({ key: api, name: api, used: calls }))
  // An interface that the platform blocks is full, whatever we counted.
  const lately = rows.map((row) => ({ key: row.api, name: row.api, used: row.blocked ? perMinute : row.lately }))
  return [
    { quota: 'calls_hour', ...most(hourly), limit: perHour },
    { quota: 'calls_minute', ...most(lately), limit: perMinute },
  ]
}

type Subject = { readonly key: string; readonly name: string; readonly used: number }

function most(all: readonly Subject[]): { used: number; subjects: readonly Subject[] } {
  const subjects = all
    .filter(({ used }) => used > 0)
    .toSorted((one, other) => other.used - one.used || (one.key < other.key ? -1 : 1))
    .slice(0, MAX_SUBJECTS)
  return { used: subjects[0]?.used ?? 0, subjects }
}
