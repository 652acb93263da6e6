/** What personal data is used for and how long it is kept: the two registers the law asks for. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { CONSENT_CHANNELS, ConsentChannel, PurposeName } from '../consents/contract.ts'

const MAX_TITLE_LENGTH = 80
const MAX_TEXT_LENGTH = 1_000
const MAX_CATEGORIES = 30
const MAX_RECIPIENTS = 50
/** A hundred years. */
const MAX_DAYS = 36_500

/**
 * Article 13 of the PIPL in its order: consent; a contract with the person; managing one's own staff; a legal duty; an emergency; news and public
 * supervision; what the person made public; another law. `legitimate_interest` is for the law of other countries, the PIPL does not know it.
 */
export const LegalBasis = z.enum([
  'consent',
  'contract',
  'human_resources',
  'legal_obligation',
  'emergency',
  'public_interest',
  'made_public',
  'other_law',
  'legitimate_interest',
])
export type LegalBasis = z.output<typeof LegalBasis>

const title = z.string().trim().min(1).max(MAX_TITLE_LENGTH)

/** Whoever gets the data: works for us (`processor`), for themselves (`recipient`), or together with us (`joint`). */
export const Recipient = z.strictObject({
  name: title,
  role: z.enum(['processor', 'recipient', 'joint']),
  /** Where, when it leaves the country. */
  country: title.optional(),
  why: z.string().trim().max(MAX_TEXT_LENGTH).optional(),
})
export type Recipient = z.output<typeof Recipient>

export const Purpose = z.object({
  name: z.string(),
  words: z.object({ zh: z.string(), en: z.string() }),
  description: z.string(),
  legalBasis: LegalBasis,
  channels: z.array(ConsentChannel),
  /** Kinds of data used: `联系方式`, `购买记录`. */
  dataCategories: z.array(z.string()),
  /** Null: until the purpose is fulfilled or the person is erased. */
  retentionDays: z.number().nullable(),
  marketing: z.boolean(),
  recipients: z.array(Recipient),
  /** True: only with consent. False: until it is withdrawn. */
  needsConsent: z.boolean(),
  /** False: as it comes with the product, nobody has changed it here. */
  declared: z.boolean(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
})
export type Purpose = z.output<typeof Purpose>

export const listPurposes = endpoint({
  name: 'purposes.list',
  method: 'GET',
  path: '/purposes',
  access: 'consents.read',
  summary: { zh: '用途登记：个人信息用来做什么、凭什么', en: 'Register of purposes: what personal data is used for, and on what ground' },
  response: z.object({ items: z.array(Purpose) }),
})

export const putPurpose = endpoint({
  name: 'purposes.put',
  method: 'PUT',
  path: '/purposes/:name',
  access: 'purposes.manage',
  summary: { zh: '登记或修改一个用途', en: 'Register or change a purpose' },
  params: z.object({ name: PurposeName }),
  body: z
    .strictObject({
      words: z.strictObject({ zh: title, en: title.optional() }),
      description: z.string().trim().max(MAX_TEXT_LENGTH).default(''),
      legalBasis: LegalBasis,
      channels: z.array(ConsentChannel).min(1).max(CONSENT_CHANNELS.length).default(['all']),
      dataCategories: z.array(title).max(MAX_CATEGORIES).default([]),
      retentionDays: z.number().int().min(1).max(MAX_DAYS).nullable().default(null),
      marketing: z.boolean().default(false),
      recipients: z.array(Recipient).max(MAX_RECIPIENTS).default([]),
      /** Absent: for consent and for marketing. */
      needsConsent: z.boolean().optional(),
    })
    .refine(({ legalBasis, needsConsent }) => legalBasis !== 'consent' || needsConsent !== false, {
      path: ['needsConsent'],
      ...bothWords('以同意为依据的用途必须先取得同意', 'a purpose that rests on consent needs consent'),
    }),
  response: Purpose,
  errors: ['compliance.too_many_purposes'],
})

/** One kind of data: where it is, how long and why. */
export const Retention = z.object({
  kind: z.string(),
  words: z.object({ zh: z.string(), en: z.string() }),
  /** Null: until the person is erased, or for good where `why` says so. */
  days: z.number().nullable(),
  why: z.object({ zh: z.string(), en: z.string() }),
  /** `kept`: the product removes it when its time has come. `stated`: what this workspace undertakes to do. */
  upheld: z.enum(['kept', 'stated']),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
})
export type Retention = z.output<typeof Retention>

export const listRetention = endpoint({
  name: 'retention.list',
  method: 'GET',
  path: '/retention',
  access: 'consents.read',
  summary: { zh: '留存登记：每类数据存多久、为什么', en: 'Register of retention: how long each kind of data is kept, and why' },
  response: z.object({ items: z.array(Retention) }),
})

export const putRetention = endpoint({
  name: 'retention.put',
  method: 'PUT',
  path: '/retention/:kind',
  access: 'purposes.manage',
  summary: { zh: '说明一类数据存多久', en: 'State how long a kind of data is kept' },
  params: z.object({ kind: PurposeName }),
  body: z.strictObject({
    days: z.number().int().min(1).max(MAX_DAYS).nullable(),
    why: z.string().trim().min(1).max(MAX_TEXT_LENGTH),
  }),
  response: Retention,
  errors: ['compliance.retention_fixed'],
})
