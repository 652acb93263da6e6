/** Lost customers: who deleted a member of staff or was deleted by one, and who came back. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { LOST_BY } from './states.ts'

export { LOST_BY } from './states.ts'

const MAX_USER_ID_LENGTH = 64
const MAX_MIN_DAYS = 365
const MAX_WEEKS = 52

const Member = z.object({ userId: z.string(), name: z.string() })

export const LostCustomer = z.object({
  id: z.string(),
  corpId: z.string(),
  personId: z.string(),
  /** Shortened without `people.read_personal`. */
  name: z.string(),
  staff: Member,
  /** customer: they deleted the member · staff: the member deleted them. */
  byWhom: z.enum(LOST_BY),
  friendsSince: instant,
  lostAt: instant,
  /** Days as friends. */
  days: z.number(),
  /** Whom of the corp they still had then. */
  stillWith: Member.nullable(),
  /** Mass sends they got in the seven days before. */
  sentBefore: z.number(),
  /** When they added somebody of the corp again. */
  wonBackAt: instant.nullable(),
  wonBackBy: Member.nullable(),
})
export type LostCustomer = z.output<typeof LostCustomer>

export const listLostCustomers = endpoint({
  name: 'channels.lost_customers.list',
  method: 'GET',
  path: '/lost-customers',
  access: 'channels.read',
  summary: {
    zh: '流失的客户：谁删了谁、好友几天、有没有回来',
    en: 'Lost customers: who deleted whom, how long they were friends, who came back',
  },
  query: z.object({
    ...listQuery,
    byWhom: z.enum(LOST_BY).optional(),
    userId: z.string().min(1).max(MAX_USER_ID_LENGTH).optional(),
    wonBack: z.enum(['yes', 'no']).optional(),
  }),
  response: listOf(LostCustomer),
})

const LostCounts = {
  /** By the customer. */
  lost: z.number(),
  /** Of those, who came back, whenever that was. */
  wonBack: z.number(),
  deletedByStaff: z.number(),
}

export const readLostFigures = endpoint({
  name: 'channels.lost_customers.figures',
  method: 'GET',
  path: '/lost-customers/figures',
  access: 'channels.read',
  summary: { zh: '每周流失与挽回，按员工', en: 'Lost and won back by week and by member of staff' },
  query: z.object({ weeks: z.coerce.number().int().min(1).max(MAX_WEEKS).default(12) }),
  response: z.object({
    /** Every week until this one, from Monday in the workspace's time zone. */
    weeks: z.array(z.object({ from: z.iso.date(), ...LostCounts })),
    /** In the same weeks; the hundred with most. */
    staff: z.array(Member.extend(LostCounts)),
  }),
})

export const LostSettings = z.strictObject({
  /** A customer who deletes a member becomes a task of a member's. */
  opensTasks: z.boolean(),
  /** Only of those who were friends for so many days. */
  minDays: z.int().min(0).max(MAX_MIN_DAYS),
})

export const readLostSettings = endpoint({
  name: 'channels.lost_customers.settings',
  method: 'GET',
  path: '/lost-customers/settings',
  access: 'channels.read',
  summary: { zh: '流失提醒的设置', en: 'When somebody is told of a lost customer' },
  response: LostSettings,
})

export const changeLostSettings = endpoint({
  name: 'channels.lost_customers.change_settings',
  method: 'PUT',
  path: '/lost-customers/settings',
  access: 'channels.transfer',
  summary: { zh: '修改流失提醒', en: 'Change when somebody is told of a lost customer' },
  body: LostSettings,
  response: LostSettings,
})
