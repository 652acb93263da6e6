/** Answers the calls about refused events and people's timelines. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { readRange } from '../ranges.ts'
import { callerOf } from '../routes.ts'
import { listRejectedEvents, personTimeline } from './contract.ts'
import { listRejected } from './rejects.ts'
import { readTimeline } from './timeline.ts'

export function collectRoutes(): Binding[] {
  return [
    bind(listRejectedEvents, (call) => {
      const range = readRange(call.query, call.workspace.timeZone)
      return listRejected(callerOf(call), { ...call.query, ...range, workspaceId: call.workspace.id })
    }),
    bind(personTimeline, (call) => {
      const { limit, cursor, area } = call.query
      const range = readRange(call.query, call.workspace.timeZone)
      return readTimeline(call.handles, callerOf(call), {
        workspaceId: call.workspace.id,
        id: call.params.id,
        limit,
        cursor,
        area,
        ...range,
      })
    }),
  ]
}
