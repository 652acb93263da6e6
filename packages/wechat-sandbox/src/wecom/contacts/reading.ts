/** Calls that read contacts (A2). */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { canSee, findCorp, mustSee } from '../corp/corps.ts'
import { customerByExternalUserId } from '../corp/customers.ts'
import { activeStaff, findStaff } from '../corp/staff.ts'
import { cutPage, pageSize, partCursor, readPartCursor, readSeqCursor } from './cursor.ts'
import { isContact, type Relation, relation, relationsOfCustomer, relationsOfStaff } from './relations.ts'
import { contactWithFollowJson, externalContactJson, followUserJson } from './view.ts'

/** WW:92265: a cursor is needed when more than this many staff have the customer. */
const FOLLOWERS_PER_PAGE = 500
/** WW:93010 */
const BATCH = { staff: 100, most: 100, usual: 50 } as const
/** At the same time, of one corp. The platform names no number for 45033; this one is ours. */
export const CONTACT_CALLS_AT_ONCE = 100
const EXTERNAL_USERID = /^w[mo][\w-]{30}$/

export const getFollowUserList = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_follow_user_list',
  source: 'A2',
  limits: 'only staff with 客户联系 in the visible range of the app',
  answer: ({ world, app }) => {
    const staff = activeStaff(world, app.corpId).filter((one) => one.contactsEnabled && canSee(world, app, one.userId))
    return { follow_user: staff.map((one) => one.userId) }
  },
})

export const listContacts = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/list',
  source: 'WW:92264',
  limits: '84061 when the staff member has no contacts; 84074 without 客户联系; 45033',
  query: z.object({ userid: z.string().min(1) }),
  concurrency: CONTACT_CALLS_AT_ONCE,
  answer: ({ world, app, query }) => {
    requireContactStaff(world, app, query.userid)
    const found = relationsOfStaff(world, app.corpId, query.userid)
    if (found.length === 0) platformError(84061, `${query.userid} has no external contacts`)
    return { external_userid: found.map((one) => one.externalUserId) }
  },
})

export const getContact = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get',
  source: 'WW:92265',
  limits: '84061 for nobody’s contact and for up to 5 s after an add; 500 staff a page; unionid only of WeChat users',
  query: z.object({ external_userid: z.string().min(1), cursor: z.string().optional() }),
  concurrency: CONTACT_CALLS_AT_ONCE,
  answer: ({ world, app, query }) => {
    const externalUserId = checkExternalUserId(query.external_userid)
    const customer = customerByExternalUserId(world, { corpId: app.corpId, externalUserId })
    const now = world.clock.now()
    const followers = relationsOfCustomer(world, app.corpId, externalUserId).filter(
      (one) => one.settlesAt <= now && canSee(world, app, one.userId),
    )
    if (!customer || followers.length === 0) return platformError(84061, `external_userid: ${externalUserId}`)
    const after = readSeqCursor(query.cursor)
    const { page, cursor } = cutPage(
      followers.filter((one) => one.seq > after),
      FOLLOWERS_PER_PAGE,
    )
    const bound = findCorp(world, app.corpId)?.developerBound === true
    return {
      external_contact: externalContactJson(customer, { externalUserId, bound }),
      follow_user: page.map((one) => followUserJson(world, one, customer.name)),
      ...(cursor ? { next_cursor: cursor } : {}),
    }
  },
})

export const batchGetByUser = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/batch/get_by_user',
  source: 'WW:93010',
  limits: '100 staff, 100 contacts a page (50 unless told); 45033',
  body: z.object({
    userid_list: z.array(z.string().min(1)).min(1).max(BATCH.staff),
    cursor: z.string().optional(),
    limit: pageSize(BATCH.most, BATCH.usual),
  }),
  concurrency: CONTACT_CALLS_AT_ONCE,
  answer: ({ world, app, body }) => {
    const userIds = [...new Set(body.userid_list)].sort()
    for (const userId of userIds) requireContactStaff(world, app, userId)
    const { found, cursor } = pageOverStaff(world, { corpId: app.corpId, userIds, cursor: body.cursor, limit: body.limit })
    const contacts = found.map((one) => contactWithFollowJson(world, one)).filter((one) => one !== undefined)
    return { external_contact_list: contacts, next_cursor: cursor }
  },
})

/** Walks the staff one after the other in the order of their userids; the cursor holds the userid and the last row seen of it. */
function pageOverStaff(
  world: World,
  asked: { corpId: string; userIds: readonly string[]; cursor: string | undefined; limit: number },
): { found: Relation[]; cursor: string } {
  const from = readPartCursor(asked.cursor) ?? { part: '', after: 0 }
  const found: Relation[] = []
  for (const userId of asked.userIds.filter((one) => one >= from.part)) {
    const after = userId === from.part ? from.after : 0
    found.push(...relationsOfStaff(world, asked.corpId, userId, { after, limit: asked.limit + 1 - found.length }))
    if (found.length > asked.limit) break
  }
  const page = found.slice(0, asked.limit)
  const last = page.at(-1)
  return { found: page, cursor: found.length > page.length && last ? partCursor(last.userId, last.seq) : '' }
}

/** A member of today, in the range of the app, with 客户联系. @throws 60111, 60011, 84074 */
export function requireContactStaff(world: World, app: CallingApp, userId: string): void {
  const staff = findStaff(world, app.corpId, userId)
  mustSee(world, app, userId)
  if (!staff.contactsEnabled) platformError(84074, `userid: ${userId}`)
}

/** The contact a call names. @throws 60111, 60011, 84074 of the staff member, 40096, 84061 of the customer, also while an add settles */
export function requireContact(world: World, app: CallingApp, named: { userid: string; external_userid: string }): Relation {
  requireContactStaff(world, app, named.userid)
  const found = relation(world, app.corpId, named.userid, checkExternalUserId(named.external_userid))
  if (!isContact(found) || found.settlesAt > world.clock.now()) {
    return platformError(84061, `userid: ${named.userid}, external_userid: ${named.external_userid}`)
  }
  return found
}

/** @throws 40096 of what is no external_userid at all */
export function checkExternalUserId(externalUserId: string): string {
  return EXTERNAL_USERID.test(externalUserId) ? externalUserId : platformError(40096, `external_userid: ${externalUserId}`)
}
