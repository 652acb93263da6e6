/** Lifetime value: the model of repeat purchases against what happened, and what a cohort is worth by month. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { ruleErrors } from '../../audience/contract.ts'
import { PurchaseModel, SpendModel, StandardErrors } from '../../audience/predictions/contract.ts'
import { RuleShape } from '../../audience/rule/contract.ts'
import { figure, TimeText } from '../../events/contract.ts'

/** Ten years. */
const MAX_HORIZON_WEEKS = 520
export const MAX_COHORT_MONTHS = 120

const Words = z.object({ zh: z.string(), en: z.string() })
/** A month of the workspace's calendar: `2011-03`. */
const Month = z.string().regex(/^\d{4}-\d{2}$/)

/** By month of the first order. */
const Cohort = z.object({
  month: Month,
  customers: z.number(),
  /** What they spent per customer by the end of their first month, of the second …; null where the month is not over. */
  cumulative: z.array(z.number().nullable()),
  /** What they spent per customer so far. */
  toDate: z.number(),
  /** What they will spend per customer from there on over the horizon; null without a model of spend. */
  predicted: z.number().nullable(),
})

export const readClv = endpoint({
  name: 'insights.clv',
  method: 'POST',
  path: '/insights/clv',
  access: 'insights.read',
  summary: {
    zh: '生命周期价值模型：拟合到某日，再与之后的实际对照',
    en: 'Model of lifetime value: fitted up to a day and held against what happened after it',
  },
  body: z.strictObject({
    /** The last day whose orders the model knows, counted. */
    calibrationEnd: z.iso.date(),
    unit: z.literal('week').default('week'),
    /** Weeks after the calibration that are predicted. */
    horizon: z.number().int().min(1).max(MAX_HORIZON_WEEKS),
    /** Only these people. */
    rule: RuleShape.optional(),
  }),
  response: z.object({
    model: PurchaseModel,
    standardErrors: StandardErrors.nullable(),
    /** Null where the amounts fit no such model; `warnings` says why. */
    spend: SpendModel.nullable(),
    currency: z.string().nullable(),
    warnings: z.array(Words),
    customers: z.number(),
    repeatCustomers: z.number(),
    /** Last day of the data, counted. */
    dataEnd: z.iso.date(),
    /** Repeat purchases week by week from the first order on. Weeks end with the calibration, so the first may be a short one. */
    weeks: z.array(
      z.object({
        /** Its last day, counted. */
        day: z.iso.date(),
        holdout: z.boolean(),
        expected: z.number(),
        expectedCumulative: z.number(),
        /** Null where the data do not reach. */
        actual: z.number().nullable(),
        actualCumulative: z.number().nullable(),
      }),
    ),
    /** Purchases after the calibration per customer, by how many repeat purchases they had made in it; null without days after it. */
    byFrequency: z
      .array(
        z.object({
          /** Repeat purchases in the calibration; the last one counts this many or more. */
          purchases: z.number(),
          orMore: z.boolean(),
          customers: z.number(),
          expected: z.number(),
          actual: z.number(),
        }),
      )
      .nullable(),
    /** Over the part of the horizon that the data reach; null without days after the calibration. */
    holdout: z.object({ weeks: z.number(), expected: z.number(), actual: z.number(), error: z.number().nullable() }).nullable(),
    /** Over the whole horizon, per customer. */
    predicted: z.object({ weeks: z.number(), purchases: z.number(), value: z.number().nullable(), aliveShare: z.number() }),
    ...figure,
  }),
  errors: [...ruleErrors, 'audience.too_few_repeat_buyers', 'audience.model_diverged', 'audience.too_many_patterns'],
  readOnly: true,
})

export const readLtv = endpoint({
  name: 'insights.ltv',
  method: 'POST',
  path: '/insights/ltv',
  access: 'insights.read',
  summary: {
    zh: '生命周期价值：按首单月份分组，每位客户累计花了多少',
    en: 'Lifetime value: what a customer has spent, by month of the first order',
  },
  body: z.strictObject({
    /** Orders before this moment are known; absent: now. */
    asOf: TimeText.optional(),
    /** Only these people. */
    rule: RuleShape.optional(),
  }),
  response: z.object({
    /** Oldest first; the latest MAX_COHORT_MONTHS. */
    cohorts: z.array(Cohort),
    /** Over how many weeks `predicted` looks ahead. */
    horizon: z.number(),
    /** Money of other currencies is left out. */
    currency: z.string().nullable(),
    /** Why there is no prediction. */
    noPrediction: Words.nullable(),
    ...figure,
  }),
  errors: [...ruleErrors],
  readOnly: true,
})
