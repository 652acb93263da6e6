/** Tracking plan and data health over HTTP. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { declarePlanEvent, getHealth, getPlanEvent, listPlan, undeclarePlanEvent } from './contract.ts'
import { type Doorkeeper, declareEvent, undeclareEvent } from './declarations.ts'
import { fail } from './errors.ts'
import { readHealth } from './health.ts'
import { findPlanEvent, listPlanEvents } from './screens.ts'

export function planRoutes(services: { doorkeeper: Doorkeeper }): Binding[] {
  return [
    bind(listPlan, async ({ handles, workspace }) => ({
      items: await listPlanEvents(handles.db, { workspaceId: workspace.id, now: handles.clocks.business.now() }),
    })),
    bind(getPlanEvent, async ({ handles, workspace, params }) => {
      const found = await findPlanEvent(handles.db, { workspaceId: workspace.id, now: handles.clocks.business.now(), name: params.name })
      return found ?? fail('events.unknown_event', { name: params.name })
    }),
    bind(declarePlanEvent, async ({ handles, workspace, params, body }) => {
      const twice = body.properties.find((property, index) => body.properties.findIndex((other) => other.name === property.name) < index)
      if (twice) fail('events.declared_twice', { property: twice.name })
      const at = new Date(handles.clocks.business.now())
      const declared = await declareEvent(handles.db, { workspaceId: workspace.id, name: params.name, at, ...body })
      services.doorkeeper.forget()
      return declared
    }),
    bind(undeclarePlanEvent, async ({ handles, workspace, params }) => {
      const removed = await undeclareEvent(handles.db, { workspaceId: workspace.id, name: params.name })
      services.doorkeeper.forget()
      return { removed }
    }),
    bind(getHealth, ({ handles, workspace, query }) => readHealth(handles, { workspaceId: workspace.id, days: query.days })),
  ]
}
