/** Customers belong to the world; what a corp calls one of them is an external id. */
import { createHash } from 'node:crypto'
import { refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'

export interface Customer {
  /** As `POST /_sandbox/world` gave it; the platform never shows it. */
  readonly id: string
  readonly name: string
  readonly gender: 0 | 1 | 2
  readonly city: string
  readonly mobile: string
  readonly avatar: string
  readonly unionid: string
  /** Undefined: a person of WeChat; else the other corp whose WeCom they use. */
  readonly wecomCorpName: string | undefined
}

interface CustomerRow {
  id: string
  name: string
  gender: 0 | 1 | 2
  city: string
  mobile: string
  avatar: string
  unionid: string
  wecom_corp_name: string | null
}

export function findCustomer(world: World, id: string): Customer | undefined {
  const row = world.store.get<CustomerRow>('select * from customers where id = ?', [id])
  return row && asCustomer(row)
}

/** @throws DeedRefused `unknown_customer` */
export function customerForDeed(world: World, id: string): Customer {
  return findCustomer(world, id) ?? refuseDeed('unknown_customer', `no customer ${id} in this world`)
}

/** The first ones of the world, in the order they came. */
export function customersOfWorld(world: World, limit: number): Customer[] {
  return world.store.all<CustomerRow>('select * from customers order by number limit ?', [limit]).map(asCustomer)
}

export function customerByUnionid(world: World, unionid: string): Customer | undefined {
  const row = world.store.get<CustomerRow>('select * from customers where unionid = ?', [unionid])
  return row && asCustomer(row)
}

/** The one external_userid the corp has for this customer, whoever of its staff knows them; made at the first asking. */
export function externalUserIdOf(world: World, input: { corpId: string; customerId: string }): string {
  const sql = 'select external_user_id as id from external_ids where corp_id = ? and customer_id = ?'
  const known = world.store.get<{ id: string }>(sql, [input.corpId, input.customerId])
  if (known) return known.id
  const id = world.ids.externalUserId()
  world.store.run('insert into external_ids values (?, ?, ?)', [input.corpId, input.customerId, id])
  return id
}

/** Who stands behind an external_userid of the corp; undefined when it never gave out such an id. */
export function customerByExternalUserId(world: World, input: { corpId: string; externalUserId: string }): Customer | undefined {
  const sql = `select customers.* from external_ids join customers on customers.id = external_ids.customer_id
    where external_ids.corp_id = ? and external_ids.external_user_id = ?`
  const row = world.store.get<CustomerRow>(sql, [input.corpId, input.externalUserId])
  return row && asCustomer(row)
}

/** The openid of a customer at an app or corp: one each, and always the same. */
export function openidOf(input: { appId: string; customerId: string }): string {
  return `o${createHash('sha256').update(`${input.appId} ${input.customerId}`).digest('base64url').slice(0, 27)}`
}

function asCustomer(row: CustomerRow): Customer {
  return {
    id: row.id,
    name: row.name,
    gender: row.gender,
    city: row.city,
    mobile: row.mobile,
    avatar: row.avatar,
    unionid: row.unionid,
    wecomCorpName: row.wecom_corp_name ?? undefined,
  }
}
