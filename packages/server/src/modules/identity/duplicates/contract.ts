/** Suggestions of people that are probably the same, decided by a person. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { PersonId } from '../contract.ts'

const MAX_ID_LENGTH = 20
const SuggestionId = z.string().min(1).max(MAX_ID_LENGTH)

export const DUPLICATE_FIELDS = [
  'given_name',
  'surname',
  'nickname',
  'birthday',
  'phone',
  'email',
  'number',
  'gender',
  'company',
  'street',
  'house',
  'city',
  'province',
  'postcode',
] as const

/** How alike two people are in one field; a field that one of them lacks is no reason and does not appear. */
export const DUPLICATE_LEVELS = ['exact', 'swapped', 'near', 'similar', 'different'] as const

export const DuplicateReason = z.object({
  field: z.enum(DUPLICATE_FIELDS),
  level: z.enum(DUPLICATE_LEVELS),
  /** Bits: how much this speaks for (above 0) or against (below 0) one person; 1 doubles the odds. */
  weight: z.number(),
  /** The reason in the language of the request, without values. */
  words: z.string(),
  /** What stands in the field today, one entry a person; null where it has nothing any more. Phone numbers and addresses are masked always. */
  values: z.tuple([z.string().nullable(), z.string().nullable()]),
})
export type DuplicateReason = z.output<typeof DuplicateReason>

export const DuplicatePerson = z.object({
  id: PersonId,
  /** The best name known; null when there is none. */
  name: z.string().nullable(),
  /** Only those that feed the comparison. */
  traits: z.record(z.string(), z.unknown()),
  /** How many identifiers the person has. */
  identifiers: z.number(),
})
export type DuplicatePerson = z.output<typeof DuplicatePerson>

export const DuplicateSuggestion = z.object({
  id: SuggestionId,
  /** Probability that the two are one, 0 to 1. */
  score: z.number().min(0).max(1),
  state: z.enum(['open', 'same', 'different']),
  /** What speaks for it first, what speaks against it last. */
  reasons: z.array(DuplicateReason),
  /** As they are now; after `same` both are the one person. */
  persons: z.tuple([DuplicatePerson, DuplicatePerson]),
  foundAt: instant,
  decidedAt: instant.nullable(),
  /** Name of the account or key that decided. */
  decidedBy: z.string().nullable(),
})
export type DuplicateSuggestion = z.output<typeof DuplicateSuggestion>

export const searchDuplicates = endpoint({
  name: 'duplicates.search',
  method: 'POST',
  path: '/duplicates/search',
  access: 'people.write',
  summary: { zh: '在后台查找疑似重复的客户', en: 'Look for people that are probably the same, in the background' },
  response: z.object({
    /** Progress counts people. A search that is already under way is answered again instead of starting a second one. */
    jobId: z.string(),
  }),
})

export const listDuplicates = endpoint({
  name: 'duplicates.list',
  method: 'GET',
  path: '/duplicates',
  access: 'people.read',
  summary: { zh: '疑似重复的客户，可能性大的在前', en: 'People that are probably the same, the likeliest first' },
  query: z.object({
    ...listQuery,
    /** `open`: the likeliest first. `decided`: the latest decision first. */
    state: z.enum(['open', 'decided']).default('open'),
    personId: PersonId.optional(),
  }),
  response: listOf(DuplicateSuggestion).extend({
    /** How many wait for a decision in the whole workspace. */
    open: z.number(),
    /** The latest search that ended; null before the first. */
    lastSearch: z.object({ jobId: z.string(), at: instant, people: z.number(), pairs: z.number() }).nullable(),
  }),
})

export const decideDuplicate = endpoint({
  name: 'duplicates.decide',
  method: 'POST',
  path: '/duplicates/:id/decide',
  access: 'people.write',
  summary: { zh: '决定两位客户是不是同一个人', en: 'Decide whether two people are the same' },
  params: z.object({ id: SuggestionId }),
  body: z.strictObject({
    /** `same` merges them, which can be undone. `different` is remembered: they are never suggested again. */
    decision: z.enum(['same', 'different']),
  }),
  response: z.object({
    id: SuggestionId,
    state: z.enum(['same', 'different']),
    /** The person that goes on; after `different` the first of the two. */
    personId: PersonId,
  }),
  errors: ['identity.duplicate_decided', 'identity.conflict'],
})
