/** Answers the calls about receive caps. */
import type { Handles } from '../../../../platform/handles.ts'
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import { type Corp, corpOfWorkspace } from '../connection/corps.ts'
import { getReceiveCap, putReceiveCap, type ReceiveCap } from './contract.ts'
import { chooseReceiveRule, receiveRule, receiveWindow } from './receive-cap.ts'

export function massSendRoutes(): Binding[] {
  return [
    bind(getReceiveCap, async ({ handles, workspace, params }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return shownCap(handles, corp)
    }),
    bind(
      putReceiveCap,
      async ({ handles, workspace, params, body, actor }) => {
        const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
        await chooseReceiveRule(handles, { ...corp, rule: body.rule, by: actor.name })
        return shownCap(handles, corp)
      },
      { targetFields: ['corpId'] },
    ),
  ]
}

async function shownCap({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, corp: Corp): Promise<ReceiveCap> {
  const at = clocks.business.now()
  const { rule, since } = await receiveRule(db, { ...corp, at })
  const window = receiveWindow(rule, at)
  return { rule, chosenAt: since?.toISOString() ?? null, most: window.most, windowFrom: new Date(window.since).toISOString() }
}
