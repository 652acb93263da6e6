/** What is due with broadcasts, and what came of them on a day. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant } from '../../../platform/http/list.ts'
import { dayOf, dayQuery } from '../../channels/wecom/day/contract.ts'

export const BROADCAST_FIGURES = ['sent', 'tapped', 'expired'] as const
export type BroadcastFigure = (typeof BROADCAST_FIGURES)[number]

export const readReachDay = endpoint({
  name: 'broadcasts.day',
  method: 'GET',
  path: '/reach/day',
  access: 'reach.read',
  summary: { zh: '一天的群发结果，对比前一天', en: 'What came of broadcasts on a day, beside the day before' },
  query: z.object(dayQuery),
  response: dayOf(BROADCAST_FIGURES),
})

const Due = z.object({ id: z.string(), name: z.string(), endsAt: instant.nullable() })

export const listReachDue = endpoint({
  name: 'broadcasts.due',
  method: 'GET',
  path: '/reach/due',
  access: 'reach.read',
  summary: { zh: '要处理的群发：等员工点发送的、等批准的', en: 'Broadcasts with something to do: taps that are missing, and approvals' },
  response: z.object({
    /** Staff have not tapped; whose time is over first comes first. At most fifty. */
    untapped: z.array(
      Due.extend({
        /** Members who have not tapped, of all who are to. */
        staff: z.number(),
        staffAll: z.number(),
        /** Who waits for it. */
        people: z.number(),
      }),
    ),
    /** They wait for approval; the oldest first. At most fifty. */
    drafts: z.array(
      Due.extend({
        at: instant.nullable(),
        createdAt: instant,
        createdBy: z.string(),
        /** Who would get it. */
        people: z.number(),
      }),
    ),
  }),
})
