/** The corp itself: tokens, tickets, who opened a page, members and departments. */
import { z } from 'zod'
import type { Area } from '../../area.ts'
import { defineVerb } from '../../verb.ts'
import { contactsBookCalls } from './calls/contacts-book.ts'
import { loginCalls } from './calls/login.ts'
import { tokenCalls } from './calls/token.ts'
import { onlyCorp } from './corps.ts'
import { customersOfWorld } from './customers.ts'
import { furnishCorp } from './furnish.ts'
import { oauthSchema } from './oauth.ts'
import { corpSchema } from './schema.ts'
import { activeStaff } from './staff.ts'
import { ticketsSchema } from './tickets.ts'

/** The answer of `world` names so many customers; ids go on with the number: c1, c2 … */
const NAMED_CUSTOMERS = 500_000

const openPage = defineVerb({
  name: 'openPage',
  actor: 'any',
  shape: z.object({ url: z.url({ protocol: /^https?$/ }) }),
  act: ({ world, actor, input }) => {
    world.visit({ by: actor.kind === 'customer' ? { customer: actor.id } : { staff: actor.userId, corpId: actor.corpId }, url: input.url })
    return [`opens ${input.url}`]
  },
})

export const corpArea: Area = {
  name: 'corp',
  schema: [corpSchema, oauthSchema, ticketsSchema].join('\n'),
  calls: [...tokenCalls, ...loginCalls, ...contactsBookCalls],
  verbs: [openPage],
  furnish: furnishCorp,
  introduce: (world) => ({
    staff: activeStaff(world, onlyCorp(world).corpId).map(({ userId, name }) => ({ userId, name })),
    customers: customersOfWorld(world, NAMED_CUSTOMERS).map(({ id, name }) => ({ id, name })),
  }),
}
