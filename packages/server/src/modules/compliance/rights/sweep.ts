/** What is due now and then: exported files whose time has come, and the last look after an erasure. */
import type { Handles } from '../../../platform/handles.ts'
import { removeMadeFile } from '../../../platform/made-files.ts'
import type {} from '../tables.ts'
import { eraseLeft } from './erase-job.ts'
import { changeErasure, findErasure } from './erasures.ts'
import { exportPath, removeOrphanFiles } from './export-file.ts'
import type { PersonDataHolder } from './holders.ts'

const MAX_EXPORTS_PER_SWEEP = 1_000
const MAX_ERASURES_PER_SWEEP = 20

export async function sweepRights(handles: Handles, input: { holders: readonly PersonDataHolder[]; signal: AbortSignal }): Promise<void> {
  await removeExpired(handles)
  await lookAgain(handles, input)
}

async function removeExpired(handles: Handles): Promise<void> {
  const { db, clocks, config } = handles
  const rows = await db
    .selectFrom('compliance_exports')
    .select(['workspace_id', 'id'])
    .where('state', '=', 'ready')
    .where('expires_at', '<=', new Date(clocks.business.now()))
    .limit(MAX_EXPORTS_PER_SWEEP)
    .execute()
  for (const { workspace_id, id } of rows) {
    await removeMadeFile(exportPath(config, id))
    await db
      .updateTable('compliance_exports')
      .set({ state: 'expired' })
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', id)
      .execute()
  }
  const kept = await db.selectFrom('compliance_exports').select('id').where('state', 'in', ['queued', 'ready']).execute()
  await removeOrphanFiles(handles, new Set(kept.map(({ id }) => id)))
}

/** Events and traits that were on their way when the person was cut have arrived by now; then the erasure forgets the atoms. */
async function lookAgain(
  handles: Handles,
  { holders, signal }: { holders: readonly PersonDataHolder[]; signal: AbortSignal },
): Promise<void> {
  const { db, clocks } = handles
  const rows = await db
    .selectFrom('compliance_erasures')
    .select(['workspace_id', 'id'])
    .where('atoms', 'is not', null)
    .where('state', '=', 'done')
    .where('look_again_at', '<=', new Date(clocks.real.now()))
    .limit(MAX_ERASURES_PER_SWEEP)
    .execute()
  for (const { workspace_id: workspaceId, id } of rows) {
    const atoms = (await findErasure(db, { workspaceId, id }))?.atoms ?? []
    const left = await eraseLeft(handles, { workspaceId, id, holders, signal, atoms })
    // What came late is gone; whether more comes is looked at in the next sweep.
    if (left === 0) await changeErasure(db, { workspaceId, id, atoms: null })
  }
}
