/** What the corp is told about customers who came by an acquisition link (WW:97299). */
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'

/** WW:97299: message_from_customer comes with these messages of the customer. */
const COUNTED_MESSAGES: readonly number[] = [3, 5, 10]
/** WW:97299: get_chat_info answers this long. */
const CHAT_KEY_LIFE_MS = 30 * 60_000

export type AcquisitionChange =
  | 'open_profile'
  | 'friend_request'
  | 'customer_start_chat'
  | 'message_from_customer'
  | 'balance_low'
  | 'balance_exhausted'
  | 'balance_increased'
  | 'link_unavailable'
  | 'delete_link'
  | 'quota_expire_soon'

/** Queues a customer_acquisition callback. */
export function tellAcquisition(
  world: World,
  told: { corpId: string; change: AcquisitionChange; fields: Record<string, string | number | undefined> },
): Effects {
  world.callback({ corpId: told.corpId, Event: 'customer_acquisition', ChangeType: told.change, fields: told.fields })
  return [`callback ${told.change}`]
}

interface Pair {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly wayId: string | null
  readonly state: string | null
  readonly createdAt: number
}

/** A customer said something: the first, third, fifth and tenth message of one who came by a link are told. */
export function tellWords(world: World, pair: Pair): Effects {
  const linkId = pair.wayId
  if (linkId === null || !world.store.get('select 1 from acquisition_links where link_id = ?', [linkId])) return []
  const { corpId, userId, externalUserId } = pair
  const State = pair.state || undefined
  const received = receivedMessages(world, pair)
  if (received === 1) {
    const fields = { LinkId: linkId, UserID: userId, ExternalUserID: externalUserId, State }
    return tellAcquisition(world, { corpId, change: 'customer_start_chat', fields })
  }
  if (!COUNTED_MESSAGES.includes(received)) return []
  const ChatKey = world.ids.opaque('', 40)
  const sql = `insert into acquisition_chat_keys (chat_key, corp_id, user_id, external_userid, link_id, state, expires_at) values (?, ?, ?, ?, ?, ?, ?)`
  world.store.run(sql, [ChatKey, corpId, userId, externalUserId, linkId, pair.state ?? '', world.clock.now() + CHAT_KEY_LIFE_MS])
  return tellAcquisition(world, { corpId, change: 'message_from_customer', fields: { LinkId: linkId, State, ChatKey } })
}

/** Messages the staff member had from the customer since they became contacts. */
export function receivedMessages(
  world: World,
  pair: { corpId: string; userId: string; externalUserId: string; createdAt: number },
): number {
  const sql = `select count(*) as n from contact_messages where corp_id = ? and external_userid = ? and user_id = ? and by_staff = 0 and at >= ?`
  return world.store.get<{ n: number }>(sql, [pair.corpId, pair.externalUserId, pair.userId, pair.createdAt])?.n ?? 0
}
