/** From ids of WeChat to ids of the corp and back. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { DAY_MS } from '../beijing-days.ts'
import { findCorp } from '../corp/corps.ts'
import { customerByExternalUserId, customerByUnionid, externalUserIdOf } from '../corp/customers.ts'
import { chatsWith } from '../groups/chats.ts'
import { checkExternalUserId } from './reading.ts'
import { relationsOfCustomer } from './relations.ts'

/** WW:97108 */
const PENDING_ID_LIFE_MS = 90 * DAY_MS
/** WW:97108 */
const PENDING_IDS_AT_ONCE = 100
/** WW:97108, of one corp. */
const CONVERSION_FREQUENCY = { perHour: 100_000, perDay: 480_000, perMonth: 7_500_000 } as const

export const unionidToExternalUserid = defineCall({
  method: 'POST',
  path: '/cgi-bin/idconvert/unionid_to_external_userid',
  source: 'WW:97108',
  limits: '100,000 an hour, 480,000 a day, 7.5 million a month; pending_id of who is no contact, valid 90 days',
  body: z.object({ unionid: z.string().min(1), openid: z.string().min(1), subject_type: z.union([z.literal(0), z.literal(1)]).default(0) }),
  frequency: CONVERSION_FREQUENCY,
  answer: ({ world, app, body }) => {
    const customer = requireByUnionid(world, app.corpId, body.unionid)
    const externalUserId = externalUserIdOf(world, { corpId: app.corpId, customerId: customer.id })
    if (isKnown(world, app.corpId, externalUserId)) return { external_userid: externalUserId }
    return { pending_id: pendingIdOf(world, app.corpId, customer.id) }
  },
})

export const externalUseridToPendingId = defineCall({
  method: 'POST',
  path: '/cgi-bin/idconvert/batch/external_userid_to_pending_id',
  source: 'WW:97108',
  limits: '100 at once; only of people whose unionid was asked for within 90 days',
  body: z.object({ chat_id: z.string().optional(), external_userid: z.array(z.string().min(1)).min(1).max(PENDING_IDS_AT_ONCE) }),
  answer: ({ world, app, body }) => {
    const sql = 'select pending_id as id from contact_pending_ids where corp_id = ? and customer_id = ? and expires_at > ?'
    const result = body.external_userid.flatMap((externalUserId) => {
      const customer = customerByExternalUserId(world, { corpId: app.corpId, externalUserId })
      const pending = customer && world.store.get<{ id: string }>(sql, [app.corpId, customer.id, world.clock.now()])
      return pending ? [{ external_userid: externalUserId, pending_id: pending.id }] : []
    })
    return { result }
  },
})

export const unionidToExternalUseridOld = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/unionid_to_external_userid',
  source: 'A2',
  limits: '84061 of who is neither contact nor in a group',
  body: z.object({ unionid: z.string().min(1), openid: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const customer = requireByUnionid(world, app.corpId, body.unionid)
    const externalUserId = externalUserIdOf(world, { corpId: app.corpId, customerId: customer.id })
    if (!isKnown(world, app.corpId, externalUserId)) platformError(84061, `unionid: ${body.unionid}`)
    return { external_userid: externalUserId }
  },
})

export const convertToOpenid = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/convert_to_openid',
  source: 'A2',
  limits: 'WeChat users only (43004); the openid is the corp’s own, for payments',
  body: z.object({ external_userid: z.string().min(1) }),
  answer: ({ world, app, body }) => {
    const externalUserId = checkExternalUserId(body.external_userid)
    const customer = customerByExternalUserId(world, { corpId: app.corpId, externalUserId })
    if (!customer || !isKnown(world, app.corpId, externalUserId)) return platformError(84061, `external_userid: ${externalUserId}`)
    if (customer.wecomCorpName !== undefined) platformError(43004, 'a user of WeCom has no openid')
    const openid = createHash('sha256').update(`${app.corpId} openid ${customer.unionid}`).digest('base64url').slice(0, 26)
    return { openid: `o_${openid}` }
  },
})

function requireByUnionid(world: World, corpId: string, unionid: string) {
  if (findCorp(world, corpId)?.developerBound !== true) platformError(41057)
  return customerByUnionid(world, unionid) ?? platformError(610014, `unionid: ${unionid}`)
}

/** A contact of somebody, or a member of one of the corp's groups. */
function isKnown(world: World, corpId: string, externalUserId: string): boolean {
  return relationsOfCustomer(world, corpId, externalUserId).length > 0 || chatsWith(world, corpId, externalUserId).length > 0
}

function pendingIdOf(world: World, corpId: string, customerId: string): string {
  const now = world.clock.now()
  const sql = `insert into contact_pending_ids (corp_id, customer_id, pending_id, expires_at) values (?, ?, ?, ?)
    on conflict (corp_id, customer_id) do update set expires_at = excluded.expires_at returning pending_id as id`
  const values = [corpId, customerId, world.ids.opaque('pd'), now + PENDING_ID_LIFE_MS]
  const row = world.store.get<{ id: string }>(sql, values)
  if (!row) throw new Error('sqlite returned no row for a written one')
  return row.id
}
