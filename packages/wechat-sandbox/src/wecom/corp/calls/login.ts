/** Who opened a page: codes of the OAuth page become members or outsiders. */
import { z } from 'zod'
import { defineCall } from '../../../call.ts'
import { platformError } from '../../../platform-error.ts'
import type { World } from '../../../world.ts'
import { canSee, mustSee } from '../corps.ts'
import { openidOf } from '../customers.ts'
import { issueTicket, memberOfTicket, redeemCode } from '../oauth.ts'
import { findStaff } from '../staff.ts'

const getUserInfo = defineCall({
  method: 'GET',
  path: '/cgi-bin/auth/getuserinfo',
  source: 'A1',
  limits: 'a code lives 5 min and once; 40029, 42022, 41008',
  query: z.object({ code: z.string().default('') }),
  answer: ({ world, app, query }) => {
    if (query.code === '') platformError(41008)
    const person = redeemCode(world, { corpId: app.corpId, code: query.code })
    if ('customer' in person) return outsider(world, { corpId: app.corpId, customerId: person.customer })
    if (!canSee(world, app, person.staff)) return { userid: person.staff }
    const { ticket, expiresInSeconds } = issueTicket(world, { corpId: app.corpId, userId: person.staff })
    return { userid: person.staff, user_ticket: ticket, expires_in: expiresInSeconds }
  },
})

/** external_userid is said of customers of the corp only. */
function outsider(world: World, input: { corpId: string; customerId: string }): object {
  const sql = 'select external_user_id as id from external_ids where corp_id = ? and customer_id = ?'
  const known = world.store.get<{ id: string }>(sql, [input.corpId, input.customerId])
  const openid = openidOf({ appId: input.corpId, customerId: input.customerId })
  return { openid, ...(known && { external_userid: known.id }) }
}

const getUserDetail = defineCall({
  method: 'POST',
  path: '/cgi-bin/auth/getuserdetail',
  source: 'A1',
  limits: 'a user_ticket lives 30 min',
  body: z.object({ user_ticket: z.string() }),
  answer: ({ world, app, body }) => {
    const userId = memberOfTicket(world, { corpId: app.corpId, ticket: body.user_ticket })
    mustSee(world, app, userId)
    const member = findStaff(world, app.corpId, userId)
    return {
      userid: userId,
      gender: String(member.gender),
      avatar: member.avatar,
      qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=${userId}`,
      mobile: member.mobile,
      email: member.email,
      biz_mail: '',
      address: '',
    }
  },
})

export const loginCalls = [getUserInfo, getUserDetail]
