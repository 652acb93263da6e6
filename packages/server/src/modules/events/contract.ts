/** Counting, charting and reading events. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX, listOf } from '../../platform/http/list.ts'
import { bothWords } from '../../platform/i18n/schema-words.ts'
import { AREAS } from './areas.ts'

export { AREAS, type Area, areaOf, areaWords } from './areas.ts'
export { type StandardEvent, standardEvents } from './standard-events.ts'
export { inseparableSteps, MAX_OVERLAPPING_STEPS } from './steps/overlap.ts'

const MAX_NAME_LENGTH = 200
const MAX_TEXT_LENGTH = 1_000
const MAX_TIME_LENGTH = 40
const MAX_CURSOR_LENGTH = 1_000
const MAX_ID_LENGTH = 20
const MAX_CONDITIONS = 20
const MAX_VALUES = 1_000
const MAX_PEOPLE = 100
const MAX_NAMES = 20
/** Points of one chart line. */
export const MAX_SERIES_PERIODS = 2_000
/** Values of a breakdown shown apart; the rest together are "other". */
export const MAX_BREAKDOWN_VALUES = 25
const DEFAULT_BREAKDOWN_VALUES = 8
const MAX_SUGGESTIONS = 100
const DEFAULT_SUGGESTIONS = 20

export const EventName = z.string().min(1).max(MAX_NAME_LENGTH)
/** A property of the event by name, nested ones with dots; `amount` and `currency` are the event's own. */
export const PropertyName = z
  .string()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .refine((name) => !/\p{Cc}/u.test(name), bothWords('不能含有控制字符', 'must not hold control characters'))
/** A time without a zone is one in the workspace's `timeZone`. */
export const TimeText = z.string().min(1).max(MAX_TIME_LENGTH)
/** Ids are strings; one that was never given out finds nothing. */
export const PersonId = z.string().min(1).max(MAX_ID_LENGTH)

const text = z.string().max(MAX_TEXT_LENGTH)
const scalar = z.union([text, z.number(), z.boolean()])
const property = PropertyName

/**
 * One condition on the properties of an event. A number is compared as a number (a stored text that reads as one included), anything else
 * as text. `ne` and `nin` also hold where the property is missing; the others need it.
 */
export const Condition = z.discriminatedUnion('op', [
  z.strictObject({ property, op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ property, op: z.enum(['gt', 'gte', 'lt', 'lte']), value: z.union([text, z.number()]) }),
  z.strictObject({ property, op: z.enum(['in', 'nin']), value: z.array(scalar).min(1).max(MAX_VALUES) }),
  z.strictObject({ property, op: z.literal('contains'), value: text.min(1) }),
  z.strictObject({ property, op: z.literal('exists'), value: z.boolean().default(true) }),
])
export type Condition = z.output<typeof Condition>

/** All of them must hold. */
export const Where = z.array(Condition).max(MAX_CONDITIONS)

/** How a figure is counted, as one sentence in both languages. */
export const CountedAs = z.object({ zh: z.string(), en: z.string() })

/** What every figure carries beside its numbers. */
export const figure = { countedAs: CountedAs, source: z.string(), computedAt: instant }

export const countEvents = endpoint({
  name: 'events.count',
  method: 'GET',
  path: '/events/count',
  access: 'events.read',
  summary: { zh: '事件次数与合计', en: 'How many events, and a sum' },
  query: z.object({
    /** Repeat it to count several names together. */
    name: z.union([EventName, z.array(EventName).min(1).max(MAX_NAMES)]),
    from: TimeText.optional(),
    to: TimeText.optional(),
    personId: PersonId.optional(),
    /** `true`: only events that have a person; `false`: only those that have none. */
    withPerson: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
    /** A property to add up: `amount` exactly, others as numbers. */
    sum: PropertyName.optional(),
  }),
  response: z.object({ count: z.number(), sum: z.number().optional() }),
  errors: ['events.unreadable_time', 'events.empty_range'],
})

export const EventRow = z.object({
  id: z.string(),
  name: z.string(),
  /** What the name says it is about: a visit, an order, a message sent … */
  area: z.enum(AREAS),
  type: z.string(),
  time: instant,
  receivedAt: instant,
  personId: z.string().nullable(),
  amount: z.number().nullable(),
  currency: z.string(),
  properties: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()).optional(),
  source: z.string(),
})

export const queryEvents = endpoint({
  name: 'events.query',
  method: 'POST',
  path: '/events/query',
  access: 'events.read',
  summary: { zh: '事件明细，最新的在前', en: 'Events one by one, newest first' },
  body: z.strictObject({
    names: z.array(EventName).min(1).max(MAX_NAMES).optional(),
    from: TimeText.optional(),
    to: TimeText.optional(),
    personIds: z.array(PersonId).min(1).max(MAX_PEOPLE).optional(),
    /** Only events that have a person, or only those that have none. */
    withPerson: z.boolean().optional(),
    where: Where.optional(),
    /** Also answers what the client sent about itself: page, device, library. */
    withContext: z.boolean().default(false),
    limit: z.number().int().min(1).max(LIST_LIMIT_MAX).default(LIST_LIMIT_DEFAULT),
    cursor: z.string().min(1).max(MAX_CURSOR_LENGTH).optional(),
  }),
  response: listOf(EventRow),
  errors: ['events.unreadable_time', 'events.empty_range'],
  readOnly: true,
})

export const Unit = z.enum(['hour', 'day', 'week', 'month'])

export const Breakdown = z.strictObject({
  property: PropertyName,
  /** So many values apart, the largest first; the rest together. */
  limit: z.number().int().min(1).max(MAX_BREAKDOWN_VALUES).default(DEFAULT_BREAKDOWN_VALUES),
})

export const SeriesLine = z.object({
  event: z.string(),
  /** The value of the breakdown's property, null where it is missing; absent without a breakdown. */
  value: z.string().nullable().optional(),
  /** The values beyond the limit, together. */
  other: z.literal(true).optional(),
  points: z.array(z.number()),
  /** Over the whole range; for persons each counts once, so it is not the sum of the points. */
  total: z.number(),
})

export const eventSeries = endpoint({
  name: 'events.series',
  method: 'POST',
  path: '/events/series',
  access: 'events.read',
  summary: { zh: '事件趋势', en: 'Events over time' },
  body: z.strictObject({
    names: z.array(EventName).min(1).max(MAX_NAMES),
    measure: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('count') }),
      z.strictObject({ kind: z.literal('persons') }),
      z.strictObject({ kind: z.literal('sum'), property: PropertyName }),
    ]),
    unit: Unit,
    from: TimeText,
    to: TimeText,
    where: Where.optional(),
    breakdown: Breakdown.optional(),
  }),
  response: z.object({
    /** Where each period begins, in the workspace's time zone. */
    periods: z.array(instant),
    lines: z.array(SeriesLine),
    ...figure,
  }),
  errors: ['events.unreadable_time', 'events.empty_range', 'events.too_many_periods'],
  readOnly: true,
})

const suggestionQuery = {
  /** Part of what is looked for, upper and lower case alike. */
  q: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_SUGGESTIONS).default(DEFAULT_SUGGESTIONS),
}

export const eventNames = endpoint({
  name: 'events.names',
  method: 'GET',
  path: '/events/names',
  access: 'events.read',
  summary: { zh: '出现过的事件名，最多的在前', en: 'Names of events seen, the most frequent first' },
  query: z.object(suggestionQuery),
  response: z.object({ items: z.array(z.object({ name: z.string(), count: z.number(), lastSeenAt: instant })) }),
})

export const eventProperties = endpoint({
  name: 'events.properties',
  method: 'GET',
  path: '/events/properties',
  access: 'events.read',
  summary: { zh: '事件最近带有的属性', en: 'Properties that an event carried lately' },
  query: z.object({ name: EventName }),
  response: z.object({ items: z.array(z.object({ property: z.string(), types: z.array(z.enum(['text', 'number', 'boolean', 'list'])) })) }),
})

export const propertyValues = endpoint({
  name: 'events.property_values',
  method: 'GET',
  path: '/events/property-values',
  access: 'events.read',
  summary: { zh: '一个属性出现过的值，最多的在前', en: 'Values of one property, the most frequent first' },
  query: z.object({ name: EventName, property: PropertyName, ...suggestionQuery }),
  response: z.object({ items: z.array(z.object({ value: z.string(), count: z.number() })) }),
})
