/** Answers the calls about connections. */
import type { Handles } from '../../../../platform/handles.ts'
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { checkCorp } from './check.ts'
import { checkWecomCorp, deleteWecomCorp, listWecomCorps, putWecomCorp } from './contract.ts'
import { connectCorp, corpOfWorkspace, corpsOfWorkspace, disconnectCorp } from './corps.ts'
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
    bind(checkWecomCorp, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return { checkedAt: checkedAt(handles), items: await checkCorp(handles, { wecom, corp, publicUrl: services.publicUrl() }) }
    }),
  ]
}

function checkedAt({ clocks }: Pick<Handles, 'clocks'>): string {
  return new Date(clocks.real.now()).toISOString()
}
