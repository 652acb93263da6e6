/** What was found of quotas: stored with its time, the most of each day beside it. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Quota } from './contract.ts'
import type { QuotaName } from './names.ts'
import type { QuotaDetails } from './tables.ts'

export interface Found {
  readonly quota: QuotaName
  readonly used: number
  /** Null: the platform says none. */
  readonly limit: number | null
  /** Those that used most first. */
  readonly subjects?: QuotaDetails['subjects']
  readonly slots?: Quota['slots']
  readonly expiries?: Quota['expiries']
}

/** The platform gave no answer: what was found before stays, with its age. */
export interface NotFound {
  readonly quota: QuotaName
  readonly error: string
}

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

interface StoreInput {
  readonly corp: OfCorp
  readonly found: readonly (Found | NotFound)[]
  /** Milliseconds of the business clock, and the day of the workspace they are in. */
  readonly at: number
  readonly day: string
}

const MAX_ERROR_LENGTH = 300

export async function storeFound(db: Queryable, { corp, found, at, day }: StoreInput): Promise<void> {
  const rows = found.map((one) =>
    'error' in one
      ? { quota: one.quota, used: null, max: null, details: detailsOf({}), found_at: null, error: one.error.slice(0, MAX_ERROR_LENGTH) }
      : { quota: one.quota, used: one.used, max: one.limit, details: detailsOf(one), found_at: new Date(at).toISOString(), error: null },
  )
  const given = JSON.stringify(rows)
  await sql`
    with given as (
      select * from jsonb_to_recordset(${given}::jsonb)
        as given (quota text, used bigint, max bigint, details jsonb, found_at timestamptz, error text)
    ), noted as (
      insert into channels_wecom_quota_days as known (workspace_id, corp_id, quota, day, used, max)
      select ${corp.workspaceId}::integer, ${corp.corpId}::text, quota, ${day}::date, used, max from given where used is not null
      on conflict (workspace_id, corp_id, quota, day) do update set used = greatest(known.used, excluded.used), max = excluded.max
    )
    insert into channels_wecom_quotas as known (workspace_id, corp_id, quota, used, max, details, found_at, tried_at, error)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, quota, used, max, details, found_at, ${new Date(at)}::timestamptz, error from given
    on conflict (workspace_id, corp_id, quota) do update set tried_at = excluded.tried_at, error = excluded.error,
      used = case when excluded.error is null then excluded.used else known.used end,
      max = case when excluded.error is null then excluded.max else known.max end,
      details = case when excluded.error is null then excluded.details else known.details end,
      found_at = case when excluded.error is null then excluded.found_at else known.found_at end
    where known.tried_at <= excluded.tried_at`.execute(db)
}

function detailsOf({ subjects = [], slots = [], expiries = [] }: Partial<Found>): QuotaDetails {
  return { subjects, slots, expiries }
}
