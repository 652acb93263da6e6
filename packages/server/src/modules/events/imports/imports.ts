/** The register of imports: made, looked up, moved on, ended. */
import { z } from 'zod'
import { type Db, inTransaction, type Tx } from '../../../platform/db/index.ts'
import { AppError, type ErrorTable, platformErrors } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { detailsIn, errorSentence } from '../../../platform/i18n/error-words.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import { startJob } from '../../../platform/jobs/index.ts'
import { collectErrors } from '../collect/errors.ts'
import type { ImportMapping, ImportStatus } from './contract.ts'
import { importErrors } from './errors.ts'
import { IMPORT_JOB } from './job-kind.ts'
import { tellEnded } from './news.ts'
import { keepRejects, type Reject } from './rejects.ts'
import type {} from './tables.ts'

export interface ImportRow {
  readonly workspace_id: number
  readonly id: string
  readonly job_id: string
  readonly file_name: string
  readonly preset: string
  readonly mapping: ImportMapping
  readonly size_bytes: number
  readonly status: ImportStatus
  readonly bytes_read: number
  readonly rows_read: number
  readonly rows_stored: number
  readonly rows_rejected: number
  readonly rows_duplicate: number
  readonly error_code: string | null
  readonly error_details: Record<string, unknown> | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

export interface NewImport {
  readonly workspaceId: number
  readonly id: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly mapping: ImportMapping
}

/** Registers the import and queues its job in one transaction. */
export async function insertImport(handles: Handles, input: NewImport): Promise<ImportRow> {
  const at = new Date(handles.clocks.business.now())
  return inTransaction(handles.db, async (tx) => {
    const jobId = await startJob(tx, {
      id: handles.ids.uuid(),
      kind: IMPORT_JOB,
      workspaceId: input.workspaceId,
      payload: { importId: input.id },
      at,
      total: input.sizeBytes,
    })
    return tx
      .insertInto('events_imports')
      .values({
        workspace_id: input.workspaceId,
        id: input.id,
        job_id: jobId,
        file_name: input.fileName,
        preset: input.mapping.preset,
        mapping: JSON.stringify(input.mapping),
        size_bytes: input.sizeBytes,
        status: 'queued',
        error_details: null,
        created_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

export async function findImport(db: Db | Tx, input: { workspaceId: number; id: string }): Promise<ImportRow | undefined> {
  return db
    .selectFrom('events_imports')
    .selectAll()
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.id)
    .executeTakeFirst()
}

const cursorKey = z.tuple([z.number(), z.uuid()])

/** One page, newest first. */
export async function listImportsPage(db: Db, input: { workspaceId: number; limit: number; cursor: string | undefined }) {
  const after = decodeCursor(input.cursor, cursorKey)
  const rows: ImportRow[] = await db
    .selectFrom('events_imports')
    .selectAll()
    .where('workspace_id', '=', input.workspaceId)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('created_at', 'id'), '<', where.tuple(new Date(after?.[0] ?? 0), after?.[1] ?? ''))),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return cutPage(rows, { limit: input.limit, key: (row) => [row.created_at.getTime(), row.id], item: (row) => row })
}

/** What one block of rows adds. */
export interface Advance {
  readonly workspaceId: number
  readonly id: string
  /** `rows_read` before the block; when another run has moved on meanwhile, nothing is written. */
  readonly from: number
  readonly bytesRead: number
  readonly rows: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: readonly Reject[]
  readonly rejectedBefore: number
  readonly at: Date
}

/** Another process, which thought this one dead, goes on with the import. */
export class TakenOverError extends Error {
  override name = 'TakenOverError'
}

/** Writes that a block has taken effect. Throws TakenOverError when another run of the same import was faster. */
export function advanceImport(db: Db, input: Advance): Promise<void> {
  return inTransaction(db, async (tx) => {
    const moved = await tx
      .updateTable('events_imports')
      .set((set) => ({
        bytes_read: input.bytesRead,
        rows_read: set('rows_read', '+', input.rows),
        rows_stored: set('rows_stored', '+', input.stored),
        rows_duplicate: set('rows_duplicate', '+', input.duplicate),
        rows_rejected: set('rows_rejected', '+', input.rejected.length),
      }))
      .where('workspace_id', '=', input.workspaceId)
      .where('id', '=', input.id)
      .where('rows_read', '=', input.from)
      .where('status', '=', 'running')
      .executeTakeFirst()
    if (moved.numUpdatedRows === 0n) {
      // The connection may have broken after this very step was committed.
      const now = await findImport(tx, input)
      if (now?.status === 'running' && now.rows_read === input.from + input.rows) return
      throw new TakenOverError(`import ${input.id} is run by somebody else`)
    }
    await keepRejects(tx, { ...input, importId: input.id, rejects: input.rejected })
  })
}

/** Marks the import as running; false when it has ended already. */
export async function beginImport(db: Db, input: { workspaceId: number; id: string }): Promise<boolean> {
  const begun = await db
    .updateTable('events_imports')
    .set({ status: 'running' })
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return begun.numUpdatedRows > 0n
}

/** Ends the import, well or with the error that ended it, and tells the modules above; nothing happens to one that is not running. */
export function endImport(db: Db, input: { workspaceId: number; id: string; at: Date; error?: unknown }): Promise<void> {
  const { error } = input
  const code = error === undefined ? null : error instanceof AppError ? error.code : 'platform.internal'
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .updateTable('events_imports')
      .set((set) => ({
        status: code === null ? 'done' : 'failed',
        error_code: code,
        error_details: code === null ? null : JSON.stringify(error instanceof AppError ? error.details : { requestId: input.id }),
        finished_at: input.at,
        ...(code === null && { bytes_read: set.ref('size_bytes') }),
      }))
      .where('workspace_id', '=', input.workspaceId)
      .where('id', '=', input.id)
      .where('status', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (ended) await tellEnded(tx, { row: ended, at: input.at })
  })
}

const words: ErrorTable = { ...platformErrors, ...collectErrors, ...importErrors }

/** The import as the API shows it. */
export function importView(row: ImportRow, locale: Locale) {
  const { error_code: code, error_details: details } = row
  return {
    id: row.id,
    fileName: row.file_name,
    preset: row.preset,
    status: row.status,
    rowsRead: row.rows_read,
    rowsStored: row.rows_stored,
    rowsRejected: row.rows_rejected,
    rowsDuplicate: row.rows_duplicate,
    progress: { done: Math.min(row.bytes_read, row.size_bytes), total: row.size_bytes, unit: 'bytes' as const },
    rejectsUrl: `/api/v1/imports/${row.id}/rejects`,
    jobId: row.job_id,
    error: code === null ? null : { code, message: errorSentence(words, code, detailsIn(details ?? {}, locale), locale) },
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
