/** The tiers as SQL expressions over the columns of `tierRowsSql`: lifecycle, value stage, intent, relation, and when each ends by itself. */
import type { Scope } from '../rule/operator.ts'
import { DAY_MS } from './rows.ts'

/** Below the orders of quality: after this part of the days to lost, a buyer is one of low frequency. */
const LOW_FREQUENCY_PART = 0.5

/** Milliseconds of each threshold. */
function spans({ known: { tiers } }: Pick<Scope, 'known'>) {
  return {
    newMs: tiers.newDays * DAY_MS,
    silentMs: tiers.silentDays * DAY_MS,
    lostMs: tiers.lostDays * DAY_MS,
    valueLostMs: tiers.valueLostDays * DAY_MS,
    lowFrequencyMs: Math.round(tiers.valueLostDays * LOW_FREQUENCY_PART * DAY_MS),
    intentMs: tiers.intentDays * DAY_MS,
  }
}

/** Stage at a moment of who did the first thing at `first` and the latest before it at `last`; empty when that was not before the moment. */
export function lifecycleSql(scope: Scope, at: { moment: number; first: string; last: string }): string {
  const { newMs, silentMs, lostMs } = spans(scope)
  const moment = scope.parameters.bind('Int64', at.moment)
  const since = (column: string) => `${moment} - ${column}`
  return `multiIf(${at.last} = 0, '', ${since(at.last)} >= ${lostMs}, 'lost', ${since(at.last)} >= ${silentMs}, 'silent', ${since(at.first)} < ${newMs}, 'new', 'active')`
}

/** Empty for who never bought. */
export function valueStageSql(scope: Scope): string {
  const { tiers } = scope.known
  const { valueLostMs, lowFrequencyMs } = spans(scope)
  const since = `${scope.parameters.bind('Int64', scope.asOf)} - lastOrderMs`
  return `multiIf(orders = 0, '', ${since} >= ${valueLostMs}, 'lost', orders >= ${tiers.loyalOrders}, 'loyal', orders >= ${tiers.qualityOrders}, 'quality', ${since} >= ${lowFrequencyMs}, 'low_frequency', 'ordinary')`
}

/** Only what came after the latest order tells one; empty without. */
export function intentSql(scope: Scope): string {
  const { tiers } = scope.known
  const { valueLostMs } = spans(scope)
  const valuable = `orders >= ${tiers.qualityOrders} AND ${scope.parameters.bind('Int64', scope.asOf)} - lastOrderMs < ${valueLostMs}`
  return `multiIf(greatest(strongMs, weakMs) <= lastOrderMs, '', ${valuable}, 'high_value', strongMs > lastOrderMs, 'high', 'low')`
}

export const RELATION_SQL = `multiIf(orders = 0, 'potential', orders = 1, 'direct', 'old')`

/** Earliest of these moments after `asOf`, 0 for never. */
function nextSql(scope: Scope, ends: readonly string[]): string {
  const asOf = scope.parameters.bind('Int64', scope.asOf)
  return `arrayMin(arrayFilter(moment -> moment > ${asOf}, [${[...ends, 'if(nextMs = 0, 0, nextMs + 1)'].join(', ')}]))`
}

export function lifecycleEndsSql(scope: Scope): string {
  const { newMs, silentMs, lostMs } = spans(scope)
  return nextSql(scope, [`firstMs + ${newMs}`, `lastMs + ${silentMs}`, `lastMs + ${lostMs}`])
}

/** Of value stage and intent; how somebody stands to the brand does not change by itself. */
export function valueEndsSql(scope: Scope): string {
  const { valueLostMs, lowFrequencyMs, intentMs } = spans(scope)
  return nextSql(scope, [
    `lastOrderMs + ${lowFrequencyMs}`,
    `lastOrderMs + ${valueLostMs}`,
    `strongMs + ${intentMs}`,
    `weakMs + ${intentMs}`,
  ])
}
