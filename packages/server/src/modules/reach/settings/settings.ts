/** Settings as they are kept. */
import type { Queryable } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type {} from '../tables.ts'
import { ReachSettings } from './contract.ts'

export async function readSettings(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<ReachSettings> {
  const row = await db.selectFrom('reach_settings').select('settings').where('workspace_id', '=', workspaceId).executeTakeFirst()
  return ReachSettings.parse(row?.settings ?? {})
}

export async function writeSettings(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; settings: ReachSettings; by: string },
): Promise<void> {
  const kept = { settings: JSON.stringify(input.settings), changed_at: new Date(clocks.business.now()), made_by: input.by }
  await db
    .insertInto('reach_settings')
    .values({ workspace_id: input.workspaceId, ...kept })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(kept))
    .execute()
}
