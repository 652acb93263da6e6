/** What a builder of rules offers while somebody types: names of traits, and values that people have. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'

const MAX_SUGGESTIONS = 100
const DEFAULT_SUGGESTIONS = 20
const MAX_NAME_LENGTH = 200
const MAX_SEARCH_LENGTH = 200

const search = {
  /** Part of what is looked for, upper and lower case alike. */
  q: z.string().min(1).max(MAX_SEARCH_LENGTH).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_SUGGESTIONS).default(DEFAULT_SUGGESTIONS),
}

export const traitNames = endpoint({
  name: 'traits.names',
  method: 'GET',
  path: '/traits/names',
  access: 'people.read',
  summary: { zh: '客户有的特征，最多的在前', en: 'Traits that people have, the most frequent first' },
  query: z.object(search),
  response: z.object({ items: z.array(z.object({ name: z.string(), people: z.number() })) }),
})

export const traitValues = endpoint({
  name: 'traits.values',
  method: 'GET',
  path: '/traits/values',
  access: 'people.read',
  summary: { zh: '一个特征的值，最多的在前', en: 'Values of a trait, the most frequent first' },
  query: z.object({ name: z.string().min(1).max(MAX_NAME_LENGTH), ...search }),
  /** Entries of lists each for itself; phone numbers and e-mail addresses are not among them. */
  response: z.object({ items: z.array(z.object({ value: z.string(), people: z.number() })) }),
})
