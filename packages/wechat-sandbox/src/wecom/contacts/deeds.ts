/** What people do about being contacts: add, accept, delete, note. */
import { z } from 'zod'
import { defineVerb, type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { onlyCorp } from '../corp/corps.ts'
import { customerForDeed } from '../corp/customers.ts'
import { staffForDeed } from '../corp/staff.ts'
import { changeMarks } from '../corp-tags/marks.ts'
import { requireTags } from '../corp-tags/tags.ts'
import { forgetWelcomeCodes } from '../welcome/codes.ts'
import { addContact, askCustomer, confirmContact, isAskedByStaff } from './adding.ts'
import { tellContact } from './news.ts'
import { ADD_WAY, isContact, type Relation, relationWith, removeRelation } from './relations.ts'
import { changeRemark, REMARK_LIMITS } from './remark.ts'
import { STATE_LENGTH } from './state.ts'

/** Ways to come by a staff member's card without a contact way. */
const VIA = { code: ADD_WAY.code, search: ADD_WAY.phoneSearch, card: ADD_WAY.card, group: ADD_WAY.group } as const

export const addStaff = defineVerb({
  name: 'addStaff',
  actor: 'customer',
  shape: z.object({
    userId: z.string().min(1),
    state: z.string().max(STATE_LENGTH).optional(),
    via: z.enum(['code', 'search', 'card', 'group']).default('code'),
    mode: z.enum(['mutual', 'half', 'requested']).default('mutual'),
  }),
  act: ({ world, actor, input }) => {
    const { corpId } = onlyCorp(world)
    staffForDeed(world, corpId, input.userId)
    const { userId, state, mode } = input
    return addContact(world, { corpId, userId, customerId: actor.id, addWay: VIA[input.via], state, mode })
  },
})

export const deleteStaff = defineVerb({
  name: 'deleteStaff',
  actor: 'customer',
  shape: z.object({ userId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const { corpId } = onlyCorp(world)
    const found = relationWith(world, corpId, input.userId, actor.id)
    if (!found || !removeRelation(world, { ...found, by: 'customer' })) {
      return refuseDeed('not_a_contact', `${actor.id} does not have ${input.userId} as a contact`)
    }
    return [`deleted ${input.userId}`, ...tellEnd(world, found, 'del_follow_user')]
  },
})

export const deleteCustomer = defineVerb({
  name: 'deleteCustomer',
  actor: 'staff',
  shape: z.object({ customerId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const found = requireRelation(world, actor, input.customerId)
    removeRelation(world, { ...found, by: 'staff' })
    return [`deleted ${input.customerId}`, ...tellEnd(world, found, 'del_external_contact')]
  },
})

/** Accepts a request, or confirms a customer who was added without verification. */
export const acceptCustomer = defineVerb({
  name: 'acceptCustomer',
  actor: 'staff',
  shape: z.object({ customerId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const found = requireRelation(world, actor, input.customerId)
    if (isContact(found)) return refuseDeed('nothing_to_accept', `${input.customerId} is a contact already`)
    if (isAskedByStaff(found)) return refuseDeed('nothing_to_accept', `${input.customerId} has not answered yet`)
    return confirmContact(world, found)
  },
})

/** The staff member asks the customer, found by phone number or WeChat name. */
export const addCustomer = defineVerb({
  name: 'addCustomer',
  actor: 'staff',
  shape: z.object({ customerId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    return askCustomer(world, { corpId, userId, customerId: customerForDeed(world, input.customerId).id })
  },
})

export const acceptStaff = defineVerb({
  name: 'acceptStaff',
  actor: 'customer',
  shape: z.object({ userId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const found = relationWith(world, onlyCorp(world).corpId, input.userId, actor.id)
    if (!found || !isAskedByStaff(found)) return refuseDeed('nothing_to_accept', `${input.userId} did not ask ${actor.id}`)
    return confirmContact(world, found)
  },
})

export const editCustomer = defineVerb({
  name: 'editCustomer',
  actor: 'staff',
  shape: z.object({
    customerId: z.string().min(1),
    remark: z.string().max(REMARK_LIMITS.remark).optional(),
    description: z.string().max(REMARK_LIMITS.description).optional(),
    company: z.string().max(REMARK_LIMITS.company).optional(),
    mobiles: z.array(z.string().max(32)).max(REMARK_LIMITS.mobiles).optional(),
    addTags: z.array(z.string()).max(100).default([]),
    removeTags: z.array(z.string()).max(100).default([]),
  }),
  act: ({ world, actor, input }) => {
    const found = requireRelation(world, actor, input.customerId)
    if (!isContact(found)) return refuseDeed('not_a_contact', `${input.customerId} is not a contact of ${actor.userId} yet`)
    const { remark, description, company, mobiles, addTags, removeTags } = input
    requireTags(world, actor.corpId, addTags, (tagId) => refuseDeed('unknown_tag', `no tag ${tagId}`))
    changeRemark(world, found, { remark, description, remarkCompany: company, remarkMobiles: mobiles })
    changeMarks(world, found, { add: addTags, remove: removeTags })
    // WW:92277: an edit of phone numbers alone makes no callback
    const others = [remark, description, company].some((value) => value !== undefined) || addTags.length + removeTags.length > 0
    return [`noted about ${input.customerId}`, ...(others ? tellContact(world, { ...found, change: 'edit_external_contact' }) : [])]
  },
})

/** @throws DeedRefused `unknown_staff`, `unknown_customer`, `not_a_contact` */
function requireRelation(world: World, actor: { corpId: string; userId: string }, customerId: string): Relation {
  staffForDeed(world, actor.corpId, actor.userId)
  customerForDeed(world, customerId)
  const found = relationWith(world, actor.corpId, actor.userId, customerId)
  return found ?? refuseDeed('not_a_contact', `${customerId} is not a contact of ${actor.userId}`)
}

/** Only what was a contact makes news when it ends. */
function tellEnd(world: World, found: Relation, change: 'del_follow_user' | 'del_external_contact'): Effects {
  forgetWelcomeCodes(world, found)
  if (!isContact(found)) return []
  const { corpId, userId, externalUserId } = found
  return tellContact(world, { corpId, userId, externalUserId, change })
}
