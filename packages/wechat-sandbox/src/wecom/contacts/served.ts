/** externalcontact/contact_list: everybody the corp ever serves, contacts and people of its groups alike. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { pageSize, partCursor, readPartCursor } from './cursor.ts'

/** A2 */
const PAGE = { most: 1_000, usual: 500 } as const
const MS = 1_000

interface ServedRow {
  readonly seq: number
  readonly customerId: string
  readonly externalUserId: string
  readonly isCustomer: number
  readonly name: string
  readonly userId: string | null
  readonly chatId: string | null
  readonly chatName: string | null
  readonly at: number
}

/** Contacts of staff without 客户联系 are no customers of the corp. */
const CONTACTS_SQL = `select c.seq, c.customer_id as customerId, c.external_userid as externalUserId, s.contacts_enabled as isCustomer, p.name,
    c.user_id as userId, null as chatId, null as chatName, c.created_at as at
  from contacts c join customers p on p.id = c.customer_id join staff s on s.corp_id = c.corp_id and s.user_id = c.user_id
  where c.corp_id = ? and c.seq > ? and c.status in ('mutual', 'one_way') order by c.seq limit ?`
const MEMBERS_SQL = `select m.seq, m.customer_id as customerId, m.member_id as externalUserId,
    exists (select 1 from contacts c where c.corp_id = m.corp_id and c.external_userid = m.member_id and c.status in ('mutual', 'one_way')) as isCustomer,
    p.name, null as userId, m.chat_id as chatId, h.name as chatName, m.joined_at as at
  from chat_members m join customers p on p.id = m.customer_id join chats h on h.corp_id = m.corp_id and h.chat_id = m.chat_id
  where m.corp_id = ? and m.seq > ? and h.dismissed_at is null order by m.seq limit ?`

export const contactList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/contact_list',
  source: 'A2',
  limits: '1,000 a page; who is no customer has a masked name and no external_userid',
  body: z.object({ cursor: z.string().optional(), limit: pageSize(PAGE.most, PAGE.usual) }),
  answer: ({ world, app, body }) => {
    const { rows, cursor } = servedPage(world, { corpId: app.corpId, cursor: body.cursor, limit: body.limit })
    return { info_list: rows.map((row) => servedJson(app.corpId, row)), ...(cursor ? { next_cursor: cursor } : {}) }
  },
})

/** First all contacts, then all people in groups; the cursor says which of the two and the last row seen. */
function servedPage(
  world: World,
  asked: { corpId: string; cursor: string | undefined; limit: number },
): { rows: ServedRow[]; cursor: string } {
  const { part, after } = readPartCursor(asked.cursor) ?? { part: 'contacts', after: 0 }
  if (part !== 'contacts' && part !== 'members') return platformError(40058, 'cursor')
  const { corpId, limit } = asked
  const contacts = part === 'contacts' ? world.store.all<ServedRow>(CONTACTS_SQL, [corpId, after, limit + 1]) : []
  if (contacts.length > limit) {
    const rows = contacts.slice(0, limit)
    return { rows, cursor: partCursor('contacts', rows.at(-1)?.seq ?? 0) }
  }
  const from = part === 'members' ? after : 0
  const members = world.store.all<ServedRow>(MEMBERS_SQL, [corpId, from, limit + 1 - contacts.length])
  const rows = [...contacts, ...members].slice(0, limit)
  if (contacts.length + members.length <= limit) return { rows, cursor: '' }
  return { rows, cursor: partCursor('members', rows.length > contacts.length ? (rows.at(-1)?.seq ?? 0) : from) }
}

function servedJson(corpId: string, row: ServedRow): object {
  const where = row.userId !== null ? { follow_userid: row.userId } : row.isCustomer ? { chat_id: row.chatId } : { chat_name: row.chatName }
  const who = row.isCustomer ? { external_userid: row.externalUserId } : { name: `***${[...row.name].at(-1) ?? ''}` }
  const tmpOpenid = createHash('sha256').update(`${corpId} ${row.customerId}`).digest('base64url').slice(0, 28)
  return { is_customer: row.isCustomer === 1, tmp_openid: tmpOpenid, ...who, ...where, add_time: Math.floor(row.at / MS) }
}
