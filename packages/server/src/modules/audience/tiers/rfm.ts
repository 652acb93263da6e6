/**
 * RFM: every buyer scored 1 to 5 by recency, frequency and money among all buyers, and the segment these make. A fifth of the buyers gets each
 * score; equal values get one score, the lowest that any of them would get, so that the many who bought once do not look frequent.
 */
import { ask, BUY, type Caller, EVENTS_TABLE, filterSql, type Parameters } from '../../events/index.ts'
import type { Scope, TierThresholds } from '../rule/operator.ts'
import type { RFM_SEGMENTS } from '../rule/rule.ts'
import { openScope } from '../rule/scope.ts'
import { DAY_MS, scopedOrdersSql } from './rows.ts'

/** By whether R, F and M are above the average, R the highest bit. */
const SEGMENT_BY_HIGHS = [
  'general_win_back',
  'important_win_back',
  'general_keep',
  'important_keep',
  'general_develop',
  'important_develop',
  'general_value',
  'champion',
] as const satisfies readonly (typeof RFM_SEGMENTS)[number][]

/** Of a fifth each; from the lowest score up. */
const LEVELS = [0.8, 0.6, 0.4, 0.2] as const

/** What all buyers together make of one buyer's values. */
export interface RfmStanding {
  readonly buyers: number
  /** What lies beyond each of four values gets a score more; with `inclusive` what is equal to it too. Of `r` beyond is below. */
  readonly cuts: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] }
  readonly inclusive: boolean
  /** Average scores. */
  readonly averages: { readonly r: number; readonly f: number; readonly m: number }
}

/** Standing as SQL expressions. */
interface StandingSql {
  readonly r: string
  readonly f: string
  readonly m: string
  readonly averages: { readonly r: string; readonly f: string; readonly m: string }
  readonly inclusive: boolean
}

/** The currency that most lines of orders are in: sums of several make no sense. */
function mainCurrencySql(scope: Scope): string {
  const { workspaceId, asOf, parameters } = scope
  return `(SELECT argMin(code, (-toInt64(lines), code)) FROM (
    SELECT toString(currency) AS code, count() AS lines FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, names: [BUY], to: asOf, withPerson: true }, parameters)} AND isNotNull(amount) GROUP BY code))`
}

/**
 * Query with one row a buyer of the scope: `person`, `days` since the latest order, `orders`, `amount` (Float64, in `currencyCode`, the brand's
 * main one), `otherOrders` (in another currency).
 */
function buyersSql(scope: Scope): string {
  const asOf = scope.parameters.bind('Int64', scope.asOf)
  return `
    WITH ${mainCurrencySql(scope)} AS mainCurrency
    SELECT person, intDiv(${asOf} - toUnixTimestamp64Milli(max(at)), ${DAY_MS}) AS days, toInt64(count()) AS orders,
      toFloat64(ifNull(sumIf(total, currencyCode = mainCurrency), 0)) AS amount, countIf(isNotNull(total) AND currencyCode != mainCurrency) AS otherOrders,
      any(mainCurrency) AS mainCode
    FROM (${scopedOrdersSql(scope)}) GROUP BY person`
}

/** Query with one row, the standing of everybody: `buyers`, `rCuts`, `fCuts`, `mCuts`, `rMean`, `fMean`, `mMean`. */
function standingSql(everybody: Scope, bounds: TierThresholds['rfmBounds']): string {
  const cuts = cutsSql(everybody.parameters, bounds)
  const mean = (score: 'r' | 'f' | 'm', values: string) =>
    `arrayAvg(arrayMap(value -> ${scoreSql('value', score, { cuts: `${score}Cuts`, inclusive: bounds !== undefined })}, ${values}))`
  return `
    SELECT length(dayList) AS buyers, rCuts, fCuts, mCuts, ${mean('r', 'dayList')} AS rMean, ${mean('f', 'orderList')} AS fMean, ${mean('m', 'amountList')} AS mMean
    FROM (
      SELECT ${cuts.r} AS rCuts, ${cuts.f} AS fCuts, ${cuts.m} AS mCuts,
        groupArray(days) AS dayList, groupArray(orders) AS orderList, groupArray(amount) AS amountList
      FROM (${buyersSql(everybody)})
    )`
}

/** What is at each fifth from above: taken of the negatives, because the largest of the lower ones is what equal values are held against. */
function cutsSql(parameters: Parameters, bounds: TierThresholds['rfmBounds']) {
  const list = (values: readonly number[]) => parameters.bind('Array(Float64)', values)
  if (bounds) return { r: list(bounds.r), f: list(bounds.f), m: list(bounds.m) }
  const fifths = (value: string) => `quantilesExact(${LEVELS.join(', ')})(${value})`
  const raised = (value: string) => `arrayMap(cut -> -cut, ${fifths(`-${value}`)})`
  return { r: fifths('days'), f: raised('orders'), m: raised('amount') }
}

function scoreSql(value: string, score: 'r' | 'f' | 'm', { cuts, inclusive }: { cuts: string; inclusive: boolean }): string {
  const beyond = `${score === 'r' ? '<' : '>'}${inclusive ? '=' : ''}`
  return `toUInt8(1 + arrayCount(cut -> ${value} ${beyond} cut, ${cuts}))`
}

/** Query with one row a buyer of the scope: the columns of `buyersSql`, `r`, `f`, `m` and `segment`. */
export function scoredSql(scope: Scope, standing: StandingSql): string {
  const score = (name: 'r' | 'f' | 'm', value: string) => scoreSql(value, name, { cuts: standing[name], inclusive: standing.inclusive })
  const { averages } = standing
  const highs = `(r > ${averages.r}) * 4 + (f > ${averages.f}) * 2 + (m > ${averages.m})`
  return `
    SELECT *, [${SEGMENT_BY_HIGHS.map((segment) => `'${segment}'`).join(', ')}][1 + ${highs}] AS segment
    FROM (
      SELECT *, ${score('r', 'days')} AS r, ${score('f', 'orders')} AS f, ${score('m', 'amount')} AS m FROM (${buyersSql(scope)})
    )`
}

/** A known standing for a query of its own. */
export function standingParameters({ cuts, averages, inclusive }: RfmStanding, { bind }: Parameters): StandingSql {
  const list = (values: readonly number[]) => bind('Array(Float64)', values)
  const mean = (value: number) => bind('Float64', value)
  return {
    r: list(cuts.r),
    f: list(cuts.f),
    m: list(cuts.m),
    averages: { r: mean(averages.r), f: mean(averages.f), m: mean(averages.m) },
    inclusive,
  }
}

/** Standing asked within a query: against everybody, whoever the scope is about. To stand after WITH. */
export function standingWithin(scope: Scope): { readonly with: string; readonly standing: StandingSql } {
  const { tiers } = scope.known
  const everybody = openScope({ ...scope, people: undefined })
  const part = (name: string) => `tupleElement(standing, '${name}')`
  return {
    with: `WITH (SELECT CAST((rCuts, fCuts, mCuts, rMean, fMean, mMean), 'Tuple(r Array(Float64), f Array(Float64), m Array(Float64), rMean Float64, fMean Float64, mMean Float64)') FROM (${standingSql(everybody, tiers.rfmBounds)})) AS standing`,
    standing: {
      r: part('r'),
      f: part('f'),
      m: part('m'),
      averages: { r: part('rMean'), f: part('fMean'), m: part('mMean') },
      inclusive: tiers.rfmBounds !== undefined,
    },
  }
}

interface StandingRow {
  readonly buyers: number
  readonly rCuts: readonly number[]
  readonly fCuts: readonly number[]
  readonly mCuts: readonly number[]
  readonly rMean: number | null
  readonly fMean: number | null
  readonly mMean: number | null
}

/** The standing of everybody, now: for a query of its own. */
export async function readStanding(caller: Caller, everybody: Scope, bounds: TierThresholds['rfmBounds']): Promise<RfmStanding> {
  const { parameters } = everybody
  const [row] = await ask<StandingRow>(caller, { query: standingSql(everybody, bounds), parameters })
  const {
    buyers,
    rCuts: r,
    fCuts: f,
    mCuts: m,
    rMean,
    fMean,
    mMean,
  } = row ?? { buyers: 0, rCuts: [], fCuts: [], mCuts: [], rMean: 0, fMean: 0, mMean: 0 }
  return { buyers, cuts: { r, f, m }, inclusive: bounds !== undefined, averages: { r: rMean ?? 0, f: fMean ?? 0, m: mMean ?? 0 } }
}
