/** Imports as background jobs. */
import { AppError } from '../../../platform/errors.ts'
import { defineJob, type JobKind } from '../../../platform/jobs/index.ts'
import type { Collector } from '../collect/collector.ts'
import { endImport } from './imports.ts'
import { IMPORT_JOB } from './job-kind.ts'
import { runImport } from './run.ts'

export function importJob(services: { readonly collector: Pick<Collector, 'collect'> }): JobKind {
  return defineJob({
    ...IMPORT_JOB,
    run: async ({ handles, workspaceId, payload, signal, report }) => {
      const { importId } = payload
      if (typeof importId !== 'string') throw new Error('the job names no import')
      return { ...(await runImport(handles, services, { workspaceId, importId, signal, report })) }
    },
    givenUp: async ({ handles, workspaceId, payload }) => {
      const at = new Date(handles.clocks.business.now())
      await endImport(handles.db, { workspaceId, id: String(payload.importId), at, error: new AppError('events.import_given_up') })
    },
  })
}
