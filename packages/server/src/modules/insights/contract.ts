/** Figures: funnel, retention, repurchase, overview, and the people behind each number; notices. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX, listOf, listQuery } from '../../platform/http/list.ts'
import { ruleErrors } from '../audience/contract.ts'
import { RuleShape } from '../audience/rule/contract.ts'
import { AREAS, Breakdown, EventName, figure, PersonId, TimeText, Where } from '../events/contract.ts'
import { importNews, importNewsName } from '../events/imports/contract.ts'

export const MAX_FUNNEL_STEPS = 20
/** Ten years. */
const MAX_WINDOW_SECONDS = 315_360_000
export const MAX_RETENTION_COHORTS = 400
const MAX_RETENTION_PERIODS = 100
const MAX_WITHIN_DAYS = 3_650
const MAX_CURSOR_LENGTH = 1_000
const MAX_VALUE_LENGTH = 1_000

/** An event, narrowed by conditions on its properties. */
export const EventStep = z.strictObject({ event: EventName, where: Where.optional() })

/** Between 0 and 1; null over nobody. */
const rate = z.number().nullable()

/** One page of people: their ids in ascending order. */
export const people = {
  limit: z.number().int().min(1).max(LIST_LIMIT_MAX).default(LIST_LIMIT_DEFAULT),
  cursor: z.string().min(1).max(MAX_CURSOR_LENGTH).optional(),
}
export const PeoplePage = z.object({ personIds: z.array(z.string()), nextCursor: z.string().nullable() })

const funnelQuestion = {
  steps: z.array(EventStep).min(1).max(MAX_FUNNEL_STEPS),
  /**
   * `strict`: the steps in this order, other events between them allowed, the last at most `windowSeconds` after the first.
   * `any`: the steps in any order, all within `windowSeconds` of each other.
   * Events of one instant count in the order of the steps; one event serves one step.
   */
  order: z.enum(['strict', 'any']).default('strict'),
  windowSeconds: z.number().int().min(1).max(MAX_WINDOW_SECONDS),
  from: TimeText.optional(),
  to: TimeText.optional(),
  /** Only people for whom this rule of an audience holds now. */
  rule: RuleShape.optional(),
}

export const FunnelStep = z.object({
  name: z.string(),
  persons: z.number(),
  conversionFromPrevious: rate,
  conversionFromStart: rate,
  /** From the step before to this one, when first reached; only with `withMedians`, for `strict` and steps that exclude each other. */
  medianSecondsFromPrevious: z.number().nullable().optional(),
})

const funnelErrors = [...ruleErrors, 'events.steps_overlap']

export const readFunnel = endpoint({
  name: 'insights.funnel',
  method: 'POST',
  path: '/insights/funnel',
  access: 'insights.read',
  summary: { zh: '漏斗：做完每一步的人数', en: 'Funnel: how many people got through each step' },
  body: z.strictObject({ ...funnelQuestion, breakdown: Breakdown.optional(), withMedians: z.boolean().default(false) }),
  response: z.object({
    steps: z.array(FunnelStep),
    /** By the property of each person's earliest event of the first step. */
    breakdown: z
      .array(z.object({ value: z.string().nullable(), other: z.literal(true).optional(), steps: z.array(FunnelStep) }))
      .optional(),
    ...figure,
  }),
  errors: funnelErrors,
  readOnly: true,
})

export const readFunnelPeople = endpoint({
  name: 'insights.funnel_people',
  method: 'POST',
  path: '/insights/funnel/people',
  access: 'insights.read',
  summary: { zh: '漏斗某一步背后的人', en: 'The people behind a step of a funnel' },
  body: z.strictObject({
    ...funnelQuestion,
    /** From 1. */
    step: z.number().int().min(1).max(MAX_FUNNEL_STEPS),
    /** `reached`: got through this step; `dropped`: got through the one before and not this one. */
    which: z.enum(['reached', 'dropped']).default('reached'),
    /** One line of the breakdown: the value, null for those without one. */
    breakdown: z.strictObject({ property: Breakdown.shape.property, value: z.string().max(MAX_VALUE_LENGTH).nullable() }).optional(),
    ...people,
  }),
  response: PeoplePage,
  errors: [...funnelErrors, 'insights.no_such_step'],
  readOnly: true,
})

const retentionQuestion = {
  start: EventStep,
  return: EventStep,
  unit: z.enum(['day', 'week', 'month']),
  /** Periods after the first that are looked at. */
  periods: z.number().int().min(1).max(MAX_RETENTION_PERIODS),
  /** `exact`: came back in that very period; `onOrAfter`: in that one or any later. */
  mode: z.enum(['exact', 'onOrAfter']).default('exact'),
  /** `each`: a person belongs to every period they did the start in; `first`: only to the period of their very first start. */
  cohort: z.enum(['each', 'first']).default('each'),
  /** When the start was done. */
  from: TimeText,
  to: TimeText,
  /** Until when returns are known; absent: now. */
  asOf: TimeText.optional(),
}

const retentionErrors = ['events.unreadable_time', 'events.empty_range', 'insights.too_many_cohorts']

export const readRetention = endpoint({
  name: 'insights.retention',
  method: 'POST',
  path: '/insights/retention',
  access: 'insights.read',
  summary: { zh: '留存：回来的人', en: 'Retention: who came back' },
  body: z.strictObject(retentionQuestion),
  response: z.object({
    cohorts: z.array(
      z.object({
        /** Where the period begins. */
        start: instant,
        size: z.number(),
        /** People back after 0, 1, … `periods` periods; null where the period has not ended by `asOf`. */
        counts: z.array(z.number().nullable()),
        rates: z.array(rate),
      }),
    ),
    /** Weighted by size over the cohorts whose period has ended. */
    average: z.array(rate),
    ...figure,
  }),
  errors: retentionErrors,
  readOnly: true,
})

export const readRetentionPeople = endpoint({
  name: 'insights.retention_people',
  method: 'POST',
  path: '/insights/retention/people',
  access: 'insights.read',
  summary: { zh: '留存某一格背后的人', en: 'The people behind a cell of retention' },
  body: z.strictObject({
    ...retentionQuestion,
    /** `start` of the cohort. */
    cohortStart: TimeText,
    /** Absent: the whole cohort. */
    period: z.number().int().min(0).max(MAX_RETENTION_PERIODS).optional(),
    which: z.enum(['returned', 'gone']).default('returned'),
    ...people,
  }),
  response: PeoplePage,
  errors: [...retentionErrors, 'insights.no_such_cell'],
  readOnly: true,
})

const repurchaseQuestion = {
  withinDays: z.number().int().min(1).max(MAX_WITHIN_DAYS),
  /** Orders before this moment are known; absent: now. */
  asOf: TimeText.optional(),
}

/** A month of the workspace's calendar: `2011-03`. */
const Month = z.string().regex(/^\d{4}-\d{2}$/)

export const readRepurchase = endpoint({
  name: 'insights.repurchase',
  method: 'POST',
  path: '/insights/repurchase',
  access: 'insights.read',
  summary: { zh: '复购率', en: 'Repurchase rate' },
  body: z.strictObject(repurchaseQuestion),
  response: z.object({
    /** Buyers whose days have passed since their first order. */
    eligible: z.number(),
    /** Those of them with a second order within the days. */
    repurchased: z.number(),
    rate,
    /** By month of the first order, oldest first. */
    cohorts: z.array(z.object({ month: Month, eligible: z.number(), repurchased: z.number(), rate })),
    ...figure,
  }),
  errors: ['events.unreadable_time'],
  readOnly: true,
})

export const readRepurchasePeople = endpoint({
  name: 'insights.repurchase_people',
  method: 'POST',
  path: '/insights/repurchase/people',
  access: 'insights.read',
  summary: { zh: '复购率背后的人', en: 'The people behind the repurchase rate' },
  body: z.strictObject({
    ...repurchaseQuestion,
    which: z.enum(['eligible', 'repurchased', 'notRepurchased']).default('repurchased'),
    month: Month.optional(),
    ...people,
  }),
  response: PeoplePage,
  errors: ['events.unreadable_time'],
  readOnly: true,
})

export const PersonSummary = z.object({
  /** The earliest thing the person did; null without events. `source` is how it came in, `campaign` what the event says brought the person. */
  firstTouch: z.object({ at: instant, name: z.string(), source: z.string(), campaign: z.string().nullable() }).nullable(),
  lastEvent: z.object({ at: instant, name: z.string() }).nullable(),
  events: z.number(),
  /** Null without orders; no number, amount or currency where its events have none. */
  latestOrder: z
    .object({ at: instant, amount: z.number().nullable(), currency: z.string().nullable(), orderNo: z.string().nullable() })
    .nullable(),
  /** As the repurchase rate counts them. */
  orders: z.number(),
  /** Bought less cancelled, in the first currency of `amounts`. */
  amount: z.number(),
  /** By currency, the one with most events first. */
  amounts: z.array(z.object({ currency: z.string(), amount: z.number() })),
  /** Only areas with events. */
  byArea: z.array(z.object({ area: z.enum(AREAS), events: z.number(), lastAt: instant })),
})
export type PersonSummary = z.output<typeof PersonSummary>

export const personSummary = endpoint({
  name: 'persons.summary',
  method: 'GET',
  path: '/persons/:id/summary',
  access: 'people.read',
  summary: { zh: '一个客户从首次触点到最近订单的概要', en: 'One person from first touch to latest order' },
  params: z.object({ id: PersonId }),
  response: PersonSummary,
  errors: ['platform.not_found'],
})

/** A number with the one it is compared with. */
const Compared = z.object({ value: z.number(), previous: z.number() })

export const OverviewFigure = z.object({
  name: z.enum(['events', 'activePersons', 'buyers', 'orders', 'amount']),
  unit: z.enum(['events', 'persons', 'orders', 'money']),
  /** Only for money: one figure a currency. */
  currency: z.string().optional(),
  /** From midnight to now, against yesterday until the same time. */
  today: Compared,
  /** The whole of yesterday, against the day before. */
  yesterday: Compared,
  /** The 30 days before today, against the 30 before those. */
  last30Days: Compared,
  /** The same 30 days and today so far, oldest first. */
  spark: z.array(z.object({ date: z.iso.date(), value: z.number() })),
  countedAs: figure.countedAs,
})

export const readOverview = endpoint({
  name: 'insights.overview',
  method: 'GET',
  path: '/insights/overview',
  access: 'insights.read',
  summary: { zh: '首页概览', en: 'Overview for the first page' },
  query: z.object({ asOf: TimeText.optional() }),
  response: z.object({
    figures: z.array(OverviewFigure),
    /** Over everything there is, so that an import of old data shows. */
    ever: z.object({ events: z.number(), firstAt: instant.nullable(), lastAt: instant.nullable() }),
    source: figure.source,
    computedAt: figure.computedAt,
  }),
  errors: ['events.unreadable_time'],
})

/** What `identity.person_crowded` carries: somebody has so many identifiers that a shared device or account is likely. */
export const personCrowded = z.object({ personId: PersonId, identifiers: z.number() })

const noticeFields = {
  id: z.string(),
  raisedAt: instant,
  /** Null until somebody of the workspace puts it away. */
  dismissedAt: instant.nullable(),
  /** Name of the account or key that did. */
  dismissedBy: z.string().nullable(),
}

/** `kind` is the name of the news it came from, `payload` what that news carried. */
export const noticeShape = z.discriminatedUnion('kind', [
  z.object({ kind: importNewsName, payload: importNews, ...noticeFields }),
  z.object({ kind: z.literal('identity.person_crowded'), payload: personCrowded, ...noticeFields }),
])
export type Notice = z.output<typeof noticeShape>

export const listNotices = endpoint({
  name: 'insights.notices',
  method: 'GET',
  path: '/insights/notices',
  access: 'insights.read',
  summary: { zh: '通知，未关闭的在前，各按最新在前', en: 'Notices: those not dismissed first, of either the newest first' },
  query: z.object(listQuery),
  response: listOf(noticeShape),
})

export const dismissNotice = endpoint({
  name: 'insights.dismiss_notice',
  method: 'POST',
  path: '/insights/notices/:id/dismiss',
  access: 'insights.read',
  summary: { zh: '关闭通知，对工作区所有人生效', en: 'Dismiss a notice, for everybody in the workspace' },
  params: z.object({ id: z.string().regex(/^[1-9]\d{0,14}$/) }),
  response: noticeShape,
  errors: ['platform.not_found'],
})
