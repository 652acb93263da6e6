/** The ledger of what people agreed to and took back. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { PersonId } from '../../identity/contract.ts'

/** Channels of the brand's own, on which nobody has to pay a platform for attention. */
export const OWN_CHANNELS = [
  'wecom',
  'group',
  'moments',
  'official_account',
  'mini_program',
  'sms',
  'email',
  'push',
  'phone',
  'store',
] as const
export type OwnChannel = (typeof OWN_CHANNELS)[number]

/** `all` stands for every channel, also later ones. */
export const CONSENT_CHANNELS = [...OWN_CHANNELS, 'all'] as const
export const ConsentChannel = z.enum(CONSENT_CHANNELS)
export type ConsentChannel = z.output<typeof ConsentChannel>

/** What can reach people now. An openid belongs to an Official Account or to a mini program; its kind does not say which. */
export const REACHABLE_CHANNELS = ['wecom', 'weixin', 'sms', 'phone', 'email'] as const
export type ReachableChannel = (typeof REACHABLE_CHANNELS)[number]

export const ConsentState = z.enum(['granted', 'withdrawn'])
export type ConsentState = z.output<typeof ConsentState>

const PURPOSE_NAME = /^[a-z][a-z0-9_]{0,39}$/
export const PurposeName = z.string().regex(PURPOSE_NAME)

const MAX_NAME_LENGTH = 100
const MAX_RELATION_LENGTH = 40
const MAX_CONTACT_LENGTH = 200
const MAX_SOURCE_LENGTH = 60
const MAX_TIME_LENGTH = 40
/** Of a proof as JSON; a picture is named by its id or address. */
export const PROOF_MAX_BYTES = 16 * 1024

/** Who agreed for a child. Without `people.read_personal` name and contact are masked. */
export const Guardian = z.strictObject({
  name: z.string().trim().min(1).max(MAX_NAME_LENGTH),
  /** `父亲`, `mother`. */
  relation: z.string().trim().min(1).max(MAX_RELATION_LENGTH),
  /** Phone number or address. */
  contact: z.string().trim().min(1).max(MAX_CONTACT_LENGTH).optional(),
})
export type Guardian = z.output<typeof Guardian>

/** Whatever shows it: the words agreed to, an address, the version of a form, an ip, the id of a screenshot. */
export const Proof = z.record(z.string(), z.unknown())
export type Proof = z.output<typeof Proof>

export const ConsentEntry = z.object({
  id: z.string(),
  /** The person as they are now. */
  personId: PersonId,
  purpose: z.string(),
  channel: ConsentChannel,
  state: ConsentState,
  /** When they said so; what decides between two entries. */
  at: instant,
  recordedAt: instant,
  /** Name of the account or key that recorded it. */
  by: z.string(),
  /** How it came: `console`, `api`, or what the caller named. */
  source: z.string(),
  /** Null when there is none, or for roles without `people.read_personal`. */
  proof: Proof.nullable(),
  hasProof: z.boolean(),
  guardian: Guardian.nullable(),
})
export type ConsentEntry = z.output<typeof ConsentEntry>

export const recordConsent = endpoint({
  name: 'consents.record',
  method: 'POST',
  path: '/consents',
  access: 'consents.write',
  summary: { zh: '记一条同意或撤回', en: 'Record that a person agreed or took it back' },
  body: z.strictObject({
    personId: PersonId,
    purpose: PurposeName,
    channel: ConsentChannel,
    state: ConsentState,
    proof: Proof.optional(),
    /** Needed to agree for a child under fourteen. */
    guardian: Guardian.optional(),
    /** When they said so, not later than now; absent: now. Without a zone a time in the workspace's. */
    at: z.string().min(1).max(MAX_TIME_LENGTH).optional(),
    source: z.string().trim().min(1).max(MAX_SOURCE_LENGTH).optional(),
  }),
  response: ConsentEntry,
  errors: [
    'compliance.purpose_undeclared',
    'compliance.channel_not_of_purpose',
    'compliance.guardian_needed',
    'compliance.proof_too_large',
  ],
})

/** What holds now for one purpose on one channel; an entry for all channels counts for each. */
export const ConsentNow = z.object({
  purpose: z.string(),
  channel: ConsentChannel,
  state: ConsentState,
  since: instant,
  source: z.string(),
  by: z.string(),
  /** The entry that decides. */
  entryId: z.string(),
  proof: Proof.nullable(),
  hasProof: z.boolean(),
  guardian: Guardian.nullable(),
})
export type ConsentNow = z.output<typeof ConsentNow>

export const personConsents = endpoint({
  name: 'persons.consents',
  method: 'GET',
  path: '/persons/:id/consents',
  access: 'consents.read',
  summary: { zh: '一位客户的同意：现状与全部记录', en: 'What a person agreed to: now, and every entry' },
  params: z.object({ id: PersonId }),
  query: z.object(listQuery),
  response: listOf(ConsentEntry).extend({
    current: z.array(ConsentNow),
    /** Under fourteen, or marked as a minor: agreeing needs a guardian. */
    guardianNeeded: z.boolean(),
  }),
})
