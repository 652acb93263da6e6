/** Answers the calls about settings. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { changeReachSettings, readReachSettings } from './contract.ts'
import { readSettings, writeSettings } from './settings.ts'

export function settingsRoutes(): Binding[] {
  return [
    bind(readReachSettings, async ({ handles, workspace }) => ({
      settings: await readSettings(handles.db, { workspaceId: workspace.id }),
    })),
    bind(changeReachSettings, async ({ handles, workspace, body, actor }) => {
      await writeSettings(handles, { workspaceId: workspace.id, settings: body, by: actor.name })
      return { settings: body }
    }),
  ]
}
