/** Makes the file with everything about a person. */
import type { Handles } from '../../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun } from '../../../platform/jobs/index.ts'
import { removeMadeFile } from '../../../platform/made-files.ts'
import { atomsOfPerson, personId } from '../../identity/index.ts'
import { EXPORT_KEPT_DAYS, exportPath, writeExport } from './export-file.ts'
import { type ExportRow, endExport, findExport } from './exports.ts'
import type { PersonDataHolder } from './holders.ts'
import { EXPORT_JOB } from './job-kinds.ts'

const DAY_MS = 86_400_000

export function exportPersonJob({ holders }: { readonly holders: readonly PersonDataHolder[] }): JobKind {
  const failed = async ({ handles, workspaceId, payload }: Pick<JobRun, 'handles' | 'workspaceId' | 'payload'>) => {
    const id = String(payload.exportId)
    await removeMadeFile(exportPath(handles.config, id))
    await endExport(handles.db, { workspaceId, id, state: 'failed', finished_at: new Date(handles.clocks.business.now()) })
  }
  return defineJob({
    ...EXPORT_JOB,
    run: async (run) => {
      try {
        return await runExport(run.handles, { ...run, id: String(run.payload.exportId), holders })
      } catch (error) {
        if (!run.signal.aborted) await failed(run)
        throw error
      }
    },
    givenUp: failed,
  })
}

type Making = Pick<JobRun, 'workspaceId' | 'signal' | 'report'> & { readonly id: string; readonly holders: readonly PersonDataHolder[] }

async function runExport(handles: Handles, input: Making): Promise<Record<string, unknown>> {
  const { workspaceId, id } = input
  const row = await findExport(handles.db, input)
  // Erased before it began, or made by a run that died before it could say so.
  if (row?.state !== 'queued') return { exportId: id }
  const { sizeBytes, counts } = await write(handles, { ...input, row })
  const now = handles.clocks.business.now()
  const expires_at = new Date(now + EXPORT_KEPT_DAYS * DAY_MS)
  const ended = { state: 'ready', finished_at: new Date(now), expires_at, size_bytes: sizeBytes, counts: JSON.stringify(counts) } as const
  if (!(await endExport(handles.db, { workspaceId, id, ...ended }))) {
    await removeMadeFile(exportPath(handles.config, id))
    return { exportId: id }
  }
  return { exportId: id, sizeBytes, counts, fileUrl: `/api/v1/exports/${id}/file`, expiresAt: expires_at.toISOString() }
}

async function write(handles: Handles, { workspaceId, id, signal, report, holders, row }: Making & { row: ExportRow }) {
  const atoms = await atomsOfPerson(handles, { workspaceId, id: personId(row.atom) })
  const about = {
    exportId: id,
    personId: personId(row.atom),
    atoms: atoms.length,
    madeAt: new Date(handles.clocks.business.now()).toISOString(),
  }
  return writeExport(handles, { workspaceId, atoms, signal, id, about, holders, report: (done) => report({ done }) })
}
