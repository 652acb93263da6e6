/**
 * The rule that says who: a tree of `all`, `any`, `not` over leaves, each an object with one key, its operator. Browser-safe: the console
 * builds it, the contract checks it, the compiler turns it into SQL and the words say it.
 */
import { z } from 'zod'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { OWN_CHANNELS, REACHABLE_CHANNELS } from '../../compliance/consents/contract.ts'
import { EventName, inseparableSteps, MAX_OVERLAPPING_STEPS, PropertyName, TimeText, Where } from '../../events/contract.ts'

export const MAX_RULE_DEPTH = 8
export const MAX_RULE_LEAVES = 50
const MAX_STEPS = 10
const MAX_VALUES = 1_000
const MAX_TEXT_LENGTH = 1_000
const MAX_NAME_LENGTH = 200
const MAX_WINDOW_SECONDS = 366 * 86_400

const name = z.string().min(1).max(MAX_NAME_LENGTH)
const text = z.string().max(MAX_TEXT_LENGTH)
const scalar = z.union([text, z.number(), z.boolean()])

/** Comparisons of a number; all that are given must hold. */
const comparisons = {
  eq: z.number().optional(),
  ne: z.number().optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  in: z.array(z.number()).min(1).max(MAX_VALUES).optional(),
  nin: z.array(z.number()).min(1).max(MAX_VALUES).optional(),
}
const COMPARED = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'] as const
const compares = (value: Partial<Record<(typeof COMPARED)[number], unknown>>) => COMPARED.some((op) => value[op] !== undefined)
const needsComparison = bothWords(`需要至少一个比较：${COMPARED.join('、')}`, `needs at least one comparison: ${COMPARED.join(', ')}`)

export const NumberComparison = z.strictObject(comparisons).refine(compares, needsComparison)
export type NumberComparison = z.output<typeof NumberComparison>

/** Back from `asOf`, a day is 24 hours: `P30D`, `PT6H`, `P1W`; months and years have no fixed length and are refused. */
const DURATION = /^P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/
const Duration = z
  .string()
  .max(40)
  .refine(
    (text) => DURATION.test(text),
    bothWords(
      '应为不含年、月的 ISO 8601 时长，如 P30D、PT6H',
      'must be an ISO 8601 duration without years and months, such as P30D or PT6H',
    ),
  )

/** When: `within` a duration back from `asOf`, or `from` ≤ t < `to`; neither: any time before `asOf`. */
const when = { within: Duration.optional(), from: TimeText.optional(), to: TimeText.optional() }
const onlyOneWhen = (leaf: { within?: unknown; from?: unknown; to?: unknown }) =>
  leaf.within === undefined || (leaf.from === undefined && leaf.to === undefined)
const oneWhen = bothWords('within 不能与 from、to 同用', 'within does not go with from or to')

/** Events done so often, adding up to so much. Without `count`: at least once. With one, whoever never did it counts as 0 times. */
const EventLeaf = z
  .strictObject({
    name: EventName,
    count: NumberComparison.optional(),
    sum: z
      .strictObject({ property: PropertyName, ...comparisons })
      .refine(compares, needsComparison)
      .optional(),
    ...when,
    where: Where.optional(),
  })
  .refine(onlyOneWhen, oneWhen)

/** A fact about the person as it is now. Only `exists: false` holds where the person lacks the trait; a name nobody has matches nobody. */
const TraitLeaf = z.discriminatedUnion('op', [
  z.strictObject({ name, op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ name, op: z.enum(['gt', 'gte', 'lt', 'lte']), value: z.union([text, z.number()]) }),
  z.strictObject({ name, op: z.enum(['in', 'nin']), value: z.array(scalar).min(1).max(MAX_VALUES) }),
  z.strictObject({ name, op: z.literal('contains'), value: text.min(1) }),
  z.strictObject({ name, op: z.literal('exists'), value: z.boolean().default(true) }),
])

/** Has the tag, whatever its value, or with one value of it. */
const TagLeaf = z.strictObject({ name, value: text.min(1).optional() })

/** The steps one after the other, in this order, the last at most so long after the first. */
const SequenceLeaf = z
  .strictObject({
    steps: z
      .array(z.strictObject({ name: EventName, where: Where.optional() }))
      .min(2)
      .max(MAX_STEPS),
    withinSeconds: z.number().int().min(1).max(MAX_WINDOW_SECONDS),
    ...when,
  })
  .refine(onlyOneWhen, oneWhen)
  .refine(
    ({ steps }) => !inseparableSteps(steps.map(({ name, where }) => ({ event: name, where }))),
    bothWords(
      `同一事件且条件可能同时成立的步骤最多 ${MAX_OVERLAPPING_STEPS} 个`,
      `may have at most ${MAX_OVERLAPPING_STEPS} steps of one event with conditions that can hold together`,
    ),
  )

export const LIFECYCLE_STAGES = ['new', 'active', 'silent', 'lost'] as const
export const VALUE_STAGES = ['loyal', 'quality', 'ordinary', 'low_frequency', 'lost'] as const
export const RFM_SEGMENTS = [
  'champion',
  'important_keep',
  'important_develop',
  'important_win_back',
  'general_value',
  'general_keep',
  'general_develop',
  'general_win_back',
] as const
export const INTENTS = ['low', 'high', 'high_value'] as const
export const RELATIONS = ['potential', 'direct', 'old'] as const
export const PREDICTIONS = ['alive', 'expectedPurchases', 'lifetimeValue', 'daysToNextPurchase'] as const

/** Lifecycle stage; with `paying`, also whether they ever bought. */
const LifecycleLeaf = z.strictObject({ in: z.array(z.enum(LIFECYCLE_STAGES)).min(1), paying: z.boolean().optional() })
/** Value stage, how near to buying (`intent`), and how the person stands to the brand (`relation`); all that are given must hold. */
const ValueLeaf = z
  .strictObject({
    in: z.array(z.enum(VALUE_STAGES)).min(1).optional(),
    intent: z.array(z.enum(INTENTS)).min(1).optional(),
    relation: z.array(z.enum(RELATIONS)).min(1).optional(),
  })
  .refine((leaf) => leaf.in || leaf.intent || leaf.relation, bothWords('需要 in、intent 或 relation', 'needs in, intent or relation'))
/** Scores 1 (lowest) to 5 of recency, frequency and money, or the segment they make. */
const RfmLeaf = z
  .strictObject({
    r: NumberComparison.optional(),
    f: NumberComparison.optional(),
    m: NumberComparison.optional(),
    segment: z.array(z.enum(RFM_SEGMENTS)).min(1).optional(),
  })
  .refine((leaf) => leaf.r || leaf.f || leaf.m || leaf.segment, bothWords('需要 r、f、m 或 segment', 'needs r, f, m or segment'))
/** `alive` is a probability, `expectedPurchases` and `lifetimeValue` are over the horizon of the model. */
const PredictionLeaf = z.strictObject({ name: z.enum(PREDICTIONS), ...comparisons }).refine(compares, needsComparison)
const AudienceLeaf = z.strictObject({ id: z.string().min(1).max(20) })
const ConsentLeaf = z.strictObject({
  purpose: z.string().min(1).max(100).default('marketing'),
  channel: z.enum([...OWN_CHANNELS, 'all']),
  state: z.enum(['granted', 'withdrawn']).default('granted'),
})
/** Has an identifier the channel can reach and did not withdraw consent to marketing there. */
export const REACHABLE = REACHABLE_CHANNELS
const ReachableLeaf = z.strictObject({ channel: z.enum(REACHABLE) })

/** Every leaf by its operator. */
export const leaves = {
  event: EventLeaf,
  trait: TraitLeaf,
  tag: TagLeaf,
  sequence: SequenceLeaf,
  lifecycle: LifecycleLeaf,
  value: ValueLeaf,
  rfm: RfmLeaf,
  prediction: PredictionLeaf,
  audience: AudienceLeaf,
  consent: ConsentLeaf,
  reachable: ReachableLeaf,
} as const
export type OperatorName = keyof typeof leaves
export type LeafConfig<Name extends OperatorName> = z.output<(typeof leaves)[Name]>
export type Leaf = { [Name in OperatorName]: { readonly [Key in Name]: LeafConfig<Name> } }[OperatorName]

export type Rule = { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly not: Rule } | Leaf
