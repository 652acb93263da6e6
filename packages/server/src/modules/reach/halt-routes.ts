/** Answers the calls about stopping everything. */
import { type Binding, bind } from '../../platform/http/bind.ts'
import * as contract from './contract.ts'
import { countHaltable, haltAll, liftHalt, readHalt } from './halts.ts'

export function haltRoutes(): Binding[] {
  return [
    bind(contract.readHalt, async ({ handles, workspace }) => {
      const of = { workspaceId: workspace.id }
      const [halt, open] = await Promise.all([readHalt(handles.db, of), countHaltable(handles.db, of)])
      return { halt: halt ? { at: halt.at.toISOString(), by: halt.by } : null, open }
    }),
    bind(contract.haltReach, ({ handles, workspace, actor }) => haltAll(handles, { workspaceId: workspace.id, by: actor.name })),
    bind(contract.liftHalt, async ({ handles, workspace }) => {
      await liftHalt(handles, { workspaceId: workspace.id })
      return {}
    }),
  ]
}
