/** A customer opens an acquisition link and adds whom it leads to. */
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'
import { staffOfWay } from '../contact-ways/ways.ts'
import { addContact } from '../contacts/adding.ts'
import { ADD_WAY, knownExternalUserId, relation, relationsOfCustomer } from '../contacts/relations.ts'
import { externalUserIdOf } from '../corp/customers.ts'
import { type AcquisitionLink, findLink, linkByUrl, type PriorityOption } from './links.ts'
import { tellAcquisition } from './news.ts'
import { chargeQuota, quotaBalance } from './quota.ts'

/** WW:97297: a longer `customer_channel` is cut. */
const CHANNEL_BYTES = 64

/** The link behind an address, and the channel the address names. */
export function readLinkUrl(world: World, address: string): { link: AcquisitionLink; state: string } | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  const link = linkByUrl(world, `${url.origin}${url.pathname}`)
  return link && { link, state: cutBytes(url.searchParams.get('customer_channel') ?? '', CHANNEL_BYTES) }
}

/** The customer opens the link and adds; a link without staff or quota leads nowhere. */
export function useLink(world: World, opened: { link: AcquisitionLink; state: string }, customerId: string): Effects {
  const { link, state } = opened
  const { corpId, linkId } = link
  const sql = 'insert into acquisition_clicks (corp_id, link_id, customer_id, state, at) values (?, ?, ?, ?, ?)'
  world.store.run(sql, [corpId, linkId, customerId, state, world.clock.now()])
  const fields = { LinkId: linkId, State: state || undefined }
  const openedTold = tellAcquisition(world, { corpId, change: 'open_profile', fields })
  const userId = chooseStaff(world, link, customerId)
  if (userId === undefined) {
    return [
      'the link leads to nobody',
      ...openedTold,
      ...tellAcquisition(world, { corpId, change: 'link_unavailable', fields: { LinkId: linkId } }),
    ]
  }
  if (quotaBalance(world, corpId) === 0) return ['the link cannot be used: the quota is used up', ...openedTold]
  const externalUserId = externalUserIdOf(world, { corpId, customerId })
  const isNew = relation(world, corpId, userId, externalUserId) === undefined
  const requestTold = isNew ? tellAcquisition(world, { corpId, change: 'friend_request', fields }) : []
  const mode = link.skipVerify === 1 ? 'mutual' : 'requested'
  const added = addContact(world, { corpId, userId, customerId, addWay: ADD_WAY.acquisitionLink, state, wayId: linkId, mode })
  if (isNew) remember(world, { link, userId, externalUserId, state })
  return [...openedTold, ...requestTold, ...added, ...(isNew ? settleAcquired(world) : [])]
}

/** Charges the quota for customers whom the staff member has accepted by now. */
export function settleAcquired(world: World): Effects {
  const sql = `select a.seq, a.corp_id as corpId from acquisition_customers a
    join contacts c on c.corp_id = a.corp_id and c.user_id = a.user_id and c.external_userid = a.external_userid
    where a.added_at is null and c.status in ('mutual', 'one_way')`
  return world.store.all<{ seq: number; corpId: string }>(sql).flatMap(({ seq, corpId }) => {
    world.store.run('update acquisition_customers set added_at = ? where seq = ?', [world.clock.now(), seq])
    return chargeQuota(world, corpId)
  })
}

/** A contact has priority where the link says so; otherwise whoever's turn it is. */
function chooseStaff(world: World, link: AcquisitionLink, customerId: string): string | undefined {
  const staff = staffOfWay(world, link)
  const priority = link.priorityOption === null ? undefined : (JSON.parse(link.priorityOption) as PriorityOption)
  const known = knownExternalUserId(world, link.corpId, customerId)
  const contacts = known === undefined ? [] : relationsOfCustomer(world, link.corpId, known).map((one) => one.userId)
  const preferred = priority && contacts.find((userId) => priority.priority_type === 1 || priority.priority_userid_list?.includes(userId))
  if (preferred !== undefined) return preferred
  world.store.run('update acquisition_links set turn = turn + 1 where seq = ?', [link.seq])
  return staff[link.turn % Math.max(staff.length, 1)]
}

function remember(world: World, came: { link: AcquisitionLink; userId: string; externalUserId: string; state: string }): void {
  const { corpId, linkId } = came.link
  const sql = `insert into acquisition_customers (corp_id, link_id, user_id, external_userid, state, at) values (?, ?, ?, ?, ?, ?)
    on conflict (corp_id, user_id, external_userid) do update set link_id = excluded.link_id, state = excluded.state, at = excluded.at, added_at = null`
  world.store.run(sql, [corpId, linkId, came.userId, came.externalUserId, came.state, world.clock.now()])
}

/** Cuts a text to so many bytes without breaking a character. */
function cutBytes(text: string, most: number): string {
  let bytes = 0
  const kept: string[] = []
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > most) break
    kept.push(character)
  }
  return kept.join('')
}

/** For calls: the link of this id made by this app. */
export function linkOfApp(world: World, app: { corpId: string; agentId: number }, linkId: string): AcquisitionLink | undefined {
  const link = findLink(world, app.corpId, linkId)
  return link?.agentId === app.agentId ? link : undefined
}
