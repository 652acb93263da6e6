/** Reads of how welcomes ended. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
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
