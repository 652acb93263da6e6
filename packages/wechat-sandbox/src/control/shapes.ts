/** What the control calls take. */
import { z } from 'zod'
import { deedShape } from '../deeds.ts'
import { durationShape } from './durations.ts'

/** A world of the size of a large retailer; above, use deeds in bulk. */
const MAX_STAFF = 5_000
const MAX_CUSTOMERS = 500_000
const MAX_GROUPS = 5_000
const MAX_DEEDS = 10_000
const MAX_DAYS = 366
const MAX_LINES = 1_000
const MAX_ADDRESSES = 100

const callbackUrl = z.url({ protocol: /^https?$/ })

export const planShape = z
  .object({
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
    staff: z.number().int().min(1).max(MAX_STAFF).default(3),
    customers: z.number().int().min(0).max(MAX_CUSTOMERS).default(10),
    groups: z.number().int().min(0).max(MAX_GROUPS).default(1),
    callbackUrl: callbackUrl.optional(),
    wecomShare: z.number().min(0).max(1).optional(),
  })
  .strict()

/** What an administrator sets in the console; null takes a setting away. */
export const settingsShape = z
  .object({
    callbackUrl: callbackUrl.nullable().optional(),
    contactsAllowed: z.boolean().optional(),
    visibleUserIds: z.array(z.string()).max(MAX_STAFF).nullable().optional(),
    trustedAddresses: z.array(z.string()).max(MAX_ADDRESSES).nullable().optional(),
  })
  .strict()

export const deedsShape = z.object({ deeds: z.array(deedShape).max(MAX_DEEDS) }).strict()
export const clockShape = z.object({ advance: durationShape }).strict()
export const runShape = z.object({ days: z.number().int().min(1).max(MAX_DAYS) }).strict()
const person = { customer: z.string().min(1).optional(), staff: z.string().min(1).optional() }
const onePerson = (query: { customer?: string | undefined; staff?: string | undefined }) =>
  (query.customer === undefined) !== (query.staff === undefined)
const NAME_ONE = { message: 'name either customer or staff' }

export const personQuery = z.object(person).refine(onePerson, NAME_ONE)
export const inboxQuery = z
  .object({
    ...person,
    limit: z.coerce.number().int().min(1).max(MAX_LINES).default(MAX_LINES),
    afterId: z.coerce.number().int().min(0).default(0),
  })
  .refine(onePerson, NAME_ONE)
export const logQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_LINES).default(100),
  beforeId: z.coerce.number().int().min(1).optional(),
})
