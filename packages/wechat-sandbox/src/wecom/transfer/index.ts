/** Inheritance 继承 of customers and groups, on the job and after leaving (section A10). */
import { z } from 'zod'
import type { Area } from '../../area.ts'
import { defineVerb, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { onlyCorp } from '../corp/corps.ts'
import { markResigned, staffForDeed } from '../corp/staff.ts'
import { transferCalls } from './calls.ts'
import { inheritChats } from './chats.ts'
import { REFUSED } from './customers.ts'
import { failTransfer, takeEffect, waitingTransfer } from './effect.ts'
import { transferSchema } from './schema.ts'
import { leaveBehind } from './unassigned.ts'

const resign = defineVerb({
  name: 'resign',
  actor: 'staff',
  shape: z.object({}),
  act: ({ world, actor }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    markResigned(world, corpId, userId)
    const left = leaveBehind(world, corpId, userId)
    return [`${userId} has left`, `${left.customers} customers wait for a successor`, `${left.groups} groups wait for a successor`]
  },
})

const refuseTransfer = defineVerb({
  name: 'refuseTransfer',
  actor: 'customer',
  // Of whom to take over; absent: whoever it is.
  shape: z.object({ userId: z.string().optional() }),
  act: ({ world, actor, input }) => {
    const { corpId } = onlyCorp(world)
    const found = waitingTransfer(world, { corpId, customerId: actor.id, takeover: input.userId })
    if (!found) return refuseDeed('no_transfer', `nobody is to take over ${actor.id}`)
    failTransfer(world, found, REFUSED)
    return [`${found.takeover} does not take over`, 'callback transfer_fail']
  },
})

export const transferArea: Area = {
  name: 'transfer',
  schema: transferSchema,
  calls: transferCalls,
  verbs: [resign, refuseTransfer],
  due: (world: World) => {
    takeEffect(world)
    inheritChats(world)
  },
}
