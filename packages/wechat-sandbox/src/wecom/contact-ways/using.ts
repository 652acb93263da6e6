/** A customer uses a contact way. */
import { type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { addContact } from '../contacts/adding.ts'
import { ADD_WAY } from '../contacts/relations.ts'
import { type ContactWay, staffOfWay } from './ways.ts'

/** Whoever's turn it is gets the customer; an exclusive way always leads the same customer to the same staff member. */
export function useContactWay(world: World, way: ContactWay, customerId: string): Effects {
  const staff = staffOfWay(world, way)
  const before = way.isExclusive === 1 ? hitOf(world, way, customerId) : undefined
  const userId = before !== undefined && staff.includes(before) ? before : staff[way.turn % Math.max(staff.length, 1)]
  if (userId === undefined) return refuseDeed('dead_code', 'nobody behind this code works here any more')
  world.store.run('update contact_ways set turn = turn + 1 where seq = ?', [way.seq])
  if (way.isExclusive === 1 && userId !== before) rememberHit(world, way, { customerId, userId })
  const mode = way.skipVerify === 1 ? 'mutual' : 'requested'
  const { corpId, state, configId } = way
  return addContact(world, { corpId, userId, customerId, addWay: ADD_WAY.code, state, wayId: configId, mode })
}

function hitOf(world: World, way: ContactWay, customerId: string): string | undefined {
  const sql = 'select user_id as userId from contact_way_hits where config_id = ? and customer_id = ?'
  return world.store.get<{ userId: string }>(sql, [way.configId, customerId])?.userId
}

function rememberHit(world: World, way: ContactWay, hit: { customerId: string; userId: string }): void {
  const sql = `insert into contact_way_hits (config_id, customer_id, user_id) values (?, ?, ?)
    on conflict (config_id, customer_id) do update set user_id = excluded.user_id`
  world.store.run(sql, [way.configId, hit.customerId, hit.userId])
}
