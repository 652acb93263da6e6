/** RFM as a figure: buyers by score and segment with what they spent, and the people behind a cell. */
import type { ResponseOf } from '../../../platform/contract.ts'
import { type RfmStanding, readStanding, readThresholds, type Scope, scoredSql, standingParameters } from '../../audience/index.ts'
import { RFM_SEGMENTS } from '../../audience/rule/contract.ts'
import { RFM_SCORES, type RfmBounds } from '../../audience/tiers/contract.ts'
import { ask, type Caller } from '../../events/index.ts'
import { failInsights } from '../errors.ts'
import { type PeoplePage, peoplePage } from '../people.ts'
import type { readRfm as endpoint } from './contract.ts'
import { type Everybody, openEverybody, type TierHandles, type TierQuestion } from './question.ts'

export interface RfmQuestion extends TierQuestion {
  readonly method?: 'quintile' | 'bounds' | undefined
  readonly bounds?: RfmBounds | undefined
}

type Figure = Omit<ResponseOf<typeof endpoint>, 'asOf' | 'countedAs' | 'source' | 'computedAt'>
type Segment = (typeof RFM_SEGMENTS)[number]
const SCORES = Array.from({ length: RFM_SCORES }, (_, place) => place + 1)

/** Buyers with the same three scores; at most 125. */
interface Row {
  readonly r: number
  readonly f: number
  readonly m: number
  readonly segment: Segment
  readonly people: number
  readonly orderCount: number
  readonly money: number
  readonly others: number
  readonly mainCode: string
  /** Least and most of each. */
  readonly dayRange: readonly [number, number]
  readonly orderRange: readonly [number, number]
  readonly amountRange: readonly [number, number]
}

/** @throws insights.rfm_without_bounds */
export async function readRfm(handles: TierHandles, caller: Caller, question: RfmQuestion): Promise<Figure & Pick<Everybody, 'ruleWords'>> {
  const { standing, scored, everybody } = await openScored(handles, caller, question)
  const scope = everybody.scope()
  const range = (column: string) => `(toFloat64(min(${column})), toFloat64(max(${column})))`
  const rows = await ask<Row>(caller, {
    query: `
      SELECT r, f, m, segment, count() AS people, sum(orders) AS orderCount, sum(amount) AS money, sum(otherOrders) AS others,
        any(mainCode) AS mainCode, ${range('days')} AS dayRange, ${range('orders')} AS orderRange, ${range('amount')} AS amountRange
      FROM (${scored(scope)}) WHERE ${everybody.holds(scope.parameters)} GROUP BY r, f, m, segment`,
    parameters: scope.parameters,
  })
  const all = added(rows)
  return {
    method: standing.inclusive ? 'bounds' : 'quintile',
    buyers: all.people,
    orders: all.orders,
    amount: all.amount,
    currency: rows[0]?.mainCode || null,
    ordersInOtherCurrencies: rows.reduce((sum, { others }) => sum + others, 0),
    cells: SCORES.flatMap((r) => SCORES.map((f) => ({ r, f, ...added(rows.filter((row) => row.r === r && row.f === f)) }))),
    distribution: {
      r: SCORES.map((score) => line(rows, { name: 'r', score, range: 'dayRange' })),
      f: SCORES.map((score) => line(rows, { name: 'f', score, range: 'orderRange' })),
      m: SCORES.map((score) => line(rows, { name: 'm', score, range: 'amountRange' })),
    },
    averages: standing.buyers === 0 ? { r: null, f: null, m: null } : standing.averages,
    segments: segments(rows, all),
    ruleWords: everybody.ruleWords,
  }
}

export interface RfmPeople {
  readonly r?: number | undefined
  readonly f?: number | undefined
  readonly m?: number | undefined
  readonly segment?: Segment | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of the people with these scores. @throws insights.rfm_without_bounds */
export async function readRfmPeople(handles: TierHandles, caller: Caller, question: RfmQuestion, people: RfmPeople): Promise<PeoplePage> {
  const { scored, everybody } = await openScored(handles, caller, question)
  return peoplePage(caller, people, (parameters) => {
    const scope = everybody.scope(parameters)
    const conditions = (['r', 'f', 'm'] as const).flatMap((name) => {
      const score = people[name]
      return score === undefined ? [] : [`${name} = ${parameters.bind('UInt8', score)}`]
    })
    if (people.segment) conditions.push(`segment = ${parameters.bind('String', people.segment)}`)
    return `SELECT person FROM (${scored(scope)}) WHERE ${[everybody.holds(parameters), ...conditions].join(' AND ')}`
  })
}

interface Scored {
  readonly standing: RfmStanding
  readonly everybody: Everybody
  /** Query of the buyers with their scores. */
  readonly scored: (scope: Scope) => string
}

async function openScored(handles: TierHandles, caller: Caller, { method, bounds, ...question }: RfmQuestion): Promise<Scored> {
  const tiers = await readThresholds(handles, question)
  const fixed = method === 'quintile' ? undefined : (bounds ?? tiers.rfmBounds)
  if (method === 'bounds' && !fixed) failInsights('insights.rfm_without_bounds')
  const everybody = await openEverybody(handles, question, tiers)
  const standing = await readStanding(caller, everybody.scope(), fixed)
  return { standing, everybody, scored: (scope) => scoredSql(scope, standingParameters(standing, scope.parameters)) }
}

const CENTS = 10_000

/** Sums of exact money may be off by less than its last digit. */
function money(sum: number): number {
  return Math.round(sum * CENTS) / CENTS
}

function added(rows: readonly Row[]): { people: number; orders: number; amount: number } {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  return { people: sum((row) => row.people), orders: sum((row) => row.orderCount), amount: money(sum((row) => row.money)) }
}

type Range = 'dayRange' | 'orderRange' | 'amountRange'

function line(all: readonly Row[], { name, score, range }: { name: 'r' | 'f' | 'm'; score: number; range: Range }) {
  const rows = all.filter((row) => row[name] === score)
  const { people, amount } = added(rows)
  const [least, most] = [rows.map((row) => row[range][0]), rows.map((row) => row[range][1])]
  return { score, people, amount, least: rows.length ? Math.min(...least) : null, most: rows.length ? Math.max(...most) : null }
}

function segments(rows: readonly Row[], all: { people: number; amount: number }): Figure['segments'] {
  return RFM_SEGMENTS.map((segment) => {
    const { people, orders, amount } = added(rows.filter((row) => row.segment === segment))
    const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
    return { segment, people, peopleShare: share(people, all.people), orders, amount, amountShare: share(amount, all.amount) }
  })
}
