/** Answers the calls about a day and about faults. */
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import { callerOf } from '../../../events/index.ts'
import { listWecomFaults, readWecomDay } from './contract.ts'
import { twoDays } from './days.ts'
import { wecomFaults } from './faults.ts'
import { contactFigures } from './figures.ts'

export function dayRoutes(): Binding[] {
  return [
    bind(readWecomDay, async (call) => {
      const { handles, workspace, query } = call
      const now = handles.clocks.business.now()
      const days = twoDays({ now, timeZone: workspace.timeZone, day: query.day })
      const figures = await contactFigures(handles.db, callerOf(call), { workspaceId: workspace.id, days })
      return { day: days.day, dayBefore: days.dayBefore, figures, computedAt: new Date(now).toISOString() }
    }),
    bind(listWecomFaults, async ({ handles, workspace }) => ({ items: await wecomFaults(handles, { workspaceId: workspace.id }) })),
  ]
}
