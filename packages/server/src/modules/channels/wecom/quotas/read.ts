/** Quotas as pages show them: what was found last, held against the limits of now. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import { startOfPeriod } from '../../../../platform/time-zone.ts'
import type { Corp } from '../connection/corps.ts'
import { receiveRule, receiveWindow } from '../mass-send/receive-cap.ts'
import type { Quota } from './contract.ts'
import type { Found } from './found.ts'
import { quotaLimits } from './limits.ts'
import { measureCalls } from './measured.ts'
import { QUOTAS, type QuotaName } from './names.ts'
import { standingOf, unknownStanding } from './standing.ts'
import type { QuotaDetails } from './tables.ts'

/** What was found longer ago says nothing about now. */
const BELIEVED_MS = 2 * 3_600_000
const CODES_BELIEVED_MS = 24 * 3_600_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

interface Stored {
  readonly quota: QuotaName
  readonly used: number | null
  readonly max: number | null
  readonly details: QuotaDetails
  readonly found_at: Date | null
  readonly error: string | null
}

interface ReadInput {
  readonly corp: Corp
  /** Milliseconds of the business clock. */
  readonly at: number
  readonly timeZone: string
}

/** One for each name, in their order. */
export async function quotasOf(db: Queryable, { corp, at, timeZone }: ReadInput): Promise<Quota[]> {
  const { workspaceId, corpId } = corp
  const { rows } = await sql<Stored>`select quota, used, max, details, found_at, error from channels_wecom_quotas
    where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(db)
  const stored = new Map(rows.map((row) => [row.quota, row]))
  const calls = new Map((await measureCalls(db, { corp, at })).map((found) => [found.quota, found]))
  const limits = await quotaLimits(db, corp)
  const resets = await resetTimes(db, { corp, at, timeZone })
  return QUOTAS.map((quota): Quota => {
    const live = calls.get(quota)
    const row = stored.get(quota)
    const found = live ?? foundIn(row, at)
    const standing = found ? standingOf(found, limits) : unknownStanding(quota)
    const foundAt = live ? new Date(at) : row?.found_at
    const resetsAt = resets[quota]
    return {
      corpId,
      quota,
      ...standing,
      resetsAt: resetsAt === undefined ? null : new Date(resetsAt).toISOString(),
      asOf: foundAt?.toISOString() ?? null,
      reason: found ? null : (row?.error ?? 'not_asked'),
    }
  })
}

function foundIn(row: Stored | undefined, at: number): Found | undefined {
  if (!row?.found_at || row.used === null) return undefined
  const believedMs = row.quota === 'contact_ways' ? CODES_BELIEVED_MS : BELIEVED_MS
  if (at - row.found_at.getTime() > believedMs) return undefined
  return { quota: row.quota, used: row.used, limit: row.max, ...row.details }
}

async function resetTimes(db: Queryable, { corp, at, timeZone }: ReadInput): Promise<Partial<Record<QuotaName, number>>> {
  const { workspaceId, corpId } = corp
  const { rule } = await receiveRule(db, { workspaceId, corpId, at })
  // Past the change of the clock a day may have: the beginning of the day that holds the moment a day and a half later.
  const dayEnds = startOfPeriod(startOfPeriod(at, 'day', timeZone) + DAY_MS * 1.5, 'day', timeZone)
  return {
    receive_slots: receiveWindow(rule, at).until,
    calls_hour: at - (at % HOUR_MS) + HOUR_MS,
    calls_minute: at - (at % MINUTE_MS) + MINUTE_MS,
    mass_tasks: dayEnds,
    staff_adds: dayEnds,
  }
}

export interface QuotaDay {
  readonly day: string
  readonly quota: QuotaName
  readonly used: number
  readonly limit: number | null
}

/** By day; `from` and `to` are dates of the workspace, both included. */
export async function quotaDays(db: Queryable, { corp, from, to }: { corp: Corp; from: string; to: string }): Promise<QuotaDay[]> {
  const { rows } = await sql<QuotaDay>`select day, quota, used, max as "limit" from channels_wecom_quota_days
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and day between ${from}::date and ${to}::date
    order by day, quota`.execute(db)
  return rows
}

/** Codes are counted with the others at once while they are few. */
export async function hasFewCodes(db: Queryable, { workspaceId, corpId }: Corp): Promise<boolean> {
  const { rows } = await sql<{ used: number | null }>`select used from channels_wecom_quotas
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and quota = 'contact_ways'`.execute(db)
  return (rows[0]?.used ?? 0) < FEW_CODES
}

const FEW_CODES = 5_000
