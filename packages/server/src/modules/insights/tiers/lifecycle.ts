/** Lifecycle as a figure: stages × paying, the flow between stages, value stages, intent and relation. */
import type { ResponseOf } from '../../../platform/contract.ts'
import { periodsBefore } from '../../../platform/time-zone.ts'
import {
  intentSql,
  lifecycleSql,
  plainThresholds,
  RELATION_SQL,
  readTiersInForce,
  type Scope,
  type TiersInForce,
  type TierThresholds,
  tierRowsSql,
  valueStageSql,
} from '../../audience/index.ts'
import { INTENTS, LIFECYCLE_STAGES, RELATIONS, VALUE_STAGES } from '../../audience/rule/contract.ts'
import { ask, type Caller } from '../../events/index.ts'
import type { readLifecycle as endpoint } from './contract.ts'
import { type Everybody, openEverybody, type TierHandles, type TierQuestion } from './question.ts'

export interface LifecycleQuestion extends TierQuestion {
  readonly unit: 'day' | 'week' | 'month'
  readonly periods: number
}

type Figure = Omit<ResponseOf<typeof endpoint>, 'asOf' | 'countedAs' | 'source' | 'computedAt' | 'thresholds' | 'cycle'>
type Stage = (typeof LIFECYCLE_STAGES)[number]

/** From the moment before to the one of this place, by stage; `moment` 0 is the oldest and has nothing before it. */
interface Move {
  readonly moment: number
  readonly before: Stage | ''
  readonly stage: Stage
  readonly paying: number
  readonly people: number
}

interface Tier {
  readonly value: (typeof VALUE_STAGES)[number] | ''
  readonly intent: (typeof INTENTS)[number] | ''
  readonly relation: (typeof RELATIONS)[number]
  readonly people: number
  readonly orderCount: number
}

/** Moments the flow is looked at, oldest first, the last is `asOf`. */
export function momentsOf({ asOf, unit, periods, timeZone }: LifecycleQuestion): number[] {
  return Array.from({ length: periods + 1 }, (_, place) => periodsBefore(asOf, periods - place, unit, timeZone))
}

export async function readLifecycle(
  handles: TierHandles,
  caller: Caller,
  question: LifecycleQuestion,
): Promise<Figure & { readonly inForce: TiersInForce; readonly tiers: TierThresholds } & Pick<Everybody, 'ruleWords'>> {
  const inForce = await readTiersInForce(handles, question)
  const tiers = plainThresholds(inForce)
  const everybody = await openEverybody(handles, question, tiers)
  const [moves, valued] = await Promise.all([readMoves(caller, everybody, question), readTiers(caller, everybody)])
  const buyers = sum(valued.filter(({ value }) => value !== ''))
  return {
    ...flowOf(moves, momentsOf(question)),
    buyers,
    values: VALUE_STAGES.map((stage) => {
      const rows = valued.filter(({ value }) => value === stage)
      const orders = rows.reduce((total, { orderCount }) => total + orderCount, 0)
      return { stage, people: sum(rows), share: share(sum(rows), buyers), orders }
    }),
    intents: INTENTS.map((intent) => ({ intent, people: sum(valued.filter((row) => row.intent === intent)) })),
    relations: RELATIONS.map((relation) => ({ relation, people: sum(valued.filter((row) => row.relation === relation)) })),
    inForce,
    tiers,
    ruleWords: everybody.ruleWords,
  }
}

/** Stage at each of the moments, as an SQL list over rows with `lastBeforeMs`; the thresholds are those of `asOf` throughout. */
export function stageListSql(scope: Scope, moments: readonly number[]): string {
  const latest = moments.length - 1
  const stages = moments.map((moment, place) =>
    lifecycleSql(scope, { moment, first: 'firstMs', last: place === latest ? 'lastMs' : `lastBeforeMs[${place + 1}]` }),
  )
  return `[${stages.join(', ')}]`
}

function readMoves(caller: Caller, everybody: Everybody, question: LifecycleQuestion): Promise<readonly Move[]> {
  const scope = everybody.scope()
  const moments = momentsOf(question)
  const { bind } = scope.parameters
  const step = `(place - 1, stages[place - 1], stages[place], firstOrderMs > 0 AND firstOrderMs < ${bind('Array(Int64)', moments)}[place])`
  return ask<Move>(caller, {
    query: `
      SELECT step.1 AS moment, step.2 AS before, step.3 AS stage, step.4 AS paying, count() AS people
      FROM (
        SELECT arrayJoin(arrayMap(place -> ${step}, range(1, ${moments.length + 1}))) AS step
        FROM (
          SELECT person, firstOrderMs, ${stageListSql(scope, moments)} AS stages
          FROM (${tierRowsSql(scope, { activity: true, orders: true, moments: moments.slice(0, -1) })})
        ) WHERE ${everybody.holds(scope.parameters)}
      )
      WHERE stage != '' GROUP BY moment, before, stage, paying`,
    parameters: scope.parameters,
  })
}

function readTiers(caller: Caller, everybody: Everybody): Promise<readonly Tier[]> {
  const scope = everybody.scope()
  return ask<Tier>(caller, {
    query: `
      SELECT ${valueStageSql(scope)} AS value, ${intentSql(scope)} AS intent, ${RELATION_SQL} AS relation, count() AS people, sum(orders) AS orderCount
      FROM (${tierRowsSql(scope, { orders: true, intent: true, everybody: true })})
      WHERE ${everybody.holds(scope.parameters)} GROUP BY value, intent, relation`,
    parameters: scope.parameters,
  })
}

function flowOf(moves: readonly Move[], moments: readonly number[]): Pick<Figure, 'people' | 'stages' | 'flow'> {
  const latest = moments.length - 1
  const people = sum(moves.filter(({ moment }) => moment === latest))
  const counted = (moment: number, stage: Stage, paying?: boolean) =>
    sum(moves.filter((move) => move.moment === moment && move.stage === stage && (paying === undefined || (move.paying === 1) === paying)))
  const lines = LIFECYCLE_STAGES.flatMap((stage) => [true, false].map((paying) => ({ stage, paying })))
  return {
    people,
    stages: lines.map(({ stage, paying }) => {
      const now = counted(latest, stage, paying)
      return { stage, paying, people: now, share: share(now, people), before: counted(latest - 1, stage, paying) }
    }),
    flow: {
      moments: moments.map((moment) => new Date(moment).toISOString()),
      counts: LIFECYCLE_STAGES.map((stage) => ({ stage, people: moments.map((_, place) => counted(place, stage)) })),
      moves: movesOf(moves),
    },
  }
}

/** Paying or not put together. */
function movesOf(moves: readonly Move[]): Figure['flow']['moves'] {
  const later = moves.filter(({ moment }) => moment > 0)
  const grouped = Map.groupBy(later, ({ moment, before, stage }) => `${moment} ${before} ${stage}`)
  return [...grouped.values()]
    .flatMap((rows) => {
      const [first] = rows
      return first ? [{ period: first.moment - 1, from: first.before || null, to: first.stage, people: sum(rows) }] : []
    })
    .toSorted((a, b) => a.period - b.period || order(a.from) - order(b.from) || order(a.to) - order(b.to))
}

function order(stage: Stage | null): number {
  return stage === null ? -1 : LIFECYCLE_STAGES.indexOf(stage)
}

function sum(rows: readonly { readonly people: number }[]): number {
  return rows.reduce((total, { people }) => total + people, 0)
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
