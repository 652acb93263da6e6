/** What the modules above hear about imports. */
import type { Tx } from '../../../platform/db/index.ts'
import { emit } from '../../../platform/outbox/index.ts'
import type { ImportNews, ImportNewsName } from './contract.ts'
import type { ImportRow } from './imports.ts'

/** Tells that an import has ended, in the transaction that ends it; once for an import and how it ended. */
export async function tellEnded(tx: Tx, { row, at }: { row: ImportRow; at: Date }): Promise<void> {
  const name: ImportNewsName = row.status === 'done' ? 'events.import_finished' : 'events.import_failed'
  const payload: ImportNews = {
    importId: row.id,
    fileName: row.file_name,
    preset: row.preset,
    rowsStored: row.rows_stored,
    rowsRejected: row.rows_rejected,
    rowsDuplicate: row.rows_duplicate,
  }
  await emit(tx, { workspaceId: row.workspace_id, name, payload, key: `${name}:${row.id}`, at })
}
