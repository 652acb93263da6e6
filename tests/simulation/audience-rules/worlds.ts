/** Small random worlds, as values that shrink: who there is, what they did, what is known of them. Numbers point into lists, modulo their length. */
import fc from 'fast-check'
import { type DrawnRule, ruleTree } from './rules.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
/** Everything happens in the days after it. */
export const FIRST = Date.UTC(2026, 0, 1)
const DAYS = 4

/** Kinds of identifiers; each atom has one. */
const KINDS = ['user_id', 'phone', 'email', 'openid:wx1', 'external_userid:corp', 'anonymous_id'] as const
const TRAITS = ['city', 'age', 'likes'] as const
/** The last two are of one exclusive group; 旧 is archived in the end. */
export const TAGS = ['高意向', 'vip', '旧', '甲', '乙'] as const
const CHANNELS = ['all', 'wecom', 'sms', 'email', 'official_account', 'mini_program'] as const

/** Whole half days and a millisecond beside them, so that moments meet exactly or just do not. */
const moment = fc
  .tuple(fc.nat({ max: DAYS * 2 }), fc.constantFrom(0, 0, 0, 0, 0, 1, -1))
  .map(([halfDays, beside]) => FIRST + halfDays * 12 * HOUR_MS + beside)
const who = fc.nat({ max: 5 })

const number = fc.constantFrom(-1, 0, 1, 2, 2.5, 10)
const text = fc.constantFrom('', 'a', 'b', 'ab', 'A', '2', '2.50', '上海')
/** As many as there may be more often than few: what happens seldom is not seen. */
const many = { size: 'max' } as const
const single = fc.oneof(number, text, fc.boolean())
const list = fc.array(fc.constantFrom('a', 'b', '2'), { minLength: 1, maxLength: 2 })

const event = fc.record(
  {
    who,
    name: fc.constantFrom('view', 'view', 'view', 'buy', 'buy', 'buy', 'cart', 'favorite', 'order_cancelled'),
    time: moment,
    n: fc.oneof(number, text),
    c: single,
    list,
    orderNo: fc.constantFrom('n1', 'n2', 'n3'),
    amount: fc.constantFrom('1', '2.5', '-1', '10', '0.5'),
  },
  { requiredKeys: ['who', 'name', 'time'] },
)

const trait = fc.record({
  who,
  op: fc.constantFrom('set', 'set', 'set', 'set', 'setOnce', 'unset', 'delete', 'append'),
  name: fc.constantFrom(...TRAITS),
  value: fc.oneof(single, list, fc.constant(null)),
  at: moment,
  source: fc.constantFrom('server', 'import', 'request', 'segment'),
})

const mark = fc.record({
  who,
  tag: fc.nat({ max: TAGS.length - 1 }),
  value: fc.constantFrom('', '', 'a', 'b'),
  on: fc.constantFrom(true, true, true, false),
  at: moment,
})

const consent = fc.record({
  who,
  purpose: fc.constantFrom('marketing', 'marketing', 'personalisation'),
  channel: fc.constantFrom('all', 'all', ...CHANNELS),
  state: fc.constantFrom('granted', 'withdrawn'),
  at: moment,
})

const audience = fc.oneof(
  fc.record({ kind: fc.constant('static' as const), people: fc.array(who, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('live' as const), rule: ruleTree(2) }),
)

const prediction = fc.record({
  who,
  bought: fc.constantFrom(1, 3),
  alive: fc.constantFrom(0.25, 0.7),
  expected: number,
  value: fc.option(number),
})

export const worlds = fc.record({
  /** One atom each. */
  people: fc.array(fc.constantFrom(...KINDS), { ...many, minLength: 2, maxLength: 6 }),
  merges: fc.array(fc.tuple(who, who), { ...many, maxLength: 4 }),
  /** Of the merges before, taken back. */
  unmerges: fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
  events: fc.array(event, { ...many, maxLength: 30 }),
  traitRules: fc.dictionary(fc.constantFrom(...TRAITS), fc.constantFrom('latest' as const, 'trusted' as const, 'first' as const)),
  traits: fc.array(trait, { ...many, maxLength: 12 }),
  marks: fc.array(mark, { ...many, maxLength: 12 }),
  consents: fc.array(consent, { ...many, maxLength: 12 }),
  /** Later ones may name earlier ones. */
  audiences: fc.array(audience, { ...many, maxLength: 3 }),
  predictions: fc.uniqueArray(prediction, { ...many, maxLength: 4, selector: ({ who: one }) => one }),
  /** In the end: merged after everything else was written, unbound, erased. */
  lateMerges: fc.array(fc.tuple(who, who), { maxLength: 2 }),
  unbound: fc.array(who, { maxLength: 1 }),
  // Slow, so seldom: the event store writes its parts again.
  erased: fc.oneof({ weight: 14, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: who.map((one) => [one]) }),
})

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never
export type DrawnWorld = Drawn<typeof worlds>
export type DrawnEvent = Drawn<typeof event>

export interface Scenario {
  readonly world: DrawnWorld
  readonly rules: readonly DrawnRule[]
  readonly asOf: number
}

const RULES_A_WORLD = 12

/** Without bias to small values: a small world shows nothing, and shrinking makes one in the end. */
export const scenarios: fc.Arbitrary<Scenario> = fc.noBias(
  fc.record({
    world: worlds,
    rules: fc.array(ruleTree(2), { ...many, minLength: 6, maxLength: RULES_A_WORLD }),
    asOf: fc.oneof(moment, moment, fc.constant(FIRST + 2 * DAYS * DAY_MS)),
  }),
)
