/**
 * Runs one import: reads the file row by row, hands events to the collector in blocks and writes after each block how far it is. It may
 * end at any point and be run again: rows up to the last written point are skipped, those after it have the same ids as before, so the
 * collector knows the ones that were stored.
 */
import { access } from 'node:fs/promises'
import type { Handles } from '../../../platform/handles.ts'
import { declaredKinds } from '../../identity/index.ts'
import type { Collector } from '../collect/collector.ts'
import { type Block, newBlock, readRow } from './block.ts'
import { openBlockWriter } from './block-writer.ts'
import { fail } from './errors.ts'
import { beginImport, endImport, findImport, type ImportRow, TakenOverError } from './imports.ts'
import { persistently } from './persistently.ts'
import { forgetOldRejects } from './rejects.ts'
import { openRepeats, type Repeats } from './repeats.ts'
import { type RowIds, rowIds } from './row-ids.ts'
import { openSource, type Source } from './source.ts'
import { removeOrphans, removeUpload, uploadPath, uploadsFolder } from './uploads.ts'

export interface ImportServices {
  readonly collector: Pick<Collector, 'collect'>
}

export interface RunImport {
  readonly workspaceId: number
  readonly importId: string
  readonly signal: AbortSignal
  /** Bytes of the file. */
  readonly report: (progress: { done: number; total?: number }) => void
}

export interface ImportTotals {
  readonly rowsRead: number
  readonly rowsStored: number
  readonly rowsRejected: number
  readonly rowsDuplicate: number
}

/** Rows whose effects are written down together. */
const BLOCK_ROWS = 12_000
const BLOCK_CHARACTERS = 8 * 1024 * 1024
const MAX_IMPORT_ROWS = 1_000_000_000

/** Throws what ended the import, which is then `failed`; when the signal ended it, it stays `running` and goes on with the next run. */
export async function runImport(handles: Handles, services: ImportServices, input: RunImport): Promise<ImportTotals> {
  const { workspaceId, importId: id, signal } = input
  const { db, config, clocks } = handles
  const row = await findImport(db, { workspaceId, id })
  if (!row) throw new Error('there is no such import')
  if (!(await beginImport(db, { workspaceId, id }))) return totals(row)
  try {
    await readFile(handles, services, { ...input, row })
    await persistently(signal, () => endImport(db, { workspaceId, id, at: new Date(clocks.business.now()) }))
    await removeUpload(config, id)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TakenOverError) throw error
    await persistently(signal, () => endImport(db, { workspaceId, id, at: new Date(clocks.business.now()), error }))
    await removeUpload(config, id)
    throw error
  }
  await forgetOldRejects(db, { now: clocks.business.now() })
  await removeOrphans(handles)
  return totals((await findImport(db, { workspaceId, id })) ?? row)
}

function totals(row: ImportRow): ImportTotals {
  return { rowsRead: row.rows_read, rowsStored: row.rows_stored, rowsRejected: row.rows_rejected, rowsDuplicate: row.rows_duplicate }
}

interface Running extends RunImport {
  readonly row: ImportRow
}

async function readFile(handles: Handles, services: ImportServices, input: Running): Promise<void> {
  const { row, signal } = input
  const path = uploadPath(handles.config, row.id)
  await access(path).catch(() => fail('events.import_upload_lost'))
  let receivedAt = 0
  const source = await openSource({
    file: { path, fileName: row.file_name },
    mapping: row.mapping,
    kinds: await declaredKinds(handles, row.workspace_id),
    timeZone: row.mapping.timeZone ?? 'UTC',
    importedAt: row.created_at.getTime(),
    receivedAt: () => receivedAt,
    signal,
  })
  const repeats = openRepeats({ folder: await uploadsFolder(handles.config) })
  const written = openBlockWriter(handles, services, { row, signal, report: input.report, bytesRead: source.table.bytesRead })
  const startBlock = () => {
    receivedAt = handles.clocks.real.now()
    return newBlock(receivedAt)
  }
  try {
    await readRows(source, { signal, rowsBefore: row.rows_read, ids: idsOf(source, repeats), startBlock, add: written.add })
  } finally {
    // What was read before a file broke off keeps its effect and is counted.
    if (!signal.aborted) await written.end()
    repeats.close()
    await source.close()
  }
}

/** The names of columns belong to the rows where a preset leaves them free. */
function idsOf({ preset, table }: Source, repeats: Repeats): RowIds {
  return rowIds({ preset: preset.name, columns: preset.freeColumns && table.header ? table.columns : undefined, repeats })
}

interface ReadRows {
  readonly signal: AbortSignal
  /** Rows that took effect in an earlier run; only their repetitions count. */
  readonly rowsBefore: number
  readonly ids: RowIds
  readonly startBlock: () => Block
  readonly add: (block: Block) => Promise<void>
}

async function readRows(source: Source, { signal, rowsBefore, ids, startBlock, add }: ReadRows): Promise<void> {
  let rows = 0
  let block = startBlock()
  try {
    for await (const batch of source.table.batches) {
      const toEvent = source.reader()
      for (const row of batch) {
        const id = row.problem ? '' : ids(row.text)
        if (++rows > MAX_IMPORT_ROWS) fail('events.import_too_large', { what: { zh: '行数', en: 'its rows' }, limit: MAX_IMPORT_ROWS })
        if (rows <= rowsBefore) continue
        readRow(block, { row, id, toEvent })
        if (block.rows < BLOCK_ROWS && block.characters < BLOCK_CHARACTERS) continue
        await add(block)
        block = startBlock()
      }
      signal.throwIfAborted()
    }
  } finally {
    if (!signal.aborted) await add(block)
  }
}
