/** RFM, lifecycle and repurchase by tier over HTTP. */
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { callerOf, EVENTS_SOURCE, readMoment } from '../../events/index.ts'
import * as contract from './contract.ts'
import { readLifecycle } from './lifecycle.ts'
import { readLifecyclePeople } from './lifecycle-people.ts'
import { readRepurchaseByTier } from './repurchase.ts'
import { readRfm, readRfmPeople } from './rfm.ts'
import { lifecycleWords, repurchaseByTierWords, rfmWords } from './words.ts'

export function tierFigureRoutes(): Binding[] {
  return [
    bind(contract.readRfm, answerRfm),
    bind(contract.readRfmPeople, (call) => readRfmPeople(call.handles, callerOf(call), { ...call.body, ...whenOf(call) }, call.body)),
    bind(contract.readLifecycle, answerLifecycle),
    bind(contract.readLifecyclePeople, (call) =>
      readLifecyclePeople(call.handles, callerOf(call), { ...call.body, ...whenOf(call) }, call.body),
    ),
    bind(contract.readRepurchaseByTier, answerRepurchase),
  ]
}

type AnyCall = Pick<Call<typeof contract.readRfm>, 'handles' | 'workspace'> & { readonly body: { readonly asOf?: string | undefined } }

function whenOf({ handles, workspace, body }: AnyCall) {
  const { id: workspaceId, timeZone } = workspace
  const asOf = body.asOf === undefined ? handles.clocks.business.now() : readMoment(body.asOf, { field: 'asOf', timeZone })
  return { workspaceId, timeZone, asOf }
}

function counted(call: AnyCall) {
  return { source: EVENTS_SOURCE, computedAt: new Date(call.handles.clocks.business.now()).toISOString() }
}

async function answerRfm(call: Call<typeof contract.readRfm>) {
  const question = { ...call.body, ...whenOf(call) }
  const { ruleWords, ...rfm } = await readRfm(call.handles, callerOf(call), question)
  const countedAs = rfmWords({ method: rfm.method, ruleWords })
  return { ...rfm, asOf: new Date(question.asOf).toISOString(), countedAs, ...counted(call) }
}

async function answerLifecycle(call: Call<typeof contract.readLifecycle>) {
  const question = { ...call.body, ...whenOf(call) }
  const { inForce, tiers, ruleWords, ...lifecycle } = await readLifecycle(call.handles, callerOf(call), question)
  const { thresholds, cycle } = inForce
  return {
    ...lifecycle,
    thresholds,
    cycle,
    asOf: new Date(question.asOf).toISOString(),
    countedAs: lifecycleWords(tiers, ruleWords),
    ...counted(call),
  }
}

async function answerRepurchase(call: Call<typeof contract.readRepurchaseByTier>) {
  const question = { ...call.body, ...whenOf(call) }
  const figure = await readRepurchaseByTier(call.handles, callerOf(call), question)
  return { ...figure, countedAs: repurchaseByTierWords(question), ...counted(call) }
}
