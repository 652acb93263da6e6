/** Answers the calls about reconciliations. */
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import { corpOfWorkspace } from '../connection/corps.ts'
import { listReconciliations, startReconciliation } from './contract.ts'
import { listRuns, nextRunAt, startReconcile } from './runs.ts'

export function reconcileRoutes(): Binding[] {
  return [
    bind(
      startReconciliation,
      async ({ handles, workspace, params, actor }) => {
        const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
        return { jobId: await startReconcile(handles, { ...corp, by: actor.name }) }
      },
      { targetFields: ['corpId'] },
    ),
    bind(listReconciliations, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      const items = await listRuns(handles.db, corp)
      const nextAt = nextRunAt(items, corp)
      return { items, nextAt: nextAt === undefined ? null : new Date(nextAt).toISOString() }
    }),
  ]
}
