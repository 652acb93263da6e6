/** Tiers: where the brand draws its lines between new, active, silent and lost, and where one person stands. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { CountedAs, PersonId, TimeText } from '../../events/contract.ts'
import { INTENTS, LIFECYCLE_STAGES, RELATIONS, RFM_SEGMENTS, VALUE_STAGES } from '../rule/rule.ts'

/** Ten years. */
const MAX_DAYS = 3_650
const MAX_ORDERS = 1_000
const MAX_AMOUNT = 1_000_000_000_000

/** Scores go from 1 to this. */
export const RFM_SCORES = 5
const BOUNDS = RFM_SCORES - 1

const strictly = (numbers: readonly number[], order: 1 | -1) =>
  numbers.every((number, place) => place === 0 || (number - (numbers[place - 1] ?? 0)) * order > 0)
const rises = bothWords('四个数要依次增大', 'the four numbers must rise')
const falls = bothWords('四个数要依次减小', 'the four numbers must fall')

/** Fixed bounds: the first number is what score 2 takes, the last what score 5 takes; at the bound counts. */
export const RfmBounds = z.strictObject({
  /** Days since the latest order, at most: `[180, 90, 60, 30]` gives 5 to an order of the last 30 days. */
  r: z
    .array(z.number().int().min(0).max(MAX_DAYS))
    .length(BOUNDS)
    .refine((days) => strictly(days, -1), falls),
  /** Orders, at least: `[2, 3, 5, 10]`. */
  f: z
    .array(z.number().int().min(1).max(MAX_ORDERS))
    .length(BOUNDS)
    .refine((orders) => strictly(orders, 1), rises),
  /** Money, at least. */
  m: z
    .array(z.number().min(0).max(MAX_AMOUNT))
    .length(BOUNDS)
    .refine((amounts) => strictly(amounts, 1), rises),
})
export type RfmBounds = z.output<typeof RfmBounds>

const days = z.number().int().min(1).max(MAX_DAYS)
const orders = z.number().int().min(2).max(MAX_ORDERS)

/** What a workspace set; null: as the product has it, which for days is what the brand's own repurchase cycle makes of them. */
export const TierSettings = z.strictObject({
  newDays: days.nullable().default(null),
  silentDays: days.nullable().default(null),
  lostDays: days.nullable().default(null),
  valueLostDays: days.nullable().default(null),
  qualityOrders: orders.nullable().default(null),
  loyalOrders: orders.nullable().default(null),
  intentDays: days.nullable().default(null),
  /** Null: quintiles. */
  rfmBounds: RfmBounds.nullable().default(null),
})
export type TierSettings = z.output<typeof TierSettings>

export const THRESHOLDS = ['newDays', 'silentDays', 'lostDays', 'valueLostDays', 'qualityOrders', 'loyalOrders', 'intentDays'] as const
export type ThresholdName = (typeof THRESHOLDS)[number]

/** One threshold in force. `set`: by the workspace; `cycle`: a multiple of its own repurchase cycle; `default`: no cycle yet, or never one. */
const Threshold = z.object({ value: z.number(), source: z.enum(['set', 'cycle', 'default']) })

/** The brand's own repurchase cycle, from orders before the day began. */
export const RepurchaseCycle = z.object({
  /** Median days between two days with orders of one buyer; null below the sample. */
  days: z.number().nullable(),
  /** Buyers with orders on two days at least, and how many it takes. */
  buyers: z.number(),
  buyersNeeded: z.number(),
  gaps: z.number(),
})
export type RepurchaseCycle = z.output<typeof RepurchaseCycle>

export const TiersInForce = z.object({
  thresholds: z.record(z.enum(THRESHOLDS), Threshold),
  cycle: RepurchaseCycle,
})

const TierSettingsAnswer = z.object({
  settings: TierSettings,
  ...TiersInForce.shape,
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
  countedAs: CountedAs,
})

export const readTierSettings = endpoint({
  name: 'tiers.settings',
  method: 'GET',
  path: '/audience-settings/tiers',
  access: 'audiences.read',
  summary: { zh: '分层阈值：设定的与按复购周期推算的', en: 'Thresholds of the tiers: as set, and as the repurchase cycle makes them' },
  query: z.object({
    /** What follows the cycle is told as of this moment; absent: now. */
    asOf: TimeText.optional(),
  }),
  response: TierSettingsAnswer,
  errors: ['events.unreadable_time'],
})

export const changeTierSettings = endpoint({
  name: 'tiers.change_settings',
  method: 'PUT',
  path: '/audience-settings/tiers',
  access: 'audiences.write',
  summary: { zh: '修改分层阈值', en: 'Change the thresholds of the tiers' },
  body: TierSettings,
  response: TierSettingsAnswer,
  errors: ['audience.tiers_out_of_order'],
})

export const PersonTiers = z.object({
  /** Null without events. */
  lifecycle: z
    .object({ stage: z.enum(LIFECYCLE_STAGES), paying: z.boolean(), firstEventAt: instant, lastEventAt: instant, words: CountedAs })
    .nullable(),
  value: z.object({
    /** Null for who never bought. */
    stage: z.enum(VALUE_STAGES).nullable(),
    /** Null without anything that tells one. */
    intent: z.enum(INTENTS).nullable(),
    relation: z.enum(RELATIONS),
    orders: z.number(),
    lastOrderAt: instant.nullable(),
    words: CountedAs,
  }),
  /** Null for who never bought. */
  rfm: z
    .object({
      r: z.number(),
      f: z.number(),
      m: z.number(),
      segment: z.enum(RFM_SEGMENTS),
      /** Whole days since the latest order. */
      days: z.number(),
      orders: z.number(),
      amount: z.number(),
      currency: z.string().nullable(),
      words: CountedAs,
    })
    .nullable(),
})
export type PersonTiers = z.output<typeof PersonTiers>

export const readPersonTiers = endpoint({
  name: 'persons.tiers',
  method: 'GET',
  path: '/persons/:id/tiers',
  access: 'people.read',
  summary: { zh: '一个客户的生命周期、价值阶段与 RFM', en: 'Lifecycle, value stage and RFM of one person' },
  params: z.object({ id: PersonId }),
  query: z.object({
    /** Absent: now. */
    asOf: TimeText.optional(),
  }),
  response: PersonTiers.extend({ asOf: instant }),
  errors: ['platform.not_found', 'events.unreadable_time'],
})
