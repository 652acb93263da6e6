/** Tags that a rule or an interest puts on people, and tagging many at once. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { EventName, PropertyName, Where } from '../../events/contract.ts'
import { PersonId } from '../../identity/contract.ts'
import { TagId, TagName, TagValue } from '../../identity/tags/contract.ts'
import { ruleErrors, Why } from '../contract.ts'
import { RuleShape } from '../rule/shape.ts'

/** People that one call may tag by name. */
export const MAX_MARKED_PEOPLE = 10_000
const MAX_ID_LENGTH = 20
const MAX_INTEREST_EVENTS = 20
const MAX_WEIGHT = 1_000
const MAX_HALF_LIFE_DAYS = 3_650
const MAX_TOP_PER_PERSON = 50
const DEFAULT_TOP_PER_PERSON = 5
const DEFAULT_HALF_LIFE_DAYS = 30
const MAX_SCORE = 1_000_000

const Words = z.object({ zh: z.string(), en: z.string() })

/** How often: `PT1H` to `PT23H`, or whole days, `P1D` to `P30D`; days begin at three in the morning of the workspace. */
const EVERY = /^(PT(?:[1-9]|1\d|2[0-3])H|P(?:[1-9]|[12]\d|30)D)$/
const Every = z
  .string()
  .refine((text) => EVERY.test(text), bothWords('须是 PT1H 到 PT23H，或 P1D 到 P30D', 'must be PT1H to PT23H or P1D to P30D'))
const DEFAULT_EVERY = 'P1D'

export const TAG_MODES = ['scheduled', 'live'] as const

/** How a run ended, or how far it is. */
const Runs = {
  /** Of the run that waits or is under way; null when there is none. */
  jobId: z.string().nullable(),
  lastRunAt: instant.nullable(),
  /** People who got the tag in the last run and people who lost it; with values, marks. */
  lastAdded: z.number().nullable(),
  lastRemoved: z.number().nullable(),
  /** Error code of the last run, when it failed. */
  lastError: z.string().nullable(),
  /** Null when nothing is scheduled: a live tag follows by itself. */
  nextRunAt: instant.nullable(),
  changedAt: instant,
  changedBy: z.string(),
}

export const TagRule = z.object({
  tagId: TagId,
  rule: RuleShape,
  /** `scheduled`: put on and taken off at its times. `live`: within seconds of what happens. */
  mode: z.enum(TAG_MODES),
  every: z.string().nullable(),
  explanation: Words,
  ...Runs,
})
export type TagRule = z.output<typeof TagRule>

const params = z.object({ id: TagId })

export const readTagRule = endpoint({
  name: 'tags.read_rule',
  method: 'GET',
  path: '/tags/:id/rule',
  access: 'tags.read',
  summary: { zh: '标签的规则', en: 'The rule of a tag' },
  params,
  response: TagRule,
})

export const putTagRule = endpoint({
  name: 'tags.put_rule',
  method: 'PUT',
  path: '/tags/:id/rule',
  access: 'tags.write',
  summary: { zh: '设定标签的规则，并立即执行一次', en: 'Set the rule of a tag and run it at once' },
  params,
  body: z
    .strictObject({ rule: RuleShape, mode: z.enum(TAG_MODES).default('scheduled'), every: Every.optional() })
    .refine(({ mode, every }) => mode === 'scheduled' || every === undefined, {
      path: ['every'],
      ...bothWords('实时标签没有周期', 'a live tag has no period'),
    })
    .transform((body) => ({ ...body, every: body.every ?? DEFAULT_EVERY })),
  response: TagRule,
  errors: [...ruleErrors, 'audience.tag_not_of_kind', 'audience.tag_circle'],
})

/** What somebody keeps looking at: each event counts its weight, which halves every `halfLifeDays`. */
export const InterestSettings = z.strictObject({
  events: z
    .array(z.strictObject({ name: EventName, weight: z.number().positive().max(MAX_WEIGHT).default(1), where: Where.optional() }))
    .min(1)
    .max(MAX_INTEREST_EVENTS),
  /** Its value is the value of the tag. */
  property: PropertyName,
  halfLifeDays: z.number().positive().max(MAX_HALF_LIFE_DAYS).default(DEFAULT_HALF_LIFE_DAYS),
  /** The values with the highest scores stay. */
  topPerPerson: z.number().int().min(1).max(MAX_TOP_PER_PERSON).default(DEFAULT_TOP_PER_PERSON),
  /** Values below it go. */
  minScore: z.number().positive().max(MAX_SCORE).default(1),
  every: Every.default(DEFAULT_EVERY),
})
export type InterestSettings = z.output<typeof InterestSettings>

export const TagInterest = z.object({ tagId: TagId, ...InterestSettings.shape, explanation: Words, ...Runs })
export type TagInterest = z.output<typeof TagInterest>

export const readTagInterest = endpoint({
  name: 'tags.read_interest',
  method: 'GET',
  path: '/tags/:id/interest',
  access: 'tags.read',
  summary: { zh: '兴趣标签的算法', en: 'How an interest tag is reckoned' },
  params,
  response: TagInterest,
})

export const putTagInterest = endpoint({
  name: 'tags.put_interest',
  method: 'PUT',
  path: '/tags/:id/interest',
  access: 'tags.write',
  summary: { zh: '设定兴趣标签的算法，并立即执行一次', en: 'Set how an interest tag is reckoned and run it at once' },
  params,
  body: InterestSettings,
  response: TagInterest,
  errors: ['audience.tag_not_of_kind'],
})

export const runTag = endpoint({
  name: 'tags.run',
  method: 'POST',
  path: '/tags/:id/run',
  access: 'tags.write',
  summary: { zh: '立即按规则重新打标签', en: 'Put the tag on and take it off by its rule now' },
  params,
  /** A run that waits or is under way is answered again instead of starting a second one. */
  response: z.object({ jobId: z.string() }),
  errors: ['audience.tag_without_rule'],
})

const oneSource = bothWords('personIds 和 audienceId 须且只能有一个', 'needs exactly one of personIds and audienceId')

export const markPeople = endpoint({
  name: 'tags.mark_people',
  method: 'POST',
  path: '/tags/:id/marks',
  access: 'tags.write',
  summary: { zh: '给许多客户打上或取下标签', en: 'Put a tag on many people, or take it off' },
  params,
  body: z
    .strictObject({
      action: z.enum(['add', 'remove']),
      /** At once. Ids that nobody has are passed over. */
      personIds: z.array(PersonId).min(1).max(MAX_MARKED_PEOPLE).optional(),
      /** Everybody in the audience, by a job. */
      audienceId: z.string().min(1).max(MAX_ID_LENGTH).optional(),
      /** Taking off without one: whatever the value. */
      value: TagValue.optional(),
    })
    .refine((body) => (body.personIds === undefined) !== (body.audienceId === undefined), oneSource),
  /** `changed`: people who got or lost it, when it was done at once; null with a job. */
  response: z.object({ changed: z.number().nullable(), jobId: z.string().nullable() }),
  errors: ['identity.tag_not_manual', 'audience.not_found'],
})

export const whyTag = endpoint({
  name: 'persons.why_tag',
  method: 'GET',
  path: '/persons/:id/tags/:name/why',
  access: 'people.read',
  summary: { zh: '客户为什么有或没有这个标签', en: 'Why a person has the tag, or does not' },
  params: z.object({ id: PersonId, name: TagName }),
  response: z.object({
    has: z.boolean(),
    since: instant.nullable(),
    /** In the language of the request. */
    words: z.string(),
    /** As its rule says now, part by part; null for a tag without a rule. */
    rule: Why.nullable(),
    /** What made the values of an interest, highest score first; null for other tags. */
    interests: z.array(z.object({ value: z.string(), score: z.number(), events: z.number(), lastAt: instant })).nullable(),
  }),
  errors: ['identity.tag_unknown'],
})
