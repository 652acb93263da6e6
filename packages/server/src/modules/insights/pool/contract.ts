/** The pool: who is in it, who was reached once, who can be reached now. Three figures that are never added up. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { OWN_CHANNELS, REACHABLE_CHANNELS } from '../../compliance/consents/contract.ts'
import { figure } from '../../events/contract.ts'
import { PeoplePage, people as page } from '../contract.ts'

const counted = { countedAs: figure.countedAs, source: figure.source }

function byChannel<Channel extends string>(channels: readonly Channel[]) {
  return z.array(z.object({ channel: z.enum(channels), value: z.number() }))
}

export const readPool = endpoint({
  name: 'insights.pool',
  method: 'GET',
  path: '/insights/pool',
  access: 'insights.read',
  summary: { zh: '池子：在池、只触达一次、现在可触达', en: 'The pool: in it, reached once, reachable now' },
  response: z.object({
    /** Everybody known. */
    people: z.object({ value: z.number(), ...counted }),
    /** Reached at least twice. A person counts on each channel they were reached on. */
    pool: z.object({ value: z.number(), byChannel: byChannel(OWN_CHANNELS), ...counted }),
    /** Reached exactly once. */
    reachedOnce: z.object({ value: z.number(), byChannel: byChannel(OWN_CHANNELS), ...counted }),
    /** A person counts on each channel that can reach them. */
    reachableNow: z.object({ value: z.number(), byChannel: byChannel(REACHABLE_CHANNELS), ...counted }),
    computedAt: instant,
  }),
})

export const readPoolPeople = endpoint({
  name: 'insights.pool_people',
  method: 'POST',
  path: '/insights/pool/people',
  access: 'insights.read',
  summary: { zh: '在池或只触达一次的人', en: 'The people in the pool, or reached once' },
  body: z.strictObject({
    which: z.enum(['pool', 'reachedOnce']).default('pool'),
    /** Only those reached on this channel. */
    channel: z.enum(OWN_CHANNELS).optional(),
    ...page,
  }),
  response: PeoplePage,
  readOnly: true,
})
