/**
 * Keeps live audiences true to the thresholds: these follow the brand's repurchase cycle, which moves by itself at midnight or when old orders
 * are imported, and then people change tiers without anything happening to them.
 */
import { type Db, inTransaction, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { localDate } from '../../../platform/time-zone.ts'
import { refillAll } from '../live/fill.ts'
import type { TierThresholds } from '../rule/operator.ts'
import type {} from './tables.ts'
import { readThresholds } from './thresholds.ts'

/** Looked at anew at midnight, and this often for what arrived late. By the business clock. */
const CHECK_EVERY_MS = 10 * 60_000
const MAX_WORKSPACES_PER_TURN = 100

interface Waiting {
  readonly workspace_id: number
  readonly time_zone: string
  /** What the live audiences were last looked at with; null: never noted. */
  readonly thresholds: TierThresholds | null
  readonly checked_at: Date | null
}

/** Looks at the thresholds of workspaces whose live audiences may stand on them. Answers how many of these are looked at anew. */
export async function refreshTiers(handles: Pick<Handles, 'db' | 'clickhouse' | 'clocks'>): Promise<number> {
  const now = handles.clocks.business.now()
  const waiting = (await workspacesWithTiers(handles.db)).filter((one) => isDue(one, now))
  let changed = 0
  for (const { workspace_id: workspaceId, time_zone: timeZone, thresholds: before } of waiting) {
    const thresholds = await readThresholds(handles, { workspaceId, timeZone, asOf: now })
    const isChanged = before !== null && !isSame(before, thresholds)
    if (isChanged) changed += 1
    const kept = { thresholds: JSON.stringify(thresholds), checked_at: new Date(now) }
    await inTransaction(handles.db, async (tx) => {
      await tx
        .insertInto('audience_tier_lines')
        .values({ workspace_id: workspaceId, ...kept })
        .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(kept))
        .execute()
      if (isChanged) await refillAll(tx, { workspaceId })
    })
  }
  return changed
}

/** Those of whose live audiences a rule names a tier; a property of that name may be taken for one. */
async function workspacesWithTiers(db: Db): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select workspace.id as workspace_id, workspace.time_zone, lines.thresholds, lines.checked_at
    from auth_workspaces workspace left join audience_tier_lines lines on lines.workspace_id = workspace.id
    where exists (
      select 1 from audience_live live join audience_audiences audience
        on audience.workspace_id = live.workspace_id and audience.id = live.audience_id
      where live.workspace_id = workspace.id and not live.is_dropped and audience.rule::text ~ '"(lifecycle|value|rfm)": *[{]')
    order by lines.checked_at nulls first, workspace.id limit ${MAX_WORKSPACES_PER_TURN}`.execute(db)
  return rows
}

function isDue({ checked_at: checkedAt, time_zone: timeZone }: Waiting, now: number): boolean {
  if (!checkedAt || now - checkedAt.getTime() >= CHECK_EVERY_MS) return true
  return localDate(checkedAt.getTime(), timeZone) !== localDate(now, timeZone)
}

/** The order of the fields is whatever the store makes of it. */
function isSame(a: TierThresholds, b: TierThresholds): boolean {
  const text = (thresholds: TierThresholds) => JSON.stringify(Object.entries(thresholds).toSorted(([x], [y]) => (x < y ? -1 : 1)))
  return text(a) === text(b)
}
