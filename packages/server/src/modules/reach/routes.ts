/** Answers the calls about broadcasts, deliveries and why. */
import { z } from 'zod'
import { fail } from '../../platform/errors.ts'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { readMoment } from '../../platform/http/moment.ts'
import { checkReferences, explain } from '../audience/index.ts'
import { massTasksOf, type Wecom } from '../channels/index.ts'
import { knownAtoms, knownPerson } from '../identity/index.ts'
import {
  approveBroadcast,
  broadcastNumber,
  createBroadcast,
  draftOf,
  type NewBroadcast,
  needBroadcast,
  stopBroadcast,
} from './broadcasts.ts'
import * as contract from './contract.ts'
import { taskKeys } from './hand-over.ts'
import { planBroadcast, rehearse } from './plan.ts'
import {
  broadcastsBefore,
  countStates,
  countWithdrawn,
  deliveriesOfAtoms,
  readCost,
  shownBroadcast,
  shownCounts,
  shownDelivery,
} from './screens.ts'
import { settingsRoutes } from './settings/routes.ts'
import { type DeliveryState, HELD_STATES, OUTCOMES } from './states.ts'
import type { BroadcastRow } from './tables.ts'
import { cancelTasks, remindTasks, shownTask } from './tasks.ts'
import { testSend } from './test-send.ts'
import { readVariants } from './variants.ts'
import { whyOf } from './why.ts'

/** A request waits so long for its plan; the rest is planned behind it. */
const PLAN_WITHIN_MS = 20_000
const MAX_TASKS_SHOWN = 1_000
const idKey = z.tuple([z.int().positive()])

export function reachRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    ...settingsRoutes(),
    bind(contract.createBroadcast, create, { targetFields: ['id'] }),
    bind(contract.listBroadcasts, async ({ handles, workspace, query }) => {
      const [before] = decodeCursor(query.cursor, idKey) ?? []
      const rows = await broadcastsBefore(handles.db, { workspaceId: workspace.id, before, limit: query.limit + 1 })
      const states = await countStates(handles.db, { workspaceId: workspace.id, ids: rows.map(({ id }) => id) })
      return cutPage(rows, {
        limit: query.limit,
        key: ({ id }) => [id],
        item: (row) => shownBroadcast(row, states.get(row.id) ?? new Map()),
      })
    }),
    bind(contract.readBroadcast, read),
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

async function shown({ handles, workspace }: Named, row: BroadcastRow): Promise<contract.Broadcast> {
  const states = await countStates(handles.db, { workspaceId: workspace.id, ids: [row.id] })
  return shownBroadcast(row, states.get(row.id) ?? new Map())
}

async function create(call: Call<typeof contract.createBroadcast>) {
  const { handles, workspace, body, actor, signal } = call
  if (body.approve && !body.dryRun && !actor.permissions.has('reach.approve')) fail('platform.forbidden', { permission: 'reach.approve' })
  const wanted = newBroadcast(call)
  await checkReferences(handles.db, { workspaceId: workspace.id, rule: wanted.rule })
  const at = {
    timeZone: workspace.timeZone,
    moment: Math.max(handles.clocks.business.now(), wanted.sendAt ?? 0),
    variants: body.contents.length,
  }
  if (body.dryRun) {
    const states = await rehearse(handles, { ...at, broadcast: { ...draftOf(handles, wanted), id: 0 }, signal })
    return { id: null, status: 'draft' as const, ...plannedAndHeld(states) }
  }
  const broadcast = await createBroadcast(handles, wanted)
  const stopAt = handles.clocks.real.now() + PLAN_WITHIN_MS
  // Whoever asked may go away: the plan is made all the same.
  const isPlanned = await planBroadcast(handles, { ...at, broadcast, signal: new AbortController().signal, stopAt })
  const id = { workspaceId: workspace.id, id: broadcast.id }
  const states = (await countStates(handles.db, { workspaceId: workspace.id, ids: [broadcast.id] })).get(broadcast.id) ?? new Map()
  if (body.approve && isPlanned && states.has('pending')) await approveBroadcast(handles, { ...id, by: actor.name })
  const { state } = await needBroadcast(handles.db, id)
  return { id: String(broadcast.id), status: state, ...plannedAndHeld(states) }
}

function newBroadcast({ workspace, body, actor }: Call<typeof contract.createBroadcast>): NewBroadcast {
  const { audience, contents, purpose, holdout } = body
  const read = (field: 'at' | 'endsAt') => {
    const text = body[field]
    return text === undefined ? undefined : readMoment(text, { field, timeZone: workspace.timeZone })
  }
  return {
    workspaceId: workspace.id,
    name: body.name ?? (contents[0]?.text ?? '').slice(0, NAME_FROM_TEXT_LENGTH),
    rule: audience.rule ?? { audience: { id: audience.id ?? '' } },
    contents,
    sendAt: read('at'),
    endsAt: read('endsAt'),
    purpose,
    holdout,
    by: actor.name,
  }
}

/** Of a broadcast without a name. */
const NAME_FROM_TEXT_LENGTH = 40

function plannedAndHeld(states: ReadonlyMap<DeliveryState, number>) {
  const { planned } = shownCounts(states)
  const held = HELD_STATES.flatMap((state) => {
    const count = states.get(state) ?? 0
    return count > 0 ? [[OUTCOMES[state], count] as const] : []
  })
  return { planned, held: Object.fromEntries(held) }
}

async function read(call: Call<typeof contract.readBroadcast>) {
  const { handles, workspace } = call
  const row = await needBroadcast(handles.db, named(call))
  const of = { workspaceId: workspace.id, broadcastId: row.id }
  const [broadcast, contents, [audience], tasks, cost, withdrawnInTasks] = await Promise.all([
    shown(call, row),
    readVariants(handles.db, of),
    explain(handles.db, { workspaceId: workspace.id, timeZone: workspace.timeZone, rules: [{ rule: row.rule }] }),
    massTasksOf(handles.db, { workspaceId: workspace.id, keyPrefix: taskKeys(row), limit: MAX_TASKS_SHOWN }),
    readCost(handles.db, of),
    countWithdrawn(handles.db, { ...of, ...row }),
  ])
  return { ...broadcast, contents, audience: audience ?? { zh: '', en: '' }, tasks: tasks.map(shownTask), cost, withdrawnInTasks }
}
