/** externalcontact/remark: what a staff member calls and notes of a contact. */
import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { CONTACT_CALLS_AT_ONCE, requireContact } from './reading.ts'
import type { Relation } from './relations.ts'

/** WW:92694, characters; the number of phone numbers is ours. */
export const REMARK_LIMITS = { remark: 20, description: 150, company: 20, mobiles: 5 } as const

export interface RemarkChange {
  readonly remark?: string | undefined
  readonly description?: string | undefined
  readonly remarkCompany?: string | undefined
  readonly remarkMobiles?: readonly string[] | undefined
  readonly remarkPicMediaId?: string | undefined
}

/** Writes the fields that are given; phone numbers are overwritten as a whole, `['']` clears them. */
export function changeRemark(world: World, found: Relation, change: RemarkChange): void {
  const sql = `update contacts set remark = coalesce(?, remark), description = coalesce(?, description),
    remark_company = coalesce(?, remark_company), remark_mobiles = coalesce(?, remark_mobiles),
    remark_pic_mediaid = coalesce(?, remark_pic_mediaid) where seq = ?`
  const mobiles = change.remarkMobiles && JSON.stringify(change.remarkMobiles.filter((mobile) => mobile !== ''))
  const texts = [change.remark ?? null, change.description ?? null, change.remarkCompany ?? null]
  world.store.run(sql, [...texts, mobiles ?? null, change.remarkPicMediaId ?? null, found.seq])
}

export const remarkContact = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/remark',
  source: 'WW:92694',
  limits: 'remark 20, description 150, company 20 characters (company of WeChat users only); one field at least; 84061; 45033',
  body: z.object({
    userid: z.string().min(1),
    external_userid: z.string().min(1),
    remark: z.string().max(REMARK_LIMITS.remark).optional(),
    description: z.string().max(REMARK_LIMITS.description).optional(),
    remark_company: z.string().max(REMARK_LIMITS.company).optional(),
    remark_mobiles: z.array(z.string().max(32)).max(REMARK_LIMITS.mobiles).optional(),
    remark_pic_mediaid: z.string().optional(),
  }),
  concurrency: CONTACT_CALLS_AT_ONCE,
  answer: ({ world, app, body }) => {
    const found = requireContact(world, app, body)
    const change = {
      remark: body.remark,
      description: body.description,
      remarkCompany: body.remark_company,
      remarkMobiles: body.remark_mobiles,
      remarkPicMediaId: body.remark_pic_mediaid,
    }
    if (Object.values(change).every((value) => value === undefined)) {
      platformError(40035, 'remark, description, remark_company, remark_mobiles and remark_pic_mediaid are all absent')
    }
    changeRemark(world, found, change)
    return {}
  },
})
