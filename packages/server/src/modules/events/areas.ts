/**
 * Areas of events: whatever a person does, in a group, with content, in a campaign or in the shop, is an event of that person, and its name
 * says which area it belongs to. One table for the timeline, the person's summary and the figures. Browser-safe.
 */
import type { Words } from '../../platform/i18n/locale.ts'
import { NAMED_AREAS, type NamedArea, standardEvents } from './standard-events.ts'

export const AREAS = [...NAMED_AREAS, 'other'] as const
export type Area = (typeof AREAS)[number]

export const areaWords: Readonly<Record<Area, Words>> = {
  visit: { zh: '访问', en: 'Visits' },
  order: { zh: '订单', en: 'Orders' },
  content: { zh: '内容', en: 'Content' },
  group: { zh: '社群', en: 'Groups' },
  campaign: { zh: '活动', en: 'Campaigns' },
  channel: { zh: '触达', en: 'Reach' },
  service: { zh: '服务', en: 'Service' },
  member: { zh: '会员', en: 'Membership' },
  identity: { zh: '身份', en: 'Identity' },
  other: { zh: '其他', en: 'Other' },
}

/** Beginnings of names that tell the area of what is not in the table. None is the beginning of another. */
const areaPrefixes: Readonly<Record<NamedArea, readonly string[]>> = {
  visit: ['visit_', 'page_', 'product_'],
  order: ['order_', 'payment_', 'checkout_', 'refund_'],
  content: ['content_', 'article_', 'video_', 'note_'],
  group: ['group_'],
  campaign: ['campaign_', 'promotion_'],
  channel: ['message_', 'sms_', 'email_', 'push_', 'friend_', 'wecom_'],
  service: ['service_', 'ticket_', 'survey_', 'review_'],
  member: ['member_', 'points_', 'coupon_', 'level_', 'balance_'],
  identity: ['$profile_'],
}

const areaOfName: ReadonlyMap<string, Area> = new Map(NAMED_AREAS.flatMap((area) => standardEvents[area].map(({ name }) => [name, area])))

/** The area of an event by its name: the table decides, then the beginning of the name; what neither knows is `other`. */
export function areaOf(name: string): Area {
  const known = areaOfName.get(name)
  if (known !== undefined) return known
  return NAMED_AREAS.find((area) => areaPrefixes[area].some((prefix) => name.startsWith(prefix))) ?? 'other'
}

/** The same as a question to the store: names that are in the area, beginnings that are unless the name is one of `except`. */
export interface AreaNames {
  readonly names: readonly string[]
  readonly prefixes: readonly string[]
  /** Names that the table puts somewhere else. */
  readonly except: readonly string[]
}

/** Of a named area; `other` is what no named area has. */
export function namesOfArea(area: NamedArea): AreaNames {
  const names = standardEvents[area].map(({ name }) => name)
  const prefixes = areaPrefixes[area]
  const elsewhere = [...areaOfName].filter(([name, of]) => of !== area && prefixes.some((prefix) => name.startsWith(prefix)))
  return { names, prefixes, except: elsewhere.map(([name]) => name) }
}
