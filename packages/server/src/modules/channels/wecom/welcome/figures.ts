/** Reads of how welcomes ended. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import type { WelcomeOutcome } from './outcomes.ts'
import type {} from './tables.ts'

export interface WelcomeFigure {
  readonly day: string
  readonly rule_id: number
  readonly outcome: WelcomeOutcome
  readonly welcomes: number
  readonly took_ms_sum: number
}

/** By day, rule and outcome; `from` and `to` are dates of the workspace, both included. */
export async function welcomeFigures(
  db: Queryable,
  { corp, from, to }: { corp: Corp; from: string; to: string },
): Promise<WelcomeFigure[]> {
  const { rows } = await sql<WelcomeFigure>`select day, rule_id, outcome, welcomes, took_ms_sum from channels_wecom_welcome_days
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and day between ${from}::date and ${to}::date
    order by day, rule_id, outcome`.execute(db)
  return rows
}

const LATEST_MS = 86_400_000

export interface WelcomeDelays {
  readonly sent: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** How long those took that were sent in the last 24 hours, from the callback to the platform's answer; undefined without any. */
export async function latestDelays(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { corp }: { corp: Corp },
): Promise<WelcomeDelays | undefined> {
  const { rows } = await sql<{ sent: number; p50: number | null; p99: number | null }>`
    select count(*) as sent, percentile_disc(0.5) within group (order by took_ms) as p50, percentile_disc(0.99) within group (order by took_ms) as p99
    from channels_wecom_welcomes where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and state = 'sent'
      and received_at >= ${new Date(clocks.real.now() - LATEST_MS)}`.execute(db)
  const [row] = rows
  return row && row.p50 !== null && row.p99 !== null ? { sent: row.sent, p50Ms: row.p50, p99Ms: row.p99 } : undefined
}
