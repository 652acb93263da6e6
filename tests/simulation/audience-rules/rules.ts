/** Random rules over what the small worlds are made of, and over what they are not. An audience is named by its place: `{audience: {id: '1'}}`. */
import fc from 'fast-check'
import { operators } from '../../../packages/server/src/modules/audience/rule/operators/index.ts'
import {
  INTENTS,
  LIFECYCLE_STAGES,
  PREDICTIONS,
  REACHABLE,
  RELATIONS,
  RFM_SEGMENTS,
  VALUE_STAGES,
} from '../../../packages/server/src/modules/audience/rule/rule.ts'

/** A rule as somebody would write it, defaults left out. */
export type DrawnRule = Readonly<Record<string, unknown>>

/** Two times in three nothing: with every part a rule means nobody. */
function seldom<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
}

const few = fc.constantFrom(0, 1, 1, 2, 3)
const values = fc.constantFrom(-1, 0, 1, 2, 2.5, 3, 10)
const scalar = fc.constantFrom<string | number | boolean>(
  '',
  'a',
  'b',
  'ab',
  'A',
  '2',
  2,
  2.5,
  0,
  -1,
  10,
  true,
  false,
  '上海',
  'true',
  '2.50',
)

function comparison(numbers: fc.Arbitrary<number>): fc.Arbitrary<Record<string, unknown>> {
  return fc.oneof(
    ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const).map((op) => numbers.map((bound) => ({ [op]: bound }))),
    fc.array(numbers, { minLength: 1, maxLength: 2 }).chain((list) => fc.constantFrom({ in: list }, { nin: list })),
    fc.tuple(numbers, numbers).map(([gte, lte]) => ({ gte, lte })),
  )
}

/** One condition on a value, without its name. */
const plainCondition = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne'), value: scalar }),
  fc.record({ op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.oneof(values, fc.constantFrom('a', 'b', '2')) }),
  fc.record({ op: fc.constantFrom('in', 'nin'), value: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
)
const setCondition = fc.oneof(
  fc.record({ op: fc.constant('contains'), value: fc.constantFrom('a', '2', 'b', '上', 'ab') }),
  fc.record({ op: fc.constant('exists'), value: fc.boolean() }),
)
const condition = fc.oneof(
  fc
    .tuple(fc.constantFrom('n', 'n', 'c', 'c', 'nowhere'), fc.oneof(plainCondition, plainCondition, setCondition))
    .map(([property, one]) => ({ property, ...one })),
  setCondition.map((one) => ({ property: 'list', ...one })),
  fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: values }).map((one) => ({ property: 'amount', ...one })),
)
const where = seldom(fc.oneof(fc.tuple(condition), fc.tuple(condition), fc.tuple(condition, condition)))

/** The grid of the worlds' moments, as a rule writes them. */
const at = fc.nat({ max: 4 }).map((days) => `2026-01-${String(1 + days).padStart(2, '0')}`)
const time = fc.oneof(
  fc.constant({}),
  fc.constantFrom('P1D', 'P2D', 'PT12H', 'PT12H', 'P1W', 'PT0S', 'P1DT12H').map((within) => ({ within })),
  fc.oneof(
    at.map((day) => ({ from: `${day}T00:00:00Z` })),
    at.map((day) => ({ to: `${day}T12:00:00Z` })),
    // Without a zone: midnight in the workspace's.
    fc.tuple(at, at).map(([from, to]) => ({ from, to: `${to}T00:00:00.001Z` })),
  ),
)
const name = fc.constantFrom('view', 'view', 'view', 'buy', 'buy', 'buy', 'cart', 'favorite', 'never')

const eventLeaf = fc
  .record({
    name,
    time,
    count: fc.option(comparison(few), { nil: undefined, freq: 2 }),
    sum: seldom(
      fc.tuple(fc.constantFrom('amount', 'n', 'nowhere'), comparison(values)).map(([property, compared]) => ({ property, ...compared })),
    ),
    where,
  })
  .map(({ time: when, ...leaf }) => ({ event: given({ ...leaf, ...when }) }))

const traitLeaf = fc
  .tuple(fc.constantFrom('city', 'age', 'likes', 'nowhere'), fc.oneof(plainCondition, setCondition))
  .map(([trait, one]) => ({ trait: { name: trait, ...one } }))

const tagLeaf = fc
  .record({
    name: fc.constantFrom('高意向', 'vip', '旧', '甲', '乙', '没有的'),
    value: fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 3 }),
  })
  .map((leaf) => ({ tag: given(leaf) }))

const sequenceLeaf = fc
  .record({
    steps: fc.array(fc.record({ name, where }).map(given), { minLength: 2, maxLength: 3 }),
    withinSeconds: fc.constantFrom(1, 43_200, 43_200, 86_400, 5 * 86_400),
    time,
  })
  .map(({ time: when, ...leaf }) => ({ sequence: { ...leaf, ...when } }))

const some = <T>(of: readonly T[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 2 })
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })

const leaves: Readonly<Record<string, fc.Arbitrary<DrawnRule>>> = {
  event: eventLeaf,
  trait: traitLeaf,
  tag: tagLeaf,
  sequence: sequenceLeaf,
  consent: fc
    .record({
      purpose: fc.constantFrom('marketing', 'personalisation', 'nowhere'),
      channel: fc.constantFrom('all', 'wecom', 'sms', 'email', 'official_account', 'mini_program'),
      state: fc.constantFrom('granted', 'withdrawn'),
    })
    .map((consent) => ({ consent })),
  reachable: fc.constantFrom(...REACHABLE).map((channel) => ({ reachable: { channel } })),
  audience: fc.nat({ max: 2 }).map((place) => ({ audience: { id: String(place) } })),
  lifecycle: fc.record({ in: some(LIFECYCLE_STAGES), paying: maybe(fc.boolean()) }).map((leaf) => ({ lifecycle: given(leaf) })),
  value: fc
    .record({ in: maybe(some(VALUE_STAGES)), intent: maybe(some(INTENTS)), relation: some(RELATIONS) })
    .map((leaf) => ({ value: given(leaf) })),
  rfm: fc
    .record({ r: maybe(comparison(few)), f: maybe(comparison(few)), m: comparison(few), segment: maybe(some(RFM_SEGMENTS)) })
    .map((leaf) => ({ rfm: given(leaf) })),
  prediction: fc
    .tuple(fc.constantFrom(...PREDICTIONS), comparison(fc.constantFrom(0, 0.3, 0.5, 0.6, 0.75, 1, 2.5, 15)))
    .map(([prediction, compared]) => ({ prediction: { name: prediction, ...compared } })),
}

/** Without what is undefined. */
function given<T extends object>(leaf: T): DrawnRule {
  return Object.fromEntries(Object.entries(leaf).filter(([, value]) => value !== undefined))
}

const WEIGHTS: Readonly<Record<string, number>> = { event: 6, trait: 3, tag: 2, sequence: 3, audience: 2 }
const leaf = fc.oneof(
  ...Object.entries(leaves)
    .filter(([operator]) => operator in operators)
    .map(([operator, arbitrary]) => ({ weight: WEIGHTS[operator] ?? 1, arbitrary })),
)

/** Rules so many groups deep. */
export function ruleTree(depth: number): fc.Arbitrary<DrawnRule> {
  if (depth === 0) return leaf
  const below = ruleTree(depth - 1)
  const group = fc.array(below, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 6, arbitrary: leaf },
    { weight: 1, arbitrary: group.map((all) => ({ all })) },
    { weight: 2, arbitrary: group.map((any) => ({ any })) },
    { weight: 1, arbitrary: below.map((not) => ({ not })) },
  )
}
