/** Quotas that only the platform knows. WW:92696, 92577, 97400 */
import { z } from 'zod'
import { localDate } from '../../../../platform/time-zone.ts'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import type { Corp } from '../connection/corps.ts'
import type { Found } from './found.ts'

/** WW:92696, groups of strategies included; those an app is not told about. */
const MAX_CORP_TAGS = 3_000
/** WW:96348: contact ways and join ways together. */
const MAX_CODES = 500_000
/** WW:92577 */
const CODES_PER_PAGE = 1_000
const MAX_CODE_PAGES = MAX_CODES / CODES_PER_PAGE
/** WW:92577: older ones are not listed. 2021-07-10 of Beijing, in seconds. */
const FIRST_CODES_AT = 1_625_846_400
const BEIJING = 'Asia/Shanghai'
/** Nobody buys so many lots. */
const MAX_LOTS = 50

type Asked = { readonly wecom: Wecom; readonly corp: Corp; readonly signal?: AbortSignal | undefined }

const TAGS = {
  method: 'POST',
  api: 'externalcontact/get_corp_tag_list',
  repeatable: true,
  answer: z.object({ tag_group: z.array(z.object({ tag: z.array(z.unknown()).default([]) })).default([]) }),
} as const satisfies WecomCall

/** @throws WecomFailure */
export async function askCorpTags({ wecom, corp, signal }: Asked): Promise<Found> {
  const { tag_group: groups } = await callWecom(wecom, { corp, call: TAGS, signal })
  return { quota: 'corp_tags', used: groups.reduce((sum, { tag }) => sum + tag.length, 0), limit: MAX_CORP_TAGS }
}

const CODES = {
  method: 'POST',
  api: 'externalcontact/list_contact_way',
  repeatable: true,
  answer: z.object({ contact_way: z.array(z.unknown()).default([]), next_cursor: z.string().default('') }),
} as const satisfies WecomCall

/** Codes that our app made; join ways share the limit, but no interface lists them. @throws WecomFailure */
export async function askCodes({ wecom, corp, signal }: Asked): Promise<Found> {
  let used = 0
  let cursor = ''
  for (let pages = 0; pages < MAX_CODE_PAGES; pages++) {
    const body = { start_time: FIRST_CODES_AT, limit: CODES_PER_PAGE, ...(cursor !== '' && { cursor }) }
    const answer = await callWecom(wecom, { corp, call: CODES, body, signal })
    used += answer.contact_way.length
    if (answer.next_cursor === '') break
    cursor = answer.next_cursor
  }
  return { quota: 'contact_ways', used, limit: MAX_CODES }
}

const ACQUISITION = {
  method: 'GET',
  api: 'externalcontact/customer_acquisition_quota',
  repeatable: true,
  answer: z.object({
    /** Used ever. */
    total: z.int().nonnegative().default(0),
    balance: z.int().nonnegative().default(0),
    quota_list: z.array(z.object({ expire_date: z.int().nonnegative(), balance: z.int().nonnegative() })).default([]),
  }),
} as const satisfies WecomCall

/** Bought units: used ever, and used ever with what is left. @throws WecomFailure */
export async function askAcquisition({ wecom, corp, signal }: Asked): Promise<Found> {
  const { total, balance, quota_list: lots } = await callWecom(wecom, { corp, call: ACQUISITION, signal })
  const expiries = lots
    .filter((lot) => lot.balance > 0)
    .toSorted((one, other) => one.expire_date - other.expire_date)
    .slice(0, MAX_LOTS)
    .map((lot) => ({ day: localDate(lot.expire_date * 1_000, BEIJING), units: lot.balance }))
  return { quota: 'acquisition', used: total, limit: total + balance, expiries }
}
