/** The people behind a stage, a value stage, an intent, a relation or a move from stage to stage. */
import { intentSql, RELATION_SQL, readThresholds, type Scope, tierRowsSql, valueStageSql } from '../../audience/index.ts'
import type { INTENTS, LIFECYCLE_STAGES, RELATIONS, VALUE_STAGES } from '../../audience/rule/contract.ts'
import type { Caller } from '../../events/index.ts'
import { failInsights } from '../errors.ts'
import { type PeoplePage, peoplePage } from '../people.ts'
import { type LifecycleQuestion, momentsOf, stageListSql } from './lifecycle.ts'
import { type Everybody, openEverybody, type TierHandles } from './question.ts'

type Stage = (typeof LIFECYCLE_STAGES)[number]

export interface LifecyclePeople {
  readonly stage?: Stage | undefined
  readonly paying?: boolean | undefined
  readonly value?: (typeof VALUE_STAGES)[number] | undefined
  readonly intent?: (typeof INTENTS)[number] | undefined
  readonly relation?: (typeof RELATIONS)[number] | undefined
  readonly move?: { readonly period: number; readonly from: Stage | null; readonly to: Stage } | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of those for whom all of it holds. @throws insights.no_such_period */
export async function readLifecyclePeople(
  handles: TierHandles,
  caller: Caller,
  question: LifecycleQuestion,
  people: LifecyclePeople,
): Promise<PeoplePage> {
  const { move } = people
  if (move && move.period >= question.periods) failInsights('insights.no_such_period', { period: move.period })
  const everybody = await openEverybody(handles, question, await readThresholds(handles, question))
  return peoplePage(caller, people, (parameters) => peopleSql(everybody, everybody.scope(parameters), question, people))
}

function peopleSql(everybody: Everybody, scope: Scope, question: LifecycleQuestion, people: LifecyclePeople): string {
  const { stage, paying, value, intent, relation, move } = people
  const { bind } = scope.parameters
  const is = (expression: string, name: string | undefined) => (name === undefined ? [] : [`${expression} = ${bind('String', name)}`])
  const moments = momentsOf(question)
  const staged = stage !== undefined || paying !== undefined || move !== undefined
  const named = value !== undefined || intent !== undefined || relation !== undefined
  const conditions = [
    everybody.holds(scope.parameters),
    ...(staged || !named ? ["stages[-1] != ''"] : []),
    ...is('stages[-1]', stage),
    ...(paying === undefined ? [] : [`orders ${paying ? '>' : '='} 0`]),
    ...is(valueStageSql(scope), value),
    ...is(intentSql(scope), intent),
    ...is(RELATION_SQL, relation),
    ...(move ? [...is(`stages[${move.period + 1}]`, move.from ?? ''), ...is(`stages[${move.period + 2}]`, move.to)] : []),
  ]
  const wanted = { activity: staged || !named, orders: true, intent: intent !== undefined, everybody: relation === 'potential' }
  const rows = tierRowsSql(scope, { ...wanted, moments: moments.slice(0, -1) })
  return `SELECT person FROM (SELECT *, ${stageListSql(scope, moments)} AS stages FROM (${rows})) WHERE ${conditions.join(' AND ')}`
}
