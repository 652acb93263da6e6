/** Repurchase by tier: whoever was in a tier some days ago, and who of them has ordered since. */
import type { ResponseOf } from '../../../platform/contract.ts'
import {
  openScope,
  readStanding,
  readThresholds,
  type Scope,
  scopedOrdersSql,
  scoredSql,
  standingParameters,
  tierRowsSql,
  valueStageSql,
} from '../../audience/index.ts'
import { RFM_SEGMENTS, VALUE_STAGES } from '../../audience/rule/contract.ts'
import { ask, type Caller } from '../../events/index.ts'
import type { readRepurchaseByTier as endpoint } from './contract.ts'
import { openEverybody, type TierHandles, type TierQuestion } from './question.ts'

const DAY_MS = 86_400_000

export interface TierRepurchaseQuestion extends Omit<TierQuestion, 'rule'> {
  readonly withinDays: number
  readonly by: 'value' | 'segment'
}

type Figure = Omit<ResponseOf<typeof endpoint>, 'countedAs' | 'source' | 'computedAt'>
type Row = Omit<Figure['tiers'][number], 'rate'>

export async function readRepurchaseByTier(handles: TierHandles, caller: Caller, question: TierRepurchaseQuestion): Promise<Figure> {
  const then = { ...question, asOf: question.asOf - question.withinDays * DAY_MS }
  const everybody = await openEverybody(handles, then, await readThresholds(handles, then))
  const scope = everybody.scope()
  const tiered =
    question.by === 'value'
      ? `SELECT person, ${valueStageSql(scope)} AS tier FROM (${tierRowsSql(scope, { orders: true })})`
      : `SELECT person, segment AS tier FROM (${await segmentedSql(caller, scope, everybody.scope())})`
  const now = openScope({ ...scope, asOf: question.asOf })
  const again = `SELECT person FROM (${scopedOrdersSql(now)}) GROUP BY person HAVING max(at) >= ${scope.parameters.moment(then.asOf)}`
  const rows = await ask<Row>(caller, {
    query: `SELECT tier, count() AS eligible, countIf(person IN (${again})) AS repurchased FROM (${tiered}) GROUP BY tier`,
    parameters: scope.parameters,
  })
  const names: readonly string[] = question.by === 'value' ? VALUE_STAGES : RFM_SEGMENTS
  const tiers = names.map((tier) => rows.find((row) => row.tier === tier) ?? { tier, eligible: 0, repurchased: 0 })
  const total = (column: 'eligible' | 'repurchased') => rows.reduce((sum, row) => sum + row[column], 0)
  return {
    tiers: tiers.map((tier) => ({ ...tier, rate: rate(tier) })),
    ...withRate({ eligible: total('eligible'), repurchased: total('repurchased') }),
  }
}

async function segmentedSql(caller: Caller, scope: Scope, everybody: Scope): Promise<string> {
  const standing = await readStanding(caller, everybody, scope.known.tiers.rfmBounds)
  return scoredSql(scope, standingParameters(standing, scope.parameters))
}

function rate({ eligible, repurchased }: { eligible: number; repurchased: number }): number | null {
  return eligible === 0 ? null : repurchased / eligible
}

function withRate(counts: { eligible: number; repurchased: number }) {
  return { ...counts, rate: rate(counts) }
}
