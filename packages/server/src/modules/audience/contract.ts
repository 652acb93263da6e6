/** Audiences: previewed, kept, compared, exported. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../platform/http/list.ts'
import { bothWords } from '../../platform/i18n/schema-words.ts'
import { TimeText } from '../events/contract.ts'
import { Identifier, PersonId } from '../identity/contract.ts'
import { RuleShape } from './rule/shape.ts'

export const MAX_AUDIENCES = 1_000
export const MAX_OVERLAP = 6
export const MAX_COMBINED = 10
/** People that one call may put into a static audience by name. */
export const MAX_NAMED_PEOPLE = 10_000
export const MAX_SAMPLE = 50
const DEFAULT_SAMPLE = 10
const MAX_NAME_LENGTH = 100
const MAX_DESCRIPTION_LENGTH = 1_000
const MAX_SEARCH_LENGTH = 100
const MAX_TRAIT_NAME_LENGTH = 200
export const MAX_EXPORTED_TRAITS = 100

const AudienceId = z.string().min(1).max(20)
const Words = z.object({ zh: z.string(), en: z.string() })
const AudienceName = z.string().trim().min(1).max(MAX_NAME_LENGTH)
const Description = z.string().trim().max(MAX_DESCRIPTION_LENGTH)

/** Every rule may be refused for these. */
export const ruleErrors = ['audience.not_found', 'audience.circle', 'audience.too_deep', 'events.unreadable_time', 'events.empty_range']

export const previewAudience = endpoint({
  name: 'audiences.preview',
  method: 'POST',
  path: '/audiences/preview',
  access: 'audiences.read',
  summary: {
    zh: '预览：符合规则的有多少人、是谁，规则用一句话怎么说',
    en: 'Preview: how many people fit a rule, some of them, and the rule in words',
  },
  body: z.strictObject({
    rule: RuleShape,
    /** What happened before this moment is known; absent: now. Traits, tags, consents and identifiers are always as they are now. */
    asOf: TimeText.optional(),
    /** One a form that is being edited: a newer preview of the same key ends the older one, which is answered 409. */
    previewKey: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
    /** So many people of it, a different choice for every rule but the same each time. */
    sample: z.number().int().min(0).max(MAX_SAMPLE).default(DEFAULT_SAMPLE),
  }),
  response: z.object({
    count: z.number(),
    /** Everybody of the workspace. */
    total: z.number(),
    sample: z.array(PersonId),
    explanation: Words,
    asOf: instant,
    computedAt: instant,
    /** False: something that people wrote within the last seconds may not be in it yet. */
    upToDate: z.boolean(),
  }),
  errors: [...ruleErrors, 'audience.preview_superseded'],
  readOnly: true,
})

export const AUDIENCE_KINDS = ['live', 'static'] as const
export const COMBINATIONS = ['union', 'intersect', 'except'] as const

/** `except`: the first without all the others. */
export const Combination = z.strictObject({
  op: z.enum(COMBINATIONS),
  ids: z.array(AudienceId).min(2).max(MAX_COMBINED),
})

export const Audience = z.object({
  id: AudienceId,
  name: z.string(),
  description: z.string(),
  /** `live` follows its rule; `static` stays as it was computed or named, until it is refreshed. */
  kind: z.enum(AUDIENCE_KINDS),
  /** `computing`: a job is at it, `jobId` tells how far; `count` and members are not whole until it is `ready`. */
  state: z.enum(['computing', 'ready', 'failed']),
  jobId: z.string().nullable(),
  /** People; null before it was first computed. Of a static audience as of `computedAt`. */
  count: z.number().nullable(),
  computedAt: instant.nullable(),
  /** Null: its people were named one by one. */
  rule: RuleShape.nullable(),
  explanation: Words.nullable(),
  /** What the rule of a static audience knows: what happened before this moment. */
  asOf: instant.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  updatedAt: instant,
  updatedBy: z.string(),
  archivedAt: instant.nullable(),
})
export type Audience = z.output<typeof Audience>

const oneSource = bothWords('rule、personIds、combine 须且只能有一个', 'needs exactly one of rule, personIds and combine')
const sourcesOf = (body: { rule?: unknown; personIds?: unknown; combine?: unknown }) =>
  [body.rule, body.personIds, body.combine].filter((one) => one !== undefined).length

export const createAudience = endpoint({
  name: 'audiences.create',
  method: 'POST',
  path: '/audiences',
  access: 'audiences.write',
  summary: {
    zh: '新建人群：按规则（live 实时，static 静态），或静态地由名单、由已有人群的交并差而来',
    en: 'Create an audience: by a rule (live or static), or static from named people or from other audiences',
  },
  body: z
    .strictObject({
      name: AudienceName,
      description: Description.default(''),
      kind: z.enum(AUDIENCE_KINDS),
      rule: RuleShape.optional(),
      personIds: z.array(PersonId).min(1).max(MAX_NAMED_PEOPLE).optional(),
      /** A live combination is a rule with `audience` leaves under `any`, `all` and `not`. */
      combine: Combination.optional(),
      /** Only for what is static. */
      asOf: TimeText.optional(),
    })
    .refine((body) => sourcesOf(body) === 1, oneSource)
    .refine(
      (body) => body.kind === 'static' || (body.rule !== undefined && body.asOf === undefined),
      bothWords('实时人群只按 rule，没有 asOf', 'a live audience takes a rule and no asOf'),
    ),
  response: Audience,
  errors: [...ruleErrors, 'audience.name_taken', 'audience.too_many', 'audience.unknown_people'],
})

export const listAudiences = endpoint({
  name: 'audiences.list',
  method: 'GET',
  path: '/audiences',
  access: 'audiences.read',
  summary: { zh: '人群，最近修改的在前', en: 'Audiences, latest change first' },
  query: z.object({
    ...listQuery,
    /** Part of the name or description. */
    q: z.string().max(MAX_SEARCH_LENGTH).optional(),
    kind: z.enum(AUDIENCE_KINDS).optional(),
    /** `true`: only archived ones. */
    archived: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  }),
  response: listOf(Audience),
})

const audienceParams = z.object({ id: AudienceId })

export const readAudience = endpoint({
  name: 'audiences.read',
  method: 'GET',
  path: '/audiences/:id',
  access: 'audiences.read',
  summary: { zh: '一个人群', en: 'One audience' },
  params: audienceParams,
  response: Audience.extend({
    /** Audiences and tags whose rule names it. */
    usedBy: z.array(z.object({ what: z.enum(['audience', 'tag']), id: z.string(), name: z.string() })),
  }),
  errors: ['audience.not_found'],
})

export const changeAudience = endpoint({
  name: 'audiences.change',
  method: 'PATCH',
  path: '/audiences/:id',
  access: 'audiences.write',
  summary: { zh: '修改人群；改规则会重新计算', en: 'Change an audience; a new rule computes it anew' },
  params: audienceParams,
  body: z.strictObject({
    name: AudienceName.optional(),
    description: Description.optional(),
    /** A static audience is computed anew, as of now. One of named people takes none. */
    rule: RuleShape.optional(),
  }),
  response: Audience,
  errors: [...ruleErrors, 'audience.name_taken', 'audience.archived', 'audience.without_rule'],
})

export const archiveAudience = endpoint({
  name: 'audiences.archive',
  method: 'DELETE',
  path: '/audiences/:id',
  access: 'audiences.write',
  summary: { zh: '归档人群；被别的人群或标签用着时拒绝', en: 'Archive an audience; refused while another audience or a tag uses it' },
  params: audienceParams,
  response: Audience,
  errors: ['audience.not_found', 'audience.in_use'],
})

export const refreshAudience = endpoint({
  name: 'audiences.refresh',
  method: 'POST',
  path: '/audiences/:id/refresh',
  access: 'audiences.write',
  summary: { zh: '按现在重新计算人群', en: 'Compute an audience anew, as of now' },
  params: audienceParams,
  response: Audience,
  errors: [...ruleErrors, 'audience.archived', 'audience.without_rule'],
})

export const AudienceMember = z.object({
  id: PersonId,
  /** Masked for roles without `people.read_personal` when the kind is personal. */
  identifiers: z.array(Identifier),
  identifiersTotal: z.number(),
  traits: z.record(z.string(), z.unknown()),
  firstSeenAt: instant,
  /** When a live audience took the person in. */
  enteredAt: instant.nullable(),
})
export type AudienceMember = z.output<typeof AudienceMember>

export const audienceMembers = endpoint({
  name: 'audiences.members',
  method: 'GET',
  path: '/audiences/:id/members',
  access: 'audiences.read',
  summary: { zh: '人群里的客户；还需要“查看客户”的权限', en: 'The people of an audience; also needs people.read' },
  params: audienceParams,
  query: z.object(listQuery),
  /** In the order of their ids; a page may be short although there are more: `nextCursor` alone says so. */
  response: listOf(AudienceMember),
  errors: ['audience.not_found'],
})

export const overlapAudiences = endpoint({
  name: 'audiences.overlap',
  method: 'POST',
  path: '/audiences/overlap',
  access: 'audiences.read',
  summary: { zh: '几个人群的重叠', en: 'How several audiences overlap' },
  body: z.strictObject({ ids: z.array(AudienceId).min(2).max(MAX_OVERLAP) }),
  response: z.object({
    audiences: z.array(z.object({ id: AudienceId, name: z.string(), count: z.number() })),
    /** One a combination of the audiences that somebody is in, the largest first. */
    intersections: z.array(
      z.object({
        ids: z.array(AudienceId),
        /** In all of these and in no other: what an upset chart draws. */
        only: z.number(),
        /** In all of these, whatever else. */
        all: z.number(),
      }),
    ),
    /** In any of them. */
    union: z.number(),
    computedAt: instant,
  }),
  errors: ruleErrors,
  readOnly: true,
})

/** Why somebody is in or not: the same for every part of the rule. */
export interface Why {
  readonly words: z.output<typeof Words>
  readonly holds: boolean
  /** What was found: 「买过 3 次，最近一次 11 月 2 日」. */
  readonly found?: z.output<typeof Words> | undefined
  readonly children?: readonly Why[] | undefined
}
export const Why: z.ZodType<Why> = z.object({
  words: Words,
  holds: z.boolean(),
  found: Words.optional(),
  get children() {
    return z.array(Why).optional()
  },
})

export const whyAudience = endpoint({
  name: 'audiences.why',
  method: 'GET',
  path: '/audiences/:id/why',
  access: 'audiences.read',
  summary: { zh: '一个客户为什么在或不在人群里', en: 'Why a person is in an audience, or is not' },
  params: audienceParams,
  query: z.object({ personId: PersonId }),
  response: z.object({
    personId: PersonId,
    /** Is among its people. A live audience follows within seconds, a static one stays as it was: then it may differ from what `rule` says now. */
    isMember: z.boolean(),
    enteredAt: instant.nullable(),
    /** As the rule says now; null without a rule. */
    rule: Why.nullable(),
  }),
  errors: [...ruleErrors],
})

export const whyRule = endpoint({
  name: 'audiences.why_rule',
  method: 'POST',
  path: '/audiences/why',
  access: 'audiences.read',
  summary: { zh: '一个客户为什么符合或不符合一条规则', en: 'Why a person fits a rule, or does not' },
  body: z.strictObject({ rule: RuleShape, personId: PersonId, asOf: TimeText.optional() }),
  response: z.object({ personId: PersonId, rule: Why }),
  errors: ruleErrors,
  readOnly: true,
})

export const personAudiences = endpoint({
  name: 'persons.audiences',
  method: 'GET',
  path: '/persons/:id/audiences',
  access: 'audiences.read',
  summary: { zh: '一个客户所在的人群', en: 'The audiences a person is in' },
  params: z.object({ id: PersonId }),
  response: z.object({
    items: z.array(z.object({ id: AudienceId, name: z.string(), kind: z.enum(AUDIENCE_KINDS), enteredAt: instant.nullable() })),
  }),
})

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const

export const exportAudience = endpoint({
  name: 'audiences.export',
  method: 'POST',
  path: '/audiences/:id/export',
  access: 'audiences.export',
  summary: {
    zh: '导出人群名单（CSV 或 XLSX）；手机号与邮箱只在有“查看手机号与邮箱”的权限时不打码',
    en: 'Export the people of an audience (CSV or XLSX); phone numbers and e-mail addresses in clear only with people.read_personal',
  },
  params: audienceParams,
  body: z.strictObject({
    format: z.enum(EXPORT_FORMATS),
    /** Traits that get a column; absent: all that anybody has, the first hundred by name. */
    traits: z.array(z.string().min(1).max(MAX_TRAIT_NAME_LENGTH)).max(MAX_EXPORTED_TRAITS).optional(),
  }),
  /** When the job is done its result holds `fileUrl`, `rows`, `sizeBytes` and `expiresAt`. */
  response: z.object({ jobId: z.string() }),
  errors: ['audience.not_found', 'audience.not_ready'],
})

export const audienceExportFile = endpoint({
  name: 'audiences.export_file',
  method: 'GET',
  path: '/audiences/exports/:jobId/file',
  access: 'audiences.export',
  summary: {
    zh: '下载导出的名单；未打码的还需要“查看手机号与邮箱”的权限',
    en: 'Fetch an exported list; one in clear also needs people.read_personal',
  },
  params: z.object({ jobId: z.uuid() }),
  response: z.undefined(),
  form: 'file',
  errors: ['audience.export_not_ready', 'audience.export_gone'],
})
