/** A customer and a staff member become contacts: the one way in, whichever door was used. */
import { type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { externalUserIdOf, findCustomer } from '../corp/customers.ts'
import { issueWelcomeCode, wasWelcomed } from '../welcome/codes.ts'
import { consoleWelcome } from '../welcome/console.ts'
import { tellContact } from './news.ts'
import { ADD_WAY, addRelation, confirmRelation, type Relation, relation } from './relations.ts'

/**
 * How long calls by id answer 84061 after an add (A13: "right after an add event a get may return 84061 for a while"). The platform names no
 * length; these are ours. Most adds settle within the usual time, one of `slowOneIn` takes up to the slow one.
 */
const SETTLE = { usualMs: 800, slowMs: 5_000, slowOneIn: 20 } as const

export interface Added {
  readonly corpId: string
  readonly userId: string
  readonly customerId: string
  readonly addWay: number
  readonly state?: string | undefined
  /** config_id of the contact way or link_id of the acquisition link used. */
  readonly wayId?: string | undefined
  /** requested: the staff member must accept first · half: added without verification, to be confirmed. */
  readonly mode?: 'mutual' | 'half' | 'requested'
}

/** The customer adds the staff member. A contact already: nothing changes, the chat opens. Who still is in the staff member's list needs no verification. */
export function addContact(world: World, added: Added): Effects {
  const { corpId, userId, customerId, addWay, state, wayId } = added
  const externalUserId = externalUserIdOf(world, { corpId, customerId })
  const before = relation(world, corpId, userId, externalUserId)
  if (before?.status === 'mutual') return [`${userId} is a contact already, the chat opens`]
  if (before && isAskedByStaff(before)) return confirmContact(world, before)
  const mode = before?.status === 'one_way' ? 'mutual' : (added.mode ?? 'mutual')
  if (before && mode !== 'mutual') return [`${userId} has not answered yet`]
  const fields = { corpId, userId, externalUserId, customerId, addWay, state, wayId, operUserId: externalUserId }
  if (mode === 'requested') {
    addRelation(world, { ...fields, status: 'requested' })
    return [`asked ${userId}, who must accept`]
  }
  if (mode === 'half') {
    addRelation(world, { ...fields, status: 'half' })
    return [`half added ${userId}, who must confirm`, ...tellAdd(world, { ...fields, change: 'add_half_external_contact' })]
  }
  addRelation(world, { ...fields, settlesAt: settlesAt(world) })
  return [`added ${userId}`, ...tellAdd(world, { ...fields, change: 'add_external_contact' })]
}

/** The staff member asks the customer, who must accept. Makes no callback until then. */
export function askCustomer(world: World, asked: { corpId: string; userId: string; customerId: string }): Effects {
  const { corpId, userId, customerId } = asked
  const externalUserId = externalUserIdOf(world, { corpId, customerId })
  const before = relation(world, corpId, userId, externalUserId)
  if (before?.status === 'mutual') return [`${customerId} is a contact already, the chat opens`]
  if (before?.status === 'requested' || before?.status === 'half') {
    return isAskedByStaff(before) ? [`${customerId} has not answered yet`] : confirmContact(world, before)
  }
  // who deleted the staff member stays a one-way contact until they accept: nothing new to write
  if (before) return refuseDeed('deleted_by_customer', `${customerId} deleted ${userId} and must add them again`)
  addRelation(world, { ...asked, externalUserId, addWay: ADD_WAY.phoneSearch, operUserId: userId, status: 'requested' })
  return [`asked ${customerId}, who must accept`]
}

/** A request of the staff member's, which only the customer can accept. */
export function isAskedByStaff(found: Relation): boolean {
  return found.status === 'requested' && found.operUserId === found.userId
}

/** Who was asked accepts, or the staff member confirms a half-added customer. */
export function confirmContact(world: World, found: Relation): Effects {
  confirmRelation(world, found, settlesAt(world))
  const { corpId, userId, externalUserId, customerId } = found
  const welcomed = found.status === 'half' && wasWelcomed(world, found)
  const told = { corpId, userId, externalUserId, customerId, state: found.state ?? undefined, welcomed }
  return [`${userId} and ${customerId} are contacts`, ...tellAdd(world, { ...told, change: 'add_external_contact' })]
}

interface Told {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly customerId: string
  readonly state?: string | undefined
  readonly welcomed?: boolean
  readonly change: 'add_external_contact' | 'add_half_external_contact'
}

/** No welcome code for users of WeCom, nor when the half-added customer was welcomed, nor where the console welcomes (WW:92599). */
function tellAdd(world: World, told: Told): Effects {
  const welcomes = !told.welcomed && findCustomer(world, told.customerId)?.wecomCorpName === undefined
  const own = consoleWelcome(world, told.corpId)
  if (own !== undefined && told.change === 'add_external_contact') {
    const content = { msgtype: 'text', text: { content: own } }
    world.deliver({ to: { customer: told.customerId }, from: told.userId, channel: 'wecom', content })
  }
  const welcomeCode = welcomes && own === undefined ? issueWelcomeCode(world, told) : undefined
  return tellContact(world, { ...told, welcomeCode })
}

function settlesAt(world: World): number {
  const longestMs = world.random.integer(SETTLE.slowOneIn) === 0 ? SETTLE.slowMs : SETTLE.usualMs
  return world.clock.now() + world.random.integer(longestMs)
}
