/** Where one person stands, in short, as the person's own page and the reads of one person carry it. */
import { callerOf } from '../events/index.ts'
import type { PersonStanding, StandingCall } from '../identity/index.ts'
import { personPredictions } from './predictions/read.ts'
import { personTiers } from './tiers/person.ts'

/** `atoms`: all of the person. In full, with words: `GET /persons/:id/tiers` and `/predictions`. */
export async function personStanding(call: StandingCall, { atoms }: { atoms: readonly number[] }): Promise<PersonStanding> {
  const { handles, workspace } = call
  const question = { workspaceId: workspace.id, timeZone: workspace.timeZone, asOf: handles.clocks.business.now(), atoms }
  const caller = callerOf(call)
  const [{ lifecycle, value, rfm }, { predictions }] = await Promise.all([
    personTiers(handles, caller, question),
    personPredictions(handles, caller, question),
  ])
  return {
    lifecycle: lifecycle && { stage: lifecycle.stage, paying: lifecycle.paying },
    value: { stage: value.stage, intent: value.intent, relation: value.relation },
    rfm: rfm && { r: rfm.r, f: rfm.f, m: rfm.m, segment: rfm.segment },
    predictions: predictions && {
      alive: predictions.alive,
      expectedPurchases: predictions.expectedPurchases,
      lifetimeValue: predictions.lifetimeValue,
      nextPurchaseOn: predictions.nextPurchaseOn,
    },
  }
}
