/** Quotas: what the platform allows a corp, how much of it is used, and what it said about that. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { bothWords } from '../../../../platform/i18n/schema-words.ts'
import { CorpId, corpParams } from '../connection/contract.ts'
import { ALARM_KINDS, QUOTA_STATES, QUOTAS } from './names.ts'

const MAX_DAYS = 366
const MAX_LIMIT = 1_000_000
const MIN_NEAR_PERCENT = 50
const MAX_NEAR_PERCENT = 99

export const QuotaSubject = z.object({
  /** An interface, a userid. */
  key: z.string(),
  /** Of staff their name, else as the key. */
  name: z.string(),
  used: z.number(),
  limit: z.number().nullable(),
  state: z.enum(QUOTA_STATES),
})
export type QuotaSubject = z.output<typeof QuotaSubject>

export const Quota = z.object({
  corpId: z.string(),
  quota: z.enum(QUOTAS),
  /** Of the subject nearest to its limit, where there are several. Null: not known. */
  used: z.number().nullable(),
  /** Null: not known, or none was set. */
  limit: z.number().nullable(),
  unit: z.enum(['people', 'tags', 'codes', 'units', 'calls', 'tasks', 'contacts']),
  /** When what is used begins again; null where it never does. */
  resetsAt: instant.nullable(),
  state: z.enum(QUOTA_STATES),
  /** When it was measured or asked; null: never yet. */
  asOf: instant.nullable(),
  /** Why the state is unknown: `not_asked`, or the platform's words. */
  reason: z.string().nullable(),
  /** `platform`: said by it. `settings`: the platform publishes none, this one is the workspace's. */
  limitFrom: z.enum(['platform', 'settings']),
  /** Interfaces or members, nearest to their limit first, at most twenty. */
  subjects: z.array(QuotaSubject),
  /** How many subjects are near their limit, and how many have reached it. */
  near: z.number(),
  full: z.number(),
  /** Of `receive_slots`: how many contacts have so many sends left; the last one stands for that many and more. */
  slots: z.array(z.object({ left: z.number(), people: z.number() })),
  /** Of `acquisition`: units that end on a day of Beijing. */
  expiries: z.array(z.object({ day: z.iso.date(), units: z.number() })),
})
export type Quota = z.output<typeof Quota>

export const listQuotas = endpoint({
  name: 'channels.wecom.quotas',
  method: 'GET',
  path: '/channels/wecom/quotas',
  access: 'channels.read',
  summary: { zh: '额度：用了多少、还剩多少、哪些快满了', en: 'Quotas: how much is used, what is left, which are nearly full' },
  query: z.object({ corpId: CorpId.optional() }),
  response: z.object({ items: z.array(Quota) }),
})

export const measureQuotas = endpoint({
  name: 'channels.wecom.measure_quotas',
  method: 'POST',
  path: '/channels/wecom/:corpId/quotas',
  access: 'channels.read',
  summary: { zh: '现在就重新查一遍额度', en: 'Measure the quotas of a corp now' },
  params: corpParams,
  response: z.object({ items: z.array(Quota) }),
  errors: ['channels.corp_unknown'],
  readOnly: true,
})

export const readQuotaDays = endpoint({
  name: 'channels.wecom.quota_days',
  method: 'GET',
  path: '/channels/wecom/:corpId/quota-days',
  access: 'channels.read',
  summary: { zh: '额度每天用到多少', en: 'How much of each quota was used by day' },
  params: corpParams,
  query: z
    .object({ from: z.iso.date(), to: z.iso.date() })
    .refine(({ from, to }) => from <= to, { path: ['to'], ...bothWords('不能早于 from', 'must not be before from') })
    .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 < MAX_DAYS, {
      path: ['to'],
      ...bothWords(`最多 ${MAX_DAYS} 天`, `spans at most ${MAX_DAYS} days`),
    }),
  response: z.object({
    /** Days of the workspace's zone that were measured, the most that was seen on each. */
    items: z.array(z.object({ day: z.iso.date(), quota: z.enum(QUOTAS), used: z.number(), limit: z.number().nullable() })),
  }),
  errors: ['channels.corp_unknown'],
})

const own = z.int().min(1).max(MAX_LIMIT).nullable()

export const QuotaLimits = z.strictObject({
  /** From this share of a limit on a quota counts as nearly full. */
  nearPercent: z.int().min(MIN_NEAR_PERCENT).max(MAX_NEAR_PERCENT),
  /** Limits that the platform does not publish; null: not watched. */
  contactsPerStaff: own,
  newContactsPerStaffADay: own,
  massTasksPerStaffADay: own,
})
export type QuotaLimits = z.output<typeof QuotaLimits>

export const getQuotaLimits = endpoint({
  name: 'channels.wecom.quota_limits',
  method: 'GET',
  path: '/channels/wecom/:corpId/quota-limits',
  access: 'channels.read',
  summary: { zh: '自己设的额度上限与提醒线', en: 'Limits of our own, and when a quota counts as nearly full' },
  params: corpParams,
  response: QuotaLimits,
  errors: ['channels.corp_unknown'],
})

export const putQuotaLimits = endpoint({
  name: 'channels.wecom.put_quota_limits',
  method: 'PUT',
  path: '/channels/wecom/:corpId/quota-limits',
  access: 'channels.manage',
  summary: { zh: '修改自己设的额度上限与提醒线', en: 'Change limits of our own, and when a quota counts as nearly full' },
  params: corpParams,
  body: QuotaLimits,
  response: QuotaLimits,
  errors: ['channels.corp_unknown'],
})

const bothLanguages = z.object({ zh: z.string(), en: z.string() })

export const QuotaAlarm = z.object({
  id: z.string(),
  corpId: z.string(),
  kind: z.enum(ALARM_KINDS),
  /** The link it is about; '' where it is about none. */
  subject: z.string(),
  /** What happened and what it stops. */
  words: bothLanguages,
  mend: bothLanguages,
  firstAt: instant,
  lastAt: instant,
  times: z.number(),
  /** Null: still open. */
  settledAt: instant.nullable(),
  /** Who settled it; null: the platform, by telling that it is over. */
  settledBy: z.string().nullable(),
})
export type QuotaAlarm = z.output<typeof QuotaAlarm>

export const listQuotaAlarms = endpoint({
  name: 'channels.wecom.quota_alarms',
  method: 'GET',
  path: '/channels/wecom/quota-alarms',
  access: 'channels.read',
  summary: {
    zh: '企业微信通知的额度警报：余额不足、链接不可用',
    en: 'What WeCom warned of: balances that run out, links that do not work',
  },
  query: z.object({ open: z.enum(['true', 'false']).default('true') }),
  response: z.object({
    /** Latest first, at most two hundred. */
    items: z.array(QuotaAlarm),
  }),
})

export const settleQuotaAlarm = endpoint({
  name: 'channels.wecom.settle_quota_alarm',
  method: 'POST',
  path: '/channels/wecom/quota-alarms/:id/settle',
  access: 'channels.manage',
  summary: { zh: '标记警报已处理', en: 'Settle an alarm' },
  params: z.object({ id: z.string().regex(/^\d{1,15}$/) }),
  response: z.object({ settled: z.boolean() }),
  errors: ['channels.alarm_unknown'],
})
