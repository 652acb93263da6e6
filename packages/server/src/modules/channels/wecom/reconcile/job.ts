/** Reconciliations as background jobs. */
import { AppError } from '../../../../platform/errors.ts'
import { defineJob, type JobKind } from '../../../../platform/jobs/index.ts'
import { WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { type ReconcileServices, reconcile } from './run.ts'
import { endRun, RECONCILE_JOB } from './runs.ts'

export function reconcileJob(services: ReconcileServices): JobKind {
  return defineJob({
    ...RECONCILE_JOB,
    run: async ({ handles, workspaceId, jobId, payload, signal, report }) => {
      const corpId = String(payload.corpId)
      const corp = await findCorp(handles.db, { corpId })
      if (corp?.workspaceId !== workspaceId) {
        await endRun(handles, { workspaceId, corpId, jobId, error: 'the corp was disconnected' })
        throw new AppError('channels.corp_unknown', { corpId })
      }
      try {
        const figures = await reconcile(handles, services, { corp, jobId, signal, report })
        await endRun(handles, { workspaceId, corpId, jobId })
        return figures
      } catch (error) {
        // Stopped with the server: the job stays queued and goes on from its place.
        if (signal.aborted) throw error
        const reason = error instanceof Error ? error.message : String(error)
        await endRun(handles, { workspaceId, corpId, jobId, error: reason })
        throw error instanceof WecomFailure ? new AppError('channels.reconcile_gave_up', { corpId, reason }) : error
      }
    },
    givenUp: async ({ handles, workspaceId, payload }) => {
      const corpId = String(payload.corpId)
      await handles.db
        .updateTable('channels_wecom_reconciliations')
        .set({ ended_at: new Date(handles.clocks.business.now()), error: 'its processes died too often' })
        .where('workspace_id', '=', workspaceId)
        .where('corp_id', '=', corpId)
        .where('ended_at', 'is', null)
        .execute()
    },
  })
}
