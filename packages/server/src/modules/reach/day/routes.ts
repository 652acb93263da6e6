/** Answers the calls about what is due with broadcasts and what came of them on a day. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { twoDays } from '../../channels/index.ts'
import { listReachDue, readReachDay } from './contract.ts'
import { draftBroadcasts, untappedBroadcasts } from './due.ts'
import { broadcastFigures } from './figures.ts'

export function reachDayRoutes(): Binding[] {
  return [
    bind(readReachDay, async ({ handles, workspace, query }) => {
      const now = handles.clocks.business.now()
      const days = twoDays({ now, timeZone: workspace.timeZone, day: query.day })
      const figures = await broadcastFigures(handles.db, { workspaceId: workspace.id, days })
      return { day: days.day, dayBefore: days.dayBefore, figures, computedAt: new Date(now).toISOString() }
    }),
    bind(listReachDue, async ({ handles, workspace }) => {
      const of = { workspaceId: workspace.id, now: new Date(handles.clocks.business.now()) }
      const [untapped, drafts] = await Promise.all([untappedBroadcasts(handles.db, of), draftBroadcasts(handles.db, of)])
      return {
        untapped: untapped.map((row) => ({
          id: String(row.id),
          name: row.name,
          endsAt: row.ends_at?.toISOString() ?? null,
          staff: row.staff,
          staffAll: row.staff_all,
          people: row.people,
        })),
        drafts: drafts.map((row) => ({
          id: String(row.id),
          name: row.name,
          endsAt: row.ends_at?.toISOString() ?? null,
          at: row.send_at?.toISOString() ?? null,
          createdAt: row.created_at.toISOString(),
          createdBy: row.created_by,
          people: row.people,
        })),
      }
    }),
  ]
}
