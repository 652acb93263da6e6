/** Setting thresholds: all at once, and refused where they would turn each other round. Live audiences are looked at anew. */
import { inTransaction } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { refillAll } from '../live/fill.ts'
import type { TierSettings } from './contract.ts'
import { type CycleHandles, type CycleQuestion, readCycle } from './cycle.ts'
import { failTiers } from './errors.ts'
import type {} from './tables.ts'
import { LOWER_FIRST, thresholdsOf } from './thresholds.ts'

/** @throws audience.tiers_out_of_order */
export async function changeSettings(
  handles: CycleHandles & Pick<Handles, 'db'>,
  question: CycleQuestion & { readonly settings: TierSettings; readonly by: string },
): Promise<void> {
  const { workspaceId, settings, by } = question
  const thresholds = thresholdsOf(settings, await readCycle(handles, question))
  for (const [lower, upper] of LOWER_FIRST)
    if (thresholds[lower].value >= thresholds[upper].value)
      failTiers('audience.tiers_out_of_order', { field: upper, than: lower, bound: thresholds[lower].value })
  const kept = { settings: JSON.stringify(settings), changed_at: new Date(handles.clocks.business.now()), made_by: by }
  await inTransaction(handles.db, async (tx) => {
    await tx
      .insertInto('audience_tier_settings')
      .values({ workspace_id: workspaceId, ...kept })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(kept))
      .execute()
    await refillAll(tx, { workspaceId })
  })
}
