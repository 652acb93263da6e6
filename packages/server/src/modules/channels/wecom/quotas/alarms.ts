/**
 * What the platform warns of about acquisition links. Callbacks come late, twice and out of order, so an alarm is made of all that are stored of
 * its kind, not of the one that came: balances that were filled up later warn of nothing. WW:97299
 */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import type { CallbackHandler } from '../callbacks/handler.ts'
import type { Corp } from '../connection/corps.ts'
import { ALARM_KINDS, type AlarmKind } from './names.ts'
import type {} from './tables.ts'

const EVENT = 'customer_acquisition'
const FILLED_UP = 'balance_increased'
const OF_BALANCE = ['balance_low', 'balance_exhausted'] as const satisfies readonly AlarmKind[]
const OF_LINKS = ['link_unavailable', 'delete_link'] as const satisfies readonly AlarmKind[]
const MAX_LISTED = 200

export const alarmCallbacks: CallbackHandler = {
  event: EVENT,
  changeTypes: [...ALARM_KINDS, FILLED_UP],
  handle: async ({ handles, corp, callbacks }) => {
    await inTransaction(handles.db, async (tx) => {
      await openAlarms(tx, corp)
      await settleFilledUp(tx, corp)
      // The balance has changed.
      await sql`update channels_wecom_quota_rounds set due_at = least(due_at, ${new Date(handles.clocks.business.now())})
        where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId}`.execute(tx)
    })
    return callbacks.map(({ id }) => ({ id, what: 'done' }))
  },
}

/** From what is stored since each was settled last, or the balance was filled up. */
async function openAlarms(tx: Tx, { workspaceId, corpId }: Corp): Promise<void> {
  await sql`
    with told as (
      select change_type as kind, case when change_type = any(${[...OF_LINKS]}::text[]) then coalesce(fields ->> 'LinkId', '') else '' end as subject,
        happened_at, fields
      from channels_wecom_callbacks
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and event = ${EVENT} and change_type = any(${[...ALARM_KINDS]}::text[])
    ), settled as (
      select kind, subject, max(settled_at) as at from channels_wecom_quota_alarms
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and settled_at is not null group by kind, subject
    ), filled as (
      select max(happened_at) as at from channels_wecom_callbacks
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and event = ${EVENT} and change_type = ${FILLED_UP}
    )
    insert into channels_wecom_quota_alarms as known (workspace_id, corp_id, kind, subject, first_at, last_at, times, facts)
    select ${workspaceId}::integer, ${corpId}::text, kind, subject, min(happened_at), max(happened_at), count(*)::integer,
      (array_agg(jsonb_build_object('expireTime', coalesce(fields ->> 'ExpireTime', ''), 'expireUnits', coalesce(fields ->> 'ExpireQuotaNum', ''))
        order by happened_at desc))[1]
    from told left join settled using (kind, subject) cross join filled
    where (settled.at is null or happened_at > settled.at)
      and (kind <> all(${[...OF_BALANCE]}::text[]) or filled.at is null or happened_at > filled.at)
    group by kind, subject
    on conflict (workspace_id, corp_id, kind, subject) where settled_at is null do update set first_at = least(known.first_at, excluded.first_at),
      last_at = greatest(known.last_at, excluded.last_at), times = greatest(known.times, excluded.times),
      facts = case when excluded.last_at >= known.last_at then excluded.facts else known.facts end`.execute(tx)
}

async function settleFilledUp(tx: Tx, { workspaceId, corpId }: Corp): Promise<void> {
  await sql`
    update channels_wecom_quota_alarms alarm set settled_at = filled.at from (
      select max(happened_at) as at from channels_wecom_callbacks
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and event = ${EVENT} and change_type = ${FILLED_UP}) filled
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and kind = any(${[...OF_BALANCE]}::text[]) and settled_at is null
      and last_at <= filled.at`.execute(tx)
}

export interface StoredAlarm {
  readonly id: number
  readonly corp_id: string
  readonly kind: AlarmKind
  readonly subject: string
  readonly first_at: Date
  readonly last_at: Date
  readonly times: number
  readonly facts: Readonly<Record<string, string>>
  readonly settled_at: Date | null
  readonly settled_by: string | null
}

/** Latest first. `open`: only those, else only settled ones. */
export async function alarmsOf(db: Queryable, input: { workspaceId: number; open: boolean }): Promise<StoredAlarm[]> {
  const { rows } = await sql<StoredAlarm>`
    select id, corp_id, kind, subject, first_at, last_at, times, facts, settled_at, settled_by from channels_wecom_quota_alarms
    where workspace_id = ${input.workspaceId} and (settled_at is null) = ${input.open} order by last_at desc, id desc limit ${MAX_LISTED}`.execute(
    db,
  )
  return rows
}

/** Settles an open alarm; what the platform tells later opens a new one. @throws channels.alarm_unknown */
export async function settleAlarm(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, id, by }: { workspaceId: number; id: string; by: string },
): Promise<void> {
  const { rows } = await sql`
    update channels_wecom_quota_alarms set settled_at = ${new Date(clocks.business.now())}, settled_by = ${by}
    where workspace_id = ${workspaceId} and id = ${id}::bigint and settled_at is null returning id`.execute(db)
  if (rows.length === 0) failChannels('channels.alarm_unknown', { id })
}
