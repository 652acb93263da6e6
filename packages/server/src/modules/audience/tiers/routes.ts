/** Thresholds of the tiers and where one person stands, over HTTP. */
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { callerOf, readMoment } from '../../events/index.ts'
import { knownAtoms } from '../../identity/index.ts'
import { changeSettings } from './change-settings.ts'
import { changeTierSettings, readPersonTiers, readTierSettings } from './contract.ts'
import { personTiers } from './person.ts'
import { readSettings } from './settings.ts'
import { readTiersInForce } from './thresholds.ts'
import { thresholdsCountedAs } from './words.ts'

export function tierRoutes(): Binding[] {
  return [
    bind(readTierSettings, (call) => answerSettings(call, call.query.asOf)),
    bind(changeTierSettings, async (call) => {
      await changeSettings(call.handles, { ...questionOf(call), settings: call.body, by: call.actor.name })
      return answerSettings(call)
    }),
    bind(readPersonTiers, answerPerson),
  ]
}

type AnyCall = Pick<Call<typeof readTierSettings>, 'handles' | 'workspace'>

function questionOf({ handles, workspace }: AnyCall, asOf?: string) {
  const { id: workspaceId, timeZone } = workspace
  return { workspaceId, timeZone, asOf: asOf === undefined ? handles.clocks.business.now() : readMoment(asOf, { field: 'asOf', timeZone }) }
}

async function answerSettings(call: AnyCall, asOf?: string) {
  const question = questionOf(call, asOf)
  const [{ changedAt, changedBy }, { settings, thresholds, cycle }] = await Promise.all([
    readSettings(call.handles.db, question),
    readTiersInForce(call.handles, question),
  ])
  return { settings, thresholds, cycle, changedAt, changedBy, countedAs: thresholdsCountedAs }
}

async function answerPerson(call: Call<typeof readPersonTiers>) {
  const { handles, params, query, workspace } = call
  const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
  const question = questionOf(call, query.asOf)
  const tiers = await personTiers(handles, callerOf(call), { ...question, atoms })
  return { ...tiers, asOf: new Date(question.asOf).toISOString() }
}
