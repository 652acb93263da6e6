/** The register of exports: asked for, made, fetched, expired. */
import { z } from 'zod'
import { type Db, inTransaction, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { startJob } from '../../../platform/jobs/index.ts'
import { knownAtoms, knownPerson } from '../../identity/index.ts'
import { failCompliance } from '../errors.ts'
import type {} from '../tables.ts'
import { openErasureOf } from './erasures.ts'
import { EXPORT_JOB } from './job-kinds.ts'

export interface ExportRow {
  readonly id: string
  readonly atom: number
  readonly job_id: string
  readonly state: 'queued' | 'ready' | 'failed' | 'expired'
  readonly requested_at: Date
  readonly made_by: string
  readonly finished_at: Date | null
  readonly expires_at: Date | null
  readonly size_bytes: number | null
  readonly counts: Record<string, number>
}

/** @throws platform.not_found, compliance.person_being_erased */
export function requestExport(
  handles: Handles,
  { workspaceId, personId, by }: { workspaceId: number; personId: string; by: string },
): Promise<{ jobId: string; exportId: string }> {
  return inTransaction(handles.db, async (tx) => {
    if (await openErasureOf(tx, { workspaceId, personId })) failCompliance('compliance.person_being_erased')
    const person = await knownPerson(tx, { workspaceId, id: personId })
    const at = new Date(handles.clocks.business.now())
    const id = handles.ids.uuid()
    // The payload names the export, never the person.
    const jobId = await startJob(tx, { id: handles.ids.uuid(), kind: EXPORT_JOB, workspaceId, payload: { exportId: id }, at })
    await tx
      .insertInto('compliance_exports')
      .values({
        workspace_id: workspaceId,
        id,
        atom: person,
        job_id: jobId,
        state: 'queued',
        requested_at: at,
        made_by: by,
        finished_at: null,
        expires_at: null,
        size_bytes: null,
        counts: '{}',
      })
      .execute()
    return { jobId, exportId: id }
  })
}

export function findExport(db: Db, { workspaceId, id }: { workspaceId: number; id: string }): Promise<ExportRow | undefined> {
  return db.selectFrom('compliance_exports').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

/** Ends an export that is being made; false when it is gone: its person was erased meanwhile. */
export async function endExport(
  db: Db,
  {
    workspaceId,
    id,
    ...change
  }: { workspaceId: number; id: string } & (
    | { state: 'ready'; finished_at: Date; expires_at: Date; size_bytes: number; counts: string }
    | { state: 'failed'; finished_at: Date }
  ),
): Promise<boolean> {
  const changed = await db
    .updateTable('compliance_exports')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

const exportCursor = z.tuple([z.number().int(), z.uuid()])

/** Exports of a person, newest first. Throws `platform.not_found`. */
export async function listExportsPage(
  handles: Pick<Handles, 'db'>,
  { workspaceId, personId, limit, cursor }: { workspaceId: number; personId: string; limit: number; cursor: string | undefined },
): Promise<{ items: ExportRow[]; nextCursor: string | null }> {
  const atoms = await knownAtoms(handles, { workspaceId, id: personId })
  const [beforeMs, beforeId] = decodeCursor(cursor, exportCursor) ?? []
  const { rows } = await sql<ExportRow>`
    select * from compliance_exports where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[])
      and (${beforeMs === undefined} or (requested_at, id) < (${new Date(beforeMs ?? 0)}::timestamptz, ${beforeId ?? null}::uuid))
    order by requested_at desc, id desc limit ${limit + 1}`.execute(handles.db)
  return cutPage(rows, { limit, key: (row) => [row.requested_at.getTime(), row.id], item: (row) => row })
}
