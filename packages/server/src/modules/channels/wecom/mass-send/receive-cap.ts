/** How many mass sends one contact of a corp may receive, and who has received as many. The platform counts in days of Beijing. WW:92135 */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { ReceiveRule } from './states.ts'
import type {} from './tables.ts'

/** WW:92135 2025-11-17 */
const DEFAULT_RECEIVE_RULE: ReceiveRule = 'monthly'
const WEEKLY = 7
const DAILY = 1
const LEGACY_MONTHLY = 4

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000
/** 1970-01-01 was a Thursday: so many days after a Monday. */
const EPOCH_WEEKDAY = 3

export interface ReceiveWindow {
  /** Milliseconds; what was received from here on counts. */
  readonly since: number
  /** When the next window begins. */
  readonly until: number
  readonly most: number
}

/** The span a rule counts in at a moment, and how many fit into it. */
export function receiveWindow(rule: ReceiveRule, at: number): ReceiveWindow {
  const day = Math.floor((at + BEIJING_MS) / DAY_MS)
  const days = (first: number, length: number) => ({ since: first * DAY_MS - BEIJING_MS, until: (first + length) * DAY_MS - BEIJING_MS })
  if (rule === 'daily') return { ...days(day, 1), most: DAILY }
  if (rule === 'weekly') return { ...days(day - ((day + EPOCH_WEEKDAY) % 7), 7), most: WEEKLY }
  const there = new Date(at + BEIJING_MS)
  const [begin, end] = [0, 1].map((months) => Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + months)) as [number, number]
  return { since: begin - BEIJING_MS, until: end - BEIJING_MS, most: rule === 'legacy' ? LEGACY_MONTHLY : (end - begin) / DAY_MS }
}

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

/** The rule of a corp at a moment of the business clock, and since when; `since` is null for the platform's own. */
export async function receiveRule(
  db: Queryable,
  { workspaceId, corpId, at }: OfCorp & { at: number },
): Promise<{ rule: ReceiveRule; since: Date | null }> {
  const { rows } = await sql<{ rule: ReceiveRule; since: Date }>`select rule, since from channels_wecom_receive_rules
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and since <= ${new Date(at)} order by since desc limit 1`.execute(db)
  return rows[0] ?? { rule: DEFAULT_RECEIVE_RULE, since: null }
}

/** From now on the corp has this rule; what was before stays known. */
export async function chooseReceiveRule(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, corpId, rule, by }: OfCorp & { rule: ReceiveRule; by: string },
): Promise<void> {
  const since = new Date(clocks.business.now())
  await sql`insert into channels_wecom_receive_rules (workspace_id, corp_id, since, rule, chosen_by)
    values (${workspaceId}, ${corpId}, ${since}, ${rule}, ${by})
    on conflict (workspace_id, corp_id, since) do update set rule = excluded.rule, chosen_by = excluded.chosen_by`.execute(db)
}

/**
 * Those of the given contacts who have no room for one more mass send at `at`: what they received in the window, what may have been sent and
 * what waits for its sending count, as far as it went through us; or the platform itself has said so in the window.
 */
export async function withoutSlot(
  db: Queryable,
  { externalUserIds, ...of }: OfCorp & { externalUserIds: readonly string[]; at: number },
): Promise<Set<string>> {
  if (externalUserIds.length === 0) return new Set()
  const { rule } = await receiveRule(db, of)
  const { since, most } = receiveWindow(rule, of.at)
  const { rows } = await sql<{ external_user_id: string }>`
    select external_user_id from channels_wecom_mass_recipients
    where workspace_id = ${of.workspaceId} and corp_id = ${of.corpId} and external_user_id = any(${externalUserIds}::text[])
      and state in ('pending', 'unconfirmed', 'sent', 'no_slot', 'unknown')
      and (state in ('pending', 'unconfirmed') or changed_at >= ${new Date(since)})
    group by external_user_id having bool_or(state = 'no_slot') or count(*) >= ${most}`.execute(db)
  return new Set(rows.map((row) => row.external_user_id))
}
