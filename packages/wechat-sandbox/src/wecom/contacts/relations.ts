/** Relations between staff and customers: the face of contacts for every other area. */
import type { World } from '../../world.ts'
import { customerByExternalUserId } from '../corp/customers.ts'
import { clearTags } from '../corp-tags/marks.ts'

/**
 * requested: the customer asked, verification is on · half: added without verification, the staff member has not confirmed (not a contact yet) ·
 * mutual · one_way: the customer deleted the staff member, who still has the customer: the platform's calls go on working (WW errcode 84061).
 * A staff member's deletion removes the row.
 */
export type RelationStatus = 'requested' | 'half' | 'mutual' | 'one_way'

export interface Relation {
  readonly seq: number
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly customerId: string
  readonly status: RelationStatus
  readonly createdAt: number
  /** From when on calls by id see the relation; before that they answer 84061. */
  readonly settlesAt: number
  readonly talkedAt: number
  readonly addWay: number
  readonly operUserId: string
  readonly state: string | null
  readonly wayId: string | null
  readonly remark: string
  readonly description: string
  readonly remarkCompany: string
  /** JSON array of strings. */
  readonly remarkMobiles: string
}

/** Where a contact came from (WW:92265 `add_way`); codes from 11 on are unverified. */
export const ADD_WAY = {
  unknown: 0,
  code: 1,
  phoneSearch: 2,
  card: 3,
  group: 4,
  acquisitionLink: 16,
  internalShare: 201,
  assigned: 202,
} as const

const COLUMNS = `seq, corp_id as corpId, user_id as userId, external_userid as externalUserId, customer_id as customerId, status,
  created_at as createdAt, settles_at as settlesAt, talked_at as talkedAt, add_way as addWay, oper_userid as operUserId, state, way_id as wayId,
  remark, description, remark_company as remarkCompany, remark_mobiles as remarkMobiles`

const RELATION_SQL = `select ${COLUMNS} from contacts where corp_id = ? and user_id = ? and external_userid = ?`
const WITH_CUSTOMER_SQL = `select ${COLUMNS} from contacts where corp_id = ? and user_id = ? and external_userid =
  (select external_user_id from external_ids where corp_id = ? and customer_id = ?)`
const OF_STAFF_SQL = `select ${COLUMNS} from contacts where corp_id = ? and user_id = ? and seq > ? and status in ('mutual', 'one_way') order by seq limit ?`
const OF_CUSTOMER_SQL = `select ${COLUMNS} from contacts where corp_id = ? and external_userid = ? and status in ('mutual', 'one_way') order by seq`

/** The relation in whatever status, half and requested ones included; undefined when there is none. */
export function relation(world: World, corpId: string, userId: string, externalUserId: string): Relation | undefined {
  return world.store.get<Relation>(RELATION_SQL, [corpId, userId, externalUserId])
}

/** Is the staff member able to see and serve the customer (also when the customer deleted them)? */
export function isContact(found: Relation | undefined): found is Relation {
  return found !== undefined && (found.status === 'mutual' || found.status === 'one_way')
}

/** Contacts (mutual and one-way) of a staff member in the order they were added; `after` is the `seq` of the last one seen. */
export function relationsOfStaff(world: World, corpId: string, userId: string, page: { after?: number; limit?: number } = {}): Relation[] {
  return world.store.all<Relation>(OF_STAFF_SQL, [corpId, userId, page.after ?? 0, page.limit ?? -1])
}

/** The staff members who have this customer, mutual and one-way, oldest relation first. */
export function relationsOfCustomer(world: World, corpId: string, externalUserId: string): Relation[] {
  return world.store.all<Relation>(OF_CUSTOMER_SQL, [corpId, externalUserId])
}

/** How many contacts a staff member has. */
export function contactCount(world: World, corpId: string, userId: string): number {
  const sql = "select count(*) as n from contacts where corp_id = ? and user_id = ? and status in ('mutual', 'one_way')"
  return world.store.get<{ n: number }>(sql, [corpId, userId])?.n ?? 0
}

/** The world's customer behind an external_userid of the corp; undefined when the corp never gave out such an id. */
export function customerOf(world: World, corpId: string, externalUserId: string): string | undefined {
  return customerByExternalUserId(world, { corpId, externalUserId })?.id
}

/** The corp's external_userid of a customer if the corp ever gave one out; does not make one. */
export function knownExternalUserId(world: World, corpId: string, customerId: string): string | undefined {
  const sql = 'select external_user_id as id from external_ids where corp_id = ? and customer_id = ?'
  return world.store.get<{ id: string }>(sql, [corpId, customerId])?.id
}

/** The relation of a customer to a staff member, for deeds, which name customers by the world's own id. */
export function relationWith(world: World, corpId: string, userId: string, customerId: string): Relation | undefined {
  return world.store.get<Relation>(WITH_CUSTOMER_SQL, [corpId, userId, corpId, customerId])
}

export interface NewRelation {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly customerId: string
  readonly status?: RelationStatus
  readonly addWay: number
  /** Who did the adding: the staff member, the customer's external_userid, or who assigned. */
  readonly operUserId: string
  readonly state?: string | undefined
  readonly wayId?: string | undefined
  /** Milliseconds; calls by id see the relation from then on. Absent: at once. */
  readonly settlesAt?: number
  readonly remark?: string
  readonly description?: string
}

/**
 * Writes the relation, or brings an existing one to this status: remark and tags of a one-way relation outlive the customer's return.
 * Says nothing to anybody: callbacks are the business of whoever calls.
 */
export function addRelation(world: World, added: NewRelation): Relation {
  const now = world.clock.now()
  const status = added.status ?? 'mutual'
  const sql = `insert into contacts (corp_id, user_id, external_userid, customer_id, status, created_at, settles_at, talked_at, add_way, oper_userid,
      state, way_id, remark, description) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (corp_id, user_id, external_userid) do update set status = excluded.status, created_at = excluded.created_at,
      settles_at = excluded.settles_at, talked_at = excluded.talked_at, add_way = excluded.add_way, oper_userid = excluded.oper_userid,
      state = excluded.state, way_id = excluded.way_id
    returning ${COLUMNS}`
  const { corpId, userId, externalUserId, customerId } = added
  const values = [corpId, userId, externalUserId, customerId, status, now, added.settlesAt ?? now, now, added.addWay, added.operUserId]
  const written = world.store.get<Relation>(sql, [
    ...values,
    added.state ?? null,
    added.wayId ?? null,
    added.remark ?? '',
    added.description ?? '',
  ])
  if (written === undefined) throw new Error('sqlite returned no row for a written relation')
  if (status === 'mutual') noteDeed(world, { corpId, userId, externalUserId, deed: 'add' })
  else if (added.operUserId === userId) noteDeed(world, { corpId, userId, externalUserId, deed: 'apply' })
  return written
}

/** The staff member confirms who asked or was half added; `createdAt` becomes now. Says nothing to anybody. */
export function confirmRelation(world: World, found: Relation, settlesAt: number): void {
  const now = world.clock.now()
  const sql = "update contacts set status = 'mutual', created_at = ?, settles_at = ?, talked_at = ? where seq = ?"
  world.store.run(sql, [now, settlesAt, now, found.seq])
  noteDeed(world, { corpId: found.corpId, userId: found.userId, externalUserId: found.externalUserId, deed: 'add' })
}

/** They talked: decides who a mass send without sender goes to. */
export function touchRelation(world: World, found: Relation): void {
  world.store.run('update contacts set talked_at = ? where seq = ?', [world.clock.now(), found.seq])
}

/**
 * Ends a relation. By the customer a mutual one stays as one-way; otherwise the row goes, and remark and tags with it.
 * Says nothing to anybody. Answers the status before, undefined when there was nothing to end.
 */
export function removeRelation(
  world: World,
  ended: { corpId: string; userId: string; externalUserId: string; by: 'customer' | 'staff' | 'transfer' },
): RelationStatus | undefined {
  const { corpId, userId, externalUserId, by } = ended
  const found = relation(world, corpId, userId, externalUserId)
  if (!found || (by === 'customer' && found.status === 'one_way')) return undefined
  if (by === 'customer' && found.status === 'mutual') {
    world.store.run("update contacts set status = 'one_way' where seq = ?", [found.seq])
  } else {
    world.store.run('delete from contacts where seq = ?', [found.seq])
    clearTags(world, { corpId, userId, externalUserId })
  }
  if (isContact(found)) noteDeed(world, { corpId, userId, externalUserId, deed: `${by}_delete` })
  return found.status
}

interface ContactDeed {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly deed: 'apply' | 'add' | 'customer_delete' | 'staff_delete' | 'transfer_delete'
}

function noteDeed(world: World, { corpId, userId, externalUserId, deed }: ContactDeed): void {
  const sql = 'insert into contact_deeds (corp_id, user_id, external_userid, deed, at) values (?, ?, ?, ?, ?)'
  world.store.run(sql, [corpId, userId, externalUserId, deed, world.clock.now()])
}
