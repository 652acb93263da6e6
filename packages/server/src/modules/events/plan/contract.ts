/** Tracking plan: what arrives, what was declared, and how well the two agree. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'

export const valueTypes = ['text', 'number', 'boolean', 'time', 'list', 'object', 'null'] as const
export type ValueType = (typeof valueTypes)[number]

/** `observe` only counts, `warn` also raises it on the health page, `reject` refuses the event. */
export const planModes = ['observe', 'warn', 'reject'] as const
export type PlanMode = (typeof planModes)[number]

export const violations = ['missing_property', 'wrong_type', 'undeclared_property'] as const
export type Violation = (typeof violations)[number]

/** Declared properties of one event. */
const MAX_DECLARED_PROPERTIES = 200
const MAX_HEALTH_DAYS = 90

const EventName = z.string().min(1).max(200)

export const DeclaredProperty = z.strictObject({
  name: z.string().min(1).max(200),
  type: z.enum(['text', 'number', 'boolean', 'time', 'list', 'object']),
  required: z.boolean().default(false),
})
export type DeclaredProperty = z.output<typeof DeclaredProperty>

const Declaration = z.object({
  mode: z.enum(planModes),
  description: z.string(),
  properties: z.array(DeclaredProperty),
  changedAt: z.string(),
})

const PlanEvent = z.object({
  name: z.string(),
  eventType: z.string().nullable(),
  total: z.number(),
  /** Received in the latest seven days (UTC days, today included), oldest first. */
  lastSevenDays: z.array(z.number()),
  firstSeenAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
  declared: z.enum(planModes).nullable(),
})

const PlanProperty = z.object({
  name: z.string(),
  total: z.number(),
  /** Part of the event's occurrences that carry it, 0–1. */
  fill: z.number(),
  types: z.array(z.object({ type: z.enum(valueTypes), total: z.number(), samples: z.array(z.unknown()) })),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
})

export const listPlan = endpoint({
  name: 'trackingPlan.list',
  method: 'GET',
  path: '/tracking-plan',
  access: 'plan.read',
  summary: { zh: '见过和声明过的事件', en: 'Events seen and declared' },
  response: z.object({ items: z.array(PlanEvent) }),
})

export const getPlanEvent = endpoint({
  name: 'trackingPlan.get',
  method: 'GET',
  path: '/tracking-plan/:name',
  access: 'plan.read',
  summary: { zh: '一个事件的属性、类型和样例', en: 'Properties, types and samples of one event' },
  params: z.object({ name: EventName }),
  response: PlanEvent.extend({ properties: z.array(PlanProperty), declaration: Declaration.nullable() }),
})

export const declarePlanEvent = endpoint({
  name: 'trackingPlan.declare',
  method: 'PUT',
  path: '/tracking-plan/:name',
  access: 'plan.write',
  summary: { zh: '声明一个事件应有的属性', en: 'Declare the properties an event should have' },
  params: z.object({ name: EventName }),
  body: z.strictObject({
    mode: z.enum(planModes),
    description: z.string().max(1000).default(''),
    properties: z.array(DeclaredProperty).max(MAX_DECLARED_PROPERTIES),
  }),
  response: Declaration,
})

export const undeclarePlanEvent = endpoint({
  name: 'trackingPlan.undeclare',
  method: 'DELETE',
  path: '/tracking-plan/:name',
  access: 'plan.write',
  summary: { zh: '撤销一个事件的声明', en: 'Withdraw the declaration of an event' },
  params: z.object({ name: EventName }),
  response: z.object({ removed: z.boolean() }),
})

export const getHealth = endpoint({
  name: 'trackingPlan.health',
  method: 'GET',
  path: '/events/health',
  access: 'plan.read',
  summary: {
    zh: '数据健康：迟到、缺失、类型漂移、未声明、重复、拒收',
    en: 'Data health: late, missing, type drift, unknown, duplicates, rejected',
  },
  query: z.object({ days: z.coerce.number().int().min(1).max(MAX_HEALTH_DAYS).default(7) }),
  response: z.object({
    days: z.number(),
    computedAt: z.string(),
    /** Events received in the period. */
    total: z.number(),
    late: z.object({
      total: z.number(),
      items: z.array(z.object({ name: z.string(), total: z.number(), late: z.number(), share: z.number() })),
    }),
    /** Declared but silent in the period, or much rarer in the latest day than in the days before. */
    missing: z.array(
      z.object({
        name: z.string(),
        reason: z.enum(['silent', 'dropped']),
        lastSeenAt: z.string().nullable(),
        lastDay: z.number(),
        usualDay: z.number(),
      }),
    ),
    typeDrift: z.array(
      z.object({
        name: z.string(),
        property: z.string(),
        types: z.array(z.object({ type: z.enum(valueTypes), total: z.number(), lastSeenAt: z.string() })),
      }),
    ),
    violations: z.array(
      z.object({
        name: z.string(),
        property: z.string(),
        violation: z.enum(violations),
        total: z.number(),
        mode: z.enum(planModes).nullable(),
      }),
    ),
    /** Names nobody declared, counted only once something is declared in this workspace. */
    unknown: z.array(z.object({ name: z.string(), total: z.number() })),
    duplicates: z.object({ total: z.number(), items: z.array(z.object({ day: z.string(), source: z.string(), total: z.number() })) }),
    rejected: z.object({
      total: z.number(),
      items: z.array(z.object({ code: z.string(), source: z.string(), total: z.number(), lastAt: z.string() })),
    }),
  }),
})
