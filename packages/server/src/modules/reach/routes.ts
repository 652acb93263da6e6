import { z } from 'zod'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import type { Wecom } from '../channels/index.ts'
import { knownAtoms, knownPerson } from '../identity/index.ts'
import { approveBroadcast, broadcastNumber, needBroadcast, stopBroadcast } from './broadcasts.ts'
import * as contract from './contract.ts'
import { create } from './create.ts'
import { reachDayRoutes } from './day/routes.ts'
import { haltRoutes } from './halt-routes.ts'
import { broadcastMakers, findBroadcasts, readBeside } from './list.ts'
import { readWhole, shown } from './read.ts'
import { countStates, deliveriesOfAtoms, shownBroadcast, shownDelivery } from './screens.ts'
import { settingsRoutes } from './settings/routes.ts'
import { cancelTasks, remindTasks } from './tasks.ts'
import { testSend } from './test-send.ts'
import { whyOf } from './why.ts'

const idKey = z.tuple([z.int().positive()])

export function reachRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    ...settingsRoutes(),
    ...reachDayRoutes(),
    bind(contract.createBroadcast, create, { targetFields: ['id'] }),
    bind(contract.listBroadcasts, async ({ handles, workspace, query }) => {
      const [before] = decodeCursor(query.cursor, idKey) ?? []
      const asked = { ...query, workspaceId: workspace.id, timeZone: workspace.timeZone, before, limit: query.limit + 1 }
      const rows = await findBroadcasts(handles.db, asked)
      const of = { workspaceId: workspace.id, ids: rows.map(({ id }) => id) }
      const [states, beside] = await Promise.all([countStates(handles.db, of), readBeside(handles.db, of)])
      return cutPage(rows, {
        limit: query.limit,
        key: ({ id }) => [id],
        item: (row) => ({
          ...shownBroadcast(row, states.get(row.id) ?? new Map()),
          ...(beside.get(row.id) ?? { tasks: 0, tapped: 0, deleted: 0 }),
        }),
      })
    }),
    bind(contract.listBroadcastMakers, async ({ handles, workspace }) => ({
      items: await broadcastMakers(handles.db, { workspaceId: workspace.id }),
    })),
    ...haltRoutes(),
    bind(contract.readBroadcast, async (call) => readWhole(call, await needBroadcast(call.handles.db, named(call)))),
    bind(contract.approveBroadcast, async (call) =>
      shown(call, await approveBroadcast(call.handles, { ...named(call), by: call.actor.name })),
    ),
    bind(contract.stopBroadcast, async (call) => shown(call, await stopBroadcast(call.handles, { ...named(call), by: call.actor.name }))),
    bind(contract.cancelBroadcastTasks, async (call) => {
      const broadcast = await needBroadcast(call.handles.db, named(call))
      return { cancelled: await cancelTasks(call.handles, { broadcast, userIds: call.body.userIds }) }
    }),
    bind(contract.testBroadcast, async (call) => {
      const { handles, workspace, body } = call
      const broadcast = await needBroadcast(handles.db, named(call))
      const atom = await knownPerson(handles.db, { workspaceId: workspace.id, id: body.personId })
      return testSend(handles, { broadcast, timeZone: workspace.timeZone, atom, ...body })
    }),
    bind(contract.remindBroadcast, async (call) => {
      const broadcast = await needBroadcast(call.handles.db, named(call))
      return remindTasks(call.handles, { broadcast, userIds: call.body.userIds, wecom })
    }),
    bind(contract.personDeliveries, async ({ handles, workspace, params, query }) => {
      const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
      const [before] = decodeCursor(query.cursor, idKey) ?? []
      const rows = await deliveriesOfAtoms(handles.db, { workspaceId: workspace.id, atoms, before, limit: query.limit + 1 })
      return cutPage(rows, { limit: query.limit, key: ({ id }) => [id], item: shownDelivery })
    }),
    bind(contract.whyDelivery, async ({ handles, workspace, query }) => {
      const workspaceId = workspace.id
      const atoms = await knownAtoms(handles, { workspaceId, id: query.personId })
      const { id } = await needBroadcast(handles.db, { workspaceId, id: broadcastNumber(query.of.slice('broadcast:'.length)) })
      return whyOf(handles.db, { workspaceId, broadcastId: id, atoms })
    }),
  ]
}

type Named = Pick<Call<typeof contract.readBroadcast>, 'handles' | 'workspace' | 'params'>

function named({ workspace, params }: Named) {
  return { workspaceId: workspace.id, id: broadcastNumber(params.id) }
}
