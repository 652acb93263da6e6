/** People, their identifiers and the kinds of identifiers. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../platform/http/list.ts'
import { bothWords } from '../../platform/i18n/schema-words.ts'
import { DECLARABLE_KIND } from './kinds.ts'

const MAX_REFERENCE_LENGTH = 400
const MAX_SEARCH_LENGTH = 200
const MAX_ID_LENGTH = 20
/** Ids that one call may ask for. */
export const MAX_ASKED_IDS = 100
const MAX_KIND_LENGTH = 120
const MAX_TRAIT_NAME_LENGTH = 200
const MAX_TRAITS_EDITED = 100
const MAX_TIME_LENGTH = 64

/** A person's id as it appears in answers: the number of the atom that stands for the person. */
export const PersonId = z.string().min(1).max(MAX_ID_LENGTH)

export const Identifier = z.object({
  kind: z.string(),
  /** Masked for roles without `people.read_personal` when the kind is personal. */
  value: z.string(),
  verified: z.boolean(),
  since: instant,
})
export type Identifier = z.output<typeof Identifier>

/** How a value of a trait is chosen among those that sources gave. */
export const TraitRule = z.enum(['latest', 'trusted', 'first'])
export type TraitRule = z.output<typeof TraitRule>

/** Where the value of a trait comes from. */
export const TraitSource = z.object({
  /** `request` (edited by a person), `server`, `import`, `sensors`, `segment`. */
  source: z.string(),
  /** Name of the account or key that edited it; empty when an event or a file did. */
  by: z.string(),
  /** Time of the event or edit that gave the value. */
  changedAt: instant,
  rule: TraitRule,
})
export type TraitSource = z.output<typeof TraitSource>

/** Where a person stands now, in the terms of audiences; each is null where nothing tells it. */
export const PersonStanding = z.object({
  lifecycle: z.object({ stage: z.string(), paying: z.boolean() }).nullable(),
  value: z.object({ stage: z.string().nullable(), intent: z.string().nullable(), relation: z.string() }),
  rfm: z.object({ r: z.number(), f: z.number(), m: z.number(), segment: z.string() }).nullable(),
  predictions: z
    .object({
      alive: z.number(),
      expectedPurchases: z.number(),
      lifetimeValue: z.number().nullable(),
      nextPurchaseOn: z.string().nullable(),
    })
    .nullable(),
})
export type PersonStanding = z.output<typeof PersonStanding>

export const Person = z.object({
  id: PersonId,
  /** Strongest kind first, at most 1,000; `identifiersTotal` says how many there are. */
  identifiers: z.array(Identifier),
  identifiersTotal: z.number(),
  traits: z.record(z.string(), z.unknown()),
  /** By name, at most 1,000; `values` is empty for a tag without values. */
  tags: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  /** When the first identifier was seen. */
  firstSeenAt: instant,
  /** Time of the latest event; without one, when the person was first seen. */
  lastSeenAt: instant,
  /** How many atoms make up the person; 1 when nothing was linked or merged. */
  atoms: z.number(),
  /** Present when the asked id was merged away: the id of this person, which goes on. */
  mergedInto: PersonId.optional(),
  /** What holds now, by purpose and channel; only when one person is read by somebody who may see consents. */
  consent: z
    .array(z.object({ purpose: z.string(), channel: z.string(), state: z.enum(['granted', 'withdrawn']), since: instant }))
    .optional(),
  /** By trait name; only when one person is read. */
  traitSources: z.record(z.string(), TraitSource).optional(),
  /** Only when one person is read, by id or by an identifier. */
  ...PersonStanding.partial().shape,
})
export type Person = z.output<typeof Person>

const personErrors = [
  'identity.reference_malformed',
  'identity.kind_undeclared',
  'identity.value_empty',
  'identity.value_too_long',
  'identity.value_malformed',
]
/** ISO 8601; without a zone the time is read in the workspace's. */
const time = z.string().min(1).max(MAX_TIME_LENGTH)

export const listPersons = endpoint({
  name: 'persons.list',
  method: 'GET',
  path: '/persons',
  access: 'people.read',
  summary: { zh: '按标识查找客户，或搜索、列出客户', en: 'Find a person by an identifier, or search and list people' },
  query: z.object({
    ...listQuery,
    /** `KIND:VALUE`, exact; a question of its own, the others are not looked at. */
    identifier: z.string().min(1).max(MAX_REFERENCE_LENGTH).optional(),
    /** Ids, separated by commas; a question of its own. One that was merged away is answered by the person that goes on, each person once. */
    ids: z
      .string()
      .min(1)
      .max(MAX_ASKED_IDS * (MAX_ID_LENGTH + 1))
      .optional(),
    /** An id, the beginning of an identifier, a whole phone number or e-mail address, or the beginning of a name. */
    q: z.string().max(MAX_SEARCH_LENGTH).optional(),
    /** Only people who have an identifier of this kind, or of a family, `openid:<appid>`; alone by value, else in the order of the other filter. */
    kind: z.string().min(1).max(MAX_KIND_LENGTH).optional(),
    /** Only people whom a merge made of two, newest merge first; a link to a new identifier does not count. */
    merged: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
    /** `NAME:VALUE`: only people whose value of the trait is exactly this. */
    trait: z
      .string()
      .refine((text) => /^[^:]+:/.test(text), bothWords('要写成 特征:值', 'write NAME:VALUE'))
      .max(MAX_REFERENCE_LENGTH)
      .optional(),
    /** First seen within `seenFrom` ≤ t < `seenTo`. */
    seenFrom: time.optional(),
    seenTo: time.optional(),
  }),
  response: listOf(Person).extend({
    /** With `ids`: those that were merged away, each with the id that answers for it. */
    mergedInto: z.record(PersonId, PersonId).optional(),
  }),
  errors: personErrors,
})

export const readPerson = endpoint({
  name: 'persons.read',
  method: 'GET',
  path: '/persons/:id',
  access: 'people.read',
  summary: { zh: '一个客户', en: 'One person' },
  params: z.object({ id: PersonId }),
  response: Person,
})

const TraitName = z.string().min(1).max(MAX_TRAIT_NAME_LENGTH)

export const editTraits = endpoint({
  name: 'persons.edit_traits',
  method: 'PATCH',
  path: '/persons/:id/traits',
  access: 'people.write',
  summary: { zh: '修改客户的特征', en: "Edit a person's traits" },
  params: z.object({ id: PersonId }),
  body: z
    .strictObject({
      set: z.record(TraitName, z.json()).default({}),
      unset: z.array(TraitName).max(MAX_TRAITS_EDITED).default([]),
    })
    .refine(
      ({ set, unset }) => Object.keys(set).length + unset.length <= MAX_TRAITS_EDITED && Object.keys(set).length + unset.length > 0,
      bothWords(`须有 1 到 ${MAX_TRAITS_EDITED} 个特征`, `name between 1 and ${MAX_TRAITS_EDITED} traits`),
    ),
  response: Person,
  errors: ['identity.trait_is_identifier', 'identity.trait_too_long'],
})

export const TraitChange = z.object({
  /** `too_long`: the value was too long to be kept in the history. */
  what: z.enum(['set', 'unset', 'too_long']),
  /** Null unless `set`. */
  value: z.unknown(),
  /** Time of the event or edit. */
  changedAt: instant,
  /** When it was stored here, by the real clock. */
  recordedAt: instant,
  source: z.string(),
  by: z.string(),
  /** The part of a merged person that the value belongs to; after an un-merge it goes with it. */
  atom: PersonId,
})
export type TraitChange = z.output<typeof TraitChange>

export const traitHistory = endpoint({
  name: 'persons.trait_history',
  method: 'GET',
  path: '/persons/:id/traits/:name/history',
  access: 'people.read',
  summary: { zh: '一个特征的变化，最新的在前', en: 'How a trait changed, newest first' },
  params: z.object({ id: PersonId, name: TraitName }),
  query: z.object(listQuery),
  response: listOf(TraitChange),
})

export const NamedTraitRule = z.object({ name: z.string(), rule: TraitRule })

export const listTraitRules = endpoint({
  name: 'trait_rules.list',
  method: 'GET',
  path: '/trait-rules',
  access: 'people.read',
  summary: { zh: '特征取值的规则', en: 'How values of traits are chosen' },
  response: z.object({
    /** Those that are not `latest`, by name. */
    items: z.array(NamedTraitRule.extend({ changedAt: instant, by: z.string() })),
    /** Most trusted first; sources that are not named come last. */
    trust: z.array(z.string()),
  }),
})

export const setTraitRule = endpoint({
  name: 'trait_rules.set',
  method: 'PUT',
  path: '/trait-rules/:name',
  access: 'people.write',
  summary: { zh: '设定一个特征的取值规则', en: 'Set how the value of a trait is chosen' },
  params: z.object({ name: TraitName }),
  body: z.strictObject({
    /** `latest`: the latest by its own time. `trusted`: the most trusted source, of that the latest. `first`: the first, until a person edits it. */
    rule: TraitRule,
  }),
  response: NamedTraitRule,
  errors: ['identity.trait_is_identifier', 'identity.too_many_trait_rules'],
})

const MAX_POWER = 100
/** Words stand for powers: none 0, weak 30, strong 90. */
const Power = z.union([z.number().int().min(0).max(MAX_POWER), z.enum(['none', 'weak', 'strong'])])

export const IdentifierKind = z.object({
  kind: z.string(),
  unique: z.boolean(),
  single: z.boolean(),
  mergePower: z.number(),
  trust: z.number(),
  personal: z.boolean(),
  /** False for the kinds that every workspace has. */
  declared: z.boolean(),
})

export const listIdentifierKinds = endpoint({
  name: 'identifier_kinds.list',
  method: 'GET',
  path: '/identifier-kinds',
  access: 'people.read',
  summary: { zh: '可用的标识类型', en: 'Identifier kinds that may be used' },
  response: z.object({ items: z.array(IdentifierKind) }),
})

const DEFAULT_POWER = 50

export const declareIdentifierKind = endpoint({
  name: 'identifier_kinds.declare',
  method: 'POST',
  path: '/identifier-kinds',
  access: 'people.write',
  summary: { zh: '声明一种标识', en: 'Declare an identifier kind' },
  body: z.strictObject({
    kind: z
      .string()
      .refine(
        (kind) => DECLARABLE_KIND.test(kind),
        bothWords('要写成小写英文字母开头的单词，可带 :范围', 'write a lower-case word, with :SCOPE if need be'),
      ),
    unique: z.boolean().default(true),
    single: z.boolean().default(false),
    mergePower: Power.default(DEFAULT_POWER),
    trust: Power.default(DEFAULT_POWER),
  }),
  response: IdentifierKind,
  errors: ['identity.kind_exists', 'identity.too_many_kinds'],
})
