/** RFM and lifecycle: how many people are in each tier, how they move, and who they are. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { ruleErrors } from '../../audience/contract.ts'
import { INTENTS, LIFECYCLE_STAGES, RELATIONS, RFM_SEGMENTS, RuleShape, VALUE_STAGES } from '../../audience/rule/contract.ts'
import { RFM_SCORES, RfmBounds, TiersInForce } from '../../audience/tiers/contract.ts'
import { figure, TimeText } from '../../events/contract.ts'
import { PeoplePage, people as page } from '../contract.ts'

const MAX_PERIODS = 12
const DEFAULT_PERIODS = 3
const MAX_WITHIN_DAYS = 3_650
const DEFAULT_WITHIN_DAYS = 90

const score = z.number().int().min(1).max(RFM_SCORES)
const share = z.number().nullable()

const asOf = {
  /** Events before this moment are known; absent: now. */
  asOf: TimeText.optional(),
  /** Only people for whom this rule of an audience holds; scores stay those among all buyers. */
  rule: RuleShape.optional(),
}

const rfmQuestion = {
  ...asOf,
  /** `quintile`: a fifth of the buyers each, equal values share a score; `bounds`: fixed. Absent: as set for the workspace. */
  method: z.enum(['quintile', 'bounds']).optional(),
  /** For `bounds`; absent: as set for the workspace. */
  bounds: RfmBounds.optional(),
}

const rfmErrors = [...ruleErrors, 'insights.rfm_without_bounds']

/** One score of R, F or M: who has it and from what to what their values go. */
const ScoreLine = z.object({ score, people: z.number(), amount: z.number(), least: z.number().nullable(), most: z.number().nullable() })

export const readRfm = endpoint({
  name: 'insights.rfm',
  method: 'POST',
  path: '/insights/rfm',
  access: 'insights.read',
  summary: { zh: 'RFM：最近、频次、金额各打 1 到 5 分，八类客户', en: 'RFM: recency, frequency and money scored 1 to 5, eight segments' },
  body: z.strictObject(rfmQuestion),
  response: z.object({
    asOf: instant,
    method: z.enum(['quintile', 'bounds']),
    buyers: z.number(),
    orders: z.number(),
    /** Of orders in `currency`; those in another one count as orders, not as money. */
    amount: z.number(),
    currency: z.string().nullable(),
    ordersInOtherCurrencies: z.number(),
    /** All 25 of R × F. */
    cells: z.array(z.object({ r: score, f: score, people: z.number(), orders: z.number(), amount: z.number() })),
    /** `r` in whole days since the latest order, `f` in orders, `m` in money; score 1 first. */
    distribution: z.object({ r: z.array(ScoreLine), f: z.array(ScoreLine), m: z.array(ScoreLine) }),
    /** Average scores among all buyers: above is high, for the segments. */
    averages: z.object({ r: z.number().nullable(), f: z.number().nullable(), m: z.number().nullable() }),
    /** All eight. */
    segments: z.array(
      z.object({
        segment: z.enum(RFM_SEGMENTS),
        people: z.number(),
        peopleShare: share,
        orders: z.number(),
        amount: z.number(),
        amountShare: share,
      }),
    ),
    ...figure,
  }),
  errors: rfmErrors,
  readOnly: true,
})

export const readRfmPeople = endpoint({
  name: 'insights.rfm_people',
  method: 'POST',
  path: '/insights/rfm/people',
  access: 'insights.read',
  summary: { zh: 'RFM 某一格或某一类背后的人', en: 'The people behind a cell or a segment of RFM' },
  body: z.strictObject({
    ...rfmQuestion,
    r: score.optional(),
    f: score.optional(),
    m: score.optional(),
    segment: z.enum(RFM_SEGMENTS).optional(),
    ...page,
  }),
  response: PeoplePage,
  errors: rfmErrors,
  readOnly: true,
})

const lifecycleQuestion = {
  ...asOf,
  unit: z.enum(['day', 'week', 'month']).default('month'),
  /** How many of them back from `asOf` the flow is looked at. */
  periods: z.number().int().min(1).max(MAX_PERIODS).default(DEFAULT_PERIODS),
}

const Stage = z.enum(LIFECYCLE_STAGES)

export const readLifecycle = endpoint({
  name: 'insights.lifecycle',
  method: 'POST',
  path: '/insights/lifecycle',
  access: 'insights.read',
  summary: {
    zh: '生命周期：各阶段人数、阶段间的流动与价值分层',
    en: 'Lifecycle: people in each stage, the flow between them, and value stages',
  },
  body: z.strictObject(lifecycleQuestion),
  response: z.object({
    asOf: instant,
    /** People with any event of theirs. */
    people: z.number(),
    /** All eight of stage × paying. */
    stages: z.array(
      z.object({
        stage: Stage,
        paying: z.boolean(),
        people: z.number(),
        share,
        /** One period earlier. */
        before: z.number(),
      }),
    ),
    buyers: z.number(),
    /** All five; share among buyers. */
    values: z.array(z.object({ stage: z.enum(VALUE_STAGES), people: z.number(), share, orders: z.number() })),
    intents: z.array(z.object({ intent: z.enum(INTENTS), people: z.number() })),
    /** Of everybody, also those without events. */
    relations: z.array(z.object({ relation: z.enum(RELATIONS), people: z.number() })),
    flow: z.object({
      /** Oldest first, the last is `asOf`; one more than `periods`. */
      moments: z.array(instant),
      /** People of each stage at each moment. */
      counts: z.array(z.object({ stage: Stage, people: z.array(z.number()) })),
      /** From one moment to the next (`period` from 0); `from` null: not there yet. Only with people. */
      moves: z.array(z.object({ period: z.number(), from: Stage.nullable(), to: Stage, people: z.number() })),
    }),
    ...TiersInForce.shape,
    ...figure,
  }),
  errors: ruleErrors,
  readOnly: true,
})

export const readLifecyclePeople = endpoint({
  name: 'insights.lifecycle_people',
  method: 'POST',
  path: '/insights/lifecycle/people',
  access: 'insights.read',
  summary: { zh: '某个阶段、层级或一次流动背后的人', en: 'The people behind a stage, a tier or a move' },
  body: z.strictObject({
    ...lifecycleQuestion,
    stage: Stage.optional(),
    paying: z.boolean().optional(),
    value: z.enum(VALUE_STAGES).optional(),
    intent: z.enum(INTENTS).optional(),
    relation: z.enum(RELATIONS).optional(),
    /** One line of `flow.moves`. */
    move: z
      .strictObject({
        period: z
          .number()
          .int()
          .min(0)
          .max(MAX_PERIODS - 1),
        from: Stage.nullable(),
        to: Stage,
      })
      .optional(),
    ...page,
  }),
  response: PeoplePage,
  errors: [...ruleErrors, 'insights.no_such_period'],
  readOnly: true,
})

/** One line of the repurchase rate by tier: whoever was in the tier `withinDays` before `asOf`, and who of them ordered since. */
const RepurchaseOfTier = z.object({ tier: z.string(), eligible: z.number(), repurchased: z.number(), rate: share })

export const readRepurchaseByTier = endpoint({
  name: 'insights.repurchase_by_tier',
  method: 'POST',
  path: '/insights/repurchase/tiers',
  access: 'insights.read',
  summary: { zh: '各层级买家的复购率', en: 'Repurchase rate of the buyers of each tier' },
  body: z.strictObject({
    asOf: TimeText.optional(),
    withinDays: z.number().int().min(1).max(MAX_WITHIN_DAYS).default(DEFAULT_WITHIN_DAYS),
    by: z.enum(['value', 'segment']).default('value'),
  }),
  response: z.object({ tiers: z.array(RepurchaseOfTier), ...RepurchaseOfTier.omit({ tier: true }).shape, ...figure }),
  errors: ['events.unreadable_time'],
  readOnly: true,
})
