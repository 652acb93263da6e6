/** Predictions: whether a customer is still there, how often and for how much they will buy, and the models that say so. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { PersonId } from '../../identity/contract.ts'

/** Over how many days purchases are predicted for each person, and over how many their value. */
export const PURCHASES_HORIZON_DAYS = 90
export const VALUE_HORIZON_DAYS = 365

const Words = z.object({ zh: z.string(), en: z.string() })

/**
 * BG/NBD, the unit is a week: how often people buy varies among them as a gamma distribution (`r`, `alpha`), how likely they are lost after a
 * purchase as a beta distribution (`a`, `b`).
 */
export const PurchaseModel = z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number(), logLikelihood: z.number() })
/** Gamma-Gamma: what one purchase is worth varies within a person (`p`) and among people (`q`, `gamma`). */
export const SpendModel = z.object({ p: z.number(), q: z.number(), gamma: z.number() })
/** Of each parameter. */
export const StandardErrors = z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() })

export const Model = z.object({
  id: z.string(),
  fittedAt: instant,
  fittedBy: z.string(),
  /** The last day whose orders it knows, counted, in the workspace's time zone. */
  calibrationEnd: z.iso.date(),
  /** Buyers with a first order by then, and those of them who ordered on another day. */
  customers: z.number(),
  repeatCustomers: z.number(),
  model: PurchaseModel,
  /** Null where the data hardly tell the parameters apart. */
  standardErrors: StandardErrors.nullable(),
  /** Null without amounts, or where they fit no such model: `warnings` says why. Then there is no lifetime value. */
  spend: SpendModel.nullable(),
  /** Of the money, the commonest of the orders. */
  currency: z.string().nullable(),
  /** What to be careful with. */
  warnings: z.array(Words),
  /** The same model fitted without the last weeks, against what really happened in them; null where the data are too short for it. */
  holdout: z
    .object({
      calibrationEnd: z.iso.date(),
      weeks: z.number(),
      /** Repeat purchases in those weeks. */
      predicted: z.number(),
      actual: z.number(),
      /** predicted / actual − 1; null when nobody bought. */
      error: z.number().nullable(),
    })
    .nullable(),
  /** Whether predictions of today come from it. */
  inForce: z.boolean(),
})
export type Model = z.output<typeof Model>

export const listModels = endpoint({
  name: 'predictions.models',
  method: 'GET',
  path: '/predictions/models',
  access: 'insights.read',
  summary: { zh: '预测模型，最新的在前', en: 'Prediction models, the newest first' },
  query: z.object(listQuery),
  response: listOf(Model).extend({
    /** The fit that is queued or under way; progress at `/jobs/:id`. */
    runningJobId: z.string().nullable(),
    /** The latest fit that ended; `refused` says why it made no model. */
    lastFit: z.object({ jobId: z.string(), at: instant, refused: Words.nullable() }).nullable(),
    /** When it is fitted again by itself; null while a fit is under way and before the first. */
    nextFitAt: instant.nullable(),
  }),
})

export const fitPredictions = endpoint({
  name: 'predictions.fit',
  method: 'POST',
  path: '/predictions/fit',
  access: 'audiences.write',
  summary: { zh: '现在重新拟合预测模型', en: 'Fit the prediction model again now' },
  response: z.object({
    /** Progress counts steps. A fit that is already under way is answered again instead of starting a second one. */
    jobId: z.string(),
  }),
})

export const PersonPredictions = z.object({
  modelId: z.string(),
  /** The last day whose orders were known, counted: everything below is from the end of that day on. */
  calibrationEnd: z.iso.date(),
  /** Days on which they bought by then. */
  purchases: z.number(),
  /** Probability that they will ever buy again. */
  alive: z.number(),
  horizonDays: z.number(),
  /** Days with a purchase, within `horizonDays`. */
  expectedPurchases: z.number(),
  valueDays: z.number(),
  /** What they will spend within `valueDays`, not discounted; null without a model of spend. */
  lifetimeValue: z.number().nullable(),
  currency: z.string().nullable(),
  /** Until when half of such people have bought again; null when half of them never will, or not within ten years. */
  daysToNextPurchase: z.number().nullable(),
  nextPurchaseOn: z.iso.date().nullable(),
  /** All of it in one sentence. */
  words: Words,
})
export type PersonPredictions = z.output<typeof PersonPredictions>

export const readPersonPredictions = endpoint({
  name: 'persons.predictions',
  method: 'GET',
  path: '/persons/:id/predictions',
  access: 'people.read',
  summary: {
    zh: '一个客户的预测：存活概率、预计购买、生命周期价值、下次购买',
    en: 'Predictions of one person: alive, purchases, value, next purchase',
  },
  params: z.object({ id: PersonId }),
  response: z.object({
    predictions: PersonPredictions.nullable(),
    /** Why there are none: no model yet, or no order the model knows. */
    none: Words.nullable(),
  }),
  errors: ['platform.not_found'],
})
