import { fail } from '../errors.ts'
import { type Binding, bind } from '../http/bind.ts'
import { getJob } from './contract.ts'
import { findJob } from './index.ts'

export const jobRoutes: readonly Binding[] = [
  bind(getJob, async ({ handles, workspace, params }) => {
    const job = await findJob(handles.db, { workspaceId: workspace.id, jobId: params.id })
    return job ?? fail('platform.not_found', { what: params.id })
  }),
]
