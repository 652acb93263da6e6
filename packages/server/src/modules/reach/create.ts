/** Answers the call that plans a broadcast, or says what it would come to. */
import { createHash } from 'node:crypto'
import { inTransaction } from '../../platform/db/index.ts'
import { fail } from '../../platform/errors.ts'
import type { Call } from '../../platform/http/bind.ts'
import { readMoment } from '../../platform/http/moment.ts'
import { checkReferences } from '../audience/index.ts'
import { useMediaOf } from '../channels/index.ts'
import { approveBroadcast, createBroadcast, draftOf, type NewBroadcast, needBroadcast } from './broadcasts.ts'
import type * as contract from './contract.ts'
import { countGoing } from './figures.ts'
import { checkHalt } from './halts.ts'
import { planBroadcast, rehearse } from './plan.ts'
import { countStates, shownCounts } from './screens.ts'
import { readSettings } from './settings/settings.ts'
import { type DeliveryState, HELD_STATES, OUTCOMES } from './states.ts'

/** A request waits so long for its plan; the rest is planned behind it. */
const PLAN_WITHIN_MS = 20_000

export async function create(call: Call<typeof contract.createBroadcast>) {
  const { handles, workspace, body, actor, signal } = call
  if (body.approve && !body.dryRun && !actor.permissions.has('reach.approve')) fail('platform.forbidden', { permission: 'reach.approve' })
  if (body.approve && !body.dryRun) await inTransaction(handles.db, (tx) => checkHalt(tx, { workspaceId: workspace.id }))
  const wanted = await newBroadcast(call)
  await checkReferences(handles.db, { workspaceId: workspace.id, rule: wanted.rule })
  await useMediaOf(handles, { workspaceId: workspace.id, contents: body.contents })
  const at = {
    timeZone: workspace.timeZone,
    moment: Math.max(handles.clocks.business.now(), wanted.sendAt ?? 0),
    variants: body.contents.length,
  }
  if (body.dryRun) {
    const { states, going } = await rehearse(handles, { ...at, broadcast: { ...draftOf(handles, wanted), id: 0 }, signal })
    return { id: null, status: 'draft' as const, ...plannedAndHeld(states), staff: going.staff, variants: [...going.variants] }
  }
  const broadcast = await createBroadcast(handles, wanted)
  const stopAt = handles.clocks.real.now() + PLAN_WITHIN_MS
  // Whoever asked may go away: the plan is made all the same. Of a repetition the first request makes it.
  const isPlanned = broadcast.isRepeat
    ? broadcast.state === 'draft'
    : await planBroadcast(handles, { ...at, broadcast, signal: new AbortController().signal, stopAt })
  const id = { workspaceId: workspace.id, id: broadcast.id }
  const states = (await countStates(handles.db, { workspaceId: workspace.id, ids: [broadcast.id] })).get(broadcast.id) ?? new Map()
  if (body.approve && isPlanned && states.has('pending')) await approveBroadcast(handles, { ...id, by: actor.name })
  const { state } = await needBroadcast(handles.db, id)
  const { staff, variants } = await countGoing(handles.db, { workspaceId: workspace.id, broadcastId: broadcast.id, variants: at.variants })
  return { id: String(broadcast.id), status: state, ...plannedAndHeld(states), staff, variants: [...variants] }
}

async function newBroadcast({ handles, workspace, body, actor, request }: Call<typeof contract.createBroadcast>): Promise<NewBroadcast> {
  const { audience, contents, purpose } = body
  const settings = await readSettings(handles.db, { workspaceId: workspace.id })
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
    holdout: body.holdout ?? (purpose === 'marketing' ? settings.holdout : 0),
    by: actor.name,
    requestHash: request.headers['idempotency-key'] === undefined ? hashOf([actor.kind, actor.id, body]) : undefined,
  }
}

function hashOf(asked: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
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
