/** Answers the calls about connections. */
import type { Handles } from '../../../../platform/handles.ts'
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import { failChannels } from '../../errors.ts'
import { type FailingCallback, failingCallbacks, retryFailing } from '../callbacks/failing.ts'
import type { Wecom } from '../client/client.ts'
import { startReconcile } from '../reconcile/runs.ts'
import { checkCorp } from './check.ts'
import {
  checkWecomCorp,
  deleteWecomCorp,
  listFailingCallbacks,
  listWecomCorps,
  putWecomCorp,
  readCorpFigures,
  renewWecomKeys,
  retryFailingCallbacks,
} from './contract.ts'
import { connectCorp, corpOfWorkspace, corpsOfWorkspace, disconnectCorp, renewCallbackKeys } from './corps.ts'
import { corpFigures } from './figures.ts'
import { type ShownWith, shownCorp } from './shown.ts'

export interface ConnectionServices {
  readonly wecom: Wecom
  /** The public address of this installation, as far as it is known. */
  readonly publicUrl: () => string | undefined
}

export function connectionRoutes(services: ConnectionServices): Binding[] {
  const { wecom } = services
  const shownWith = (): ShownWith => ({ apiBase: wecom.apiBase(), publicUrl: services.publicUrl() })
  return [
    bind(listWecomCorps, async ({ handles, workspace }) => {
      const corps = await corpsOfWorkspace(handles.db, { workspaceId: workspace.id })
      return { items: corps.map((corp) => shownCorp(corp, shownWith())) }
    }),
    bind(
      putWecomCorp,
      async ({ handles, workspace, params, body, actor }) => {
        const { corp, made } = await connectCorp(handles, { workspaceId: workspace.id, ...params, ...body, by: actor.name })
        // Whom the app sees is read at once, and again when the secret is another one.
        if (body.secret !== undefined) await startReconcile(handles, { ...corp, by: actor.name })
        return { ...shownCorp(corp, shownWith()), made }
      },
      { targetFields: ['corpId'] },
    ),
    bind(
      renewWecomKeys,
      async ({ handles, workspace, params, actor }) => {
        const known = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
        const { corp, made } = await renewCallbackKeys(handles, { corp: known, by: actor.name })
        return { ...shownCorp(corp, shownWith()), made }
      },
      { targetFields: ['corpId'] },
    ),
    bind(
      deleteWecomCorp,
      async ({ handles, workspace, params }) => {
        const deleted = await disconnectCorp(handles, { workspaceId: workspace.id, ...params })
        return deleted ? { deleted } : failChannels('channels.corp_unknown', params)
      },
      { targetFields: ['corpId'] },
    ),
    bind(readCorpFigures, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return corpFigures(handles, { corp })
    }),
    bind(listFailingCallbacks, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return { items: (await failingCallbacks(handles.db, corp)).map(shownFailing) }
    }),
    bind(
      retryFailingCallbacks,
      async ({ handles, workspace, params }) => {
        const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
        return { retried: await retryFailing(handles, corp) }
      },
      { targetFields: ['corpId'] },
    ),
    bind(checkWecomCorp, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return { checkedAt: checkedAt(handles), items: await checkCorp(handles, { wecom, corp, publicUrl: services.publicUrl() }) }
    }),
  ]
}

function shownFailing(row: FailingCallback) {
  return {
    id: String(row.id),
    event: row.event,
    changeType: row.change_type,
    state: row.state,
    attempts: row.attempts,
    error: row.error ?? '',
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
  }
}

function checkedAt({ clocks }: Pick<Handles, 'clocks'>): string {
  return new Date(clocks.real.now()).toISOString()
}
