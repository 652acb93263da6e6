/** What was refused on the way in, and the events of one person. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { AREAS, EventRow, PersonId, TimeText } from '../contract.ts'

const MAX_CODE_LENGTH = 100

export const RejectedEvent = z.object({
  id: z.string(),
  receivedAt: instant,
  /** How it came: `segment`, `sensors`, `import`. */
  source: z.string(),
  code: z.string(),
  message: z.string(),
  field: z.string().nullable(),
  /** The beginning of what came, phone numbers and e-mail addresses masked. */
  raw: z.string(),
})
export type RejectedEvent = z.output<typeof RejectedEvent>

export const listRejectedEvents = endpoint({
  name: 'events.rejected',
  method: 'GET',
  path: '/events/rejected',
  access: 'events.read',
  summary: { zh: '被拒收的事件与原因，最新的在前', en: 'Refused events and why, newest first' },
  query: z.object({
    ...listQuery,
    code: z.string().min(1).max(MAX_CODE_LENGTH).optional(),
    source: z.string().min(1).max(MAX_CODE_LENGTH).optional(),
    from: TimeText.optional(),
    to: TimeText.optional(),
  }),
  response: listOf(RejectedEvent),
  errors: ['events.unreadable_time', 'events.empty_range'],
})

export const personTimeline = endpoint({
  name: 'persons.timeline',
  method: 'GET',
  path: '/persons/:id/timeline',
  access: 'people.read',
  summary: { zh: '一个客户的事件，最新的在前', en: 'Events of one person, newest first' },
  params: z.object({ id: PersonId }),
  query: z.object({ ...listQuery, from: TimeText.optional(), to: TimeText.optional(), area: z.enum(AREAS).optional() }),
  response: listOf(EventRow),
  errors: ['events.unreadable_time', 'events.empty_range'],
})
