/** Removes exported lists whose time has come, and files that no list claims. */
import type { Handles } from '../../platform/handles.ts'
import { removeMadeFile } from '../../platform/made-files.ts'
import { listPath, removeOrphanLists } from './export-file.ts'
import type {} from './tables.ts'

const MAX_LISTS_PER_SWEEP = 1_000

export async function sweepLists(handles: Handles): Promise<void> {
  const { db, clocks } = handles
  const due = await db
    .selectFrom('audience_exports')
    .select(['workspace_id', 'job_id', 'format'])
    .where('state', '=', 'ready')
    .where('expires_at', '<=', new Date(clocks.business.now()))
    .limit(MAX_LISTS_PER_SWEEP)
    .execute()
  for (const row of due) await endList(handles, row)
  const kept = await db.selectFrom('audience_exports').select('job_id').where('state', 'in', ['queued', 'ready']).execute()
  await removeOrphanLists(handles, new Set(kept.map(({ job_id }) => job_id)))
}

/**
 * Takes away every list of the workspace: who stands in a file cannot be seen without reading it, and somebody in one of them was erased. One
 * that is being made is not finished.
 */
export async function removeEveryList(handles: Handles, { workspaceId }: { workspaceId: number }): Promise<number> {
  const rows = await handles.db
    .selectFrom('audience_exports')
    .select(['workspace_id', 'job_id', 'format'])
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['queued', 'ready'])
    .execute()
  for (const row of rows) await endList(handles, row)
  return rows.length
}

async function endList(
  { db, config }: Pick<Handles, 'db' | 'config'>,
  row: { workspace_id: number; job_id: string; format: 'csv' | 'xlsx' },
): Promise<void> {
  await db
    .updateTable('audience_exports')
    .set({ state: 'expired' })
    .where('workspace_id', '=', row.workspace_id)
    .where('job_id', '=', row.job_id)
    .execute()
  await removeMadeFile(listPath(config, { jobId: row.job_id, format: row.format }))
}
