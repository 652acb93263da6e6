/** Of which lost customers somebody is told. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type {} from './tables.ts'

export interface LostSettings {
  /** A customer who deleted a member becomes a task. */
  readonly opensTasks: boolean
  /** Only of those who were friends for so many days. */
  readonly minDays: number
}

const USUAL: LostSettings = { opensTasks: true, minDays: 0 }

export async function lostSettings(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<LostSettings> {
  const { rows } = await sql<LostSettings>`select opens_tasks as "opensTasks", min_days as "minDays" from channels_wecom_lost_settings
    where workspace_id = ${workspaceId}`.execute(db)
  return rows[0] ?? USUAL
}

export async function changeLostSettings(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, settings, by }: { workspaceId: number; settings: LostSettings; by: string },
): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`insert into channels_wecom_lost_settings (workspace_id, opens_tasks, min_days, changed_at, changed_by)
    values (${workspaceId}, ${settings.opensTasks}, ${settings.minDays}, ${now}, ${by})
    on conflict (workspace_id) do update set opens_tasks = excluded.opens_tasks, min_days = excluded.min_days, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by`.execute(db)
}
