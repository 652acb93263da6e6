/** Thresholds that a workspace set itself. */
import type { Db } from '../../../platform/db/index.ts'
import { TierSettings } from './contract.ts'
import type {} from './tables.ts'

export interface KeptSettings {
  readonly settings: TierSettings
  readonly changedAt: string | null
  readonly changedBy: string | null
}

/** Nothing set: everything follows the cycle or the product. */
const NOTHING_SET: KeptSettings = { settings: TierSettings.parse({}), changedAt: null, changedBy: null }

export async function readSettings(db: Db, { workspaceId }: { readonly workspaceId: number }): Promise<KeptSettings> {
  const row = await db.selectFrom('audience_tier_settings').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirst()
  if (!row) return NOTHING_SET
  return { settings: { ...NOTHING_SET.settings, ...row.settings }, changedAt: row.changed_at.toISOString(), changedBy: row.made_by }
}
