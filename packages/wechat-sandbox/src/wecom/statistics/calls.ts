/** The interfaces of statistics (section A9). */
import { z } from 'zod'
import { type CallingApp, defineCall, type PlatformCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { canSee, mustSee } from '../corp/corps.ts'
import { staffBelow } from '../corp/departments.ts'
import { activeStaff, staffMember } from '../corp/staff.ts'
import { behaviourOf } from './behaviour.ts'
import { type GroupFigures, groupFigures } from './group-figures.ts'
import { daysOf } from './span.ts'

/** WW:92132, WW:92133 */
const MAX_IDS = 100
const MAX_OWNERS_PAGE = 1_000
const OWNERS_PAGE = 500
/** order_by 1 to 4 [WW:92133] */
const ORDERS = ['new_chat_cnt', 'chat_total', 'new_member_cnt', 'member_total'] as const satisfies readonly (keyof GroupFigures)[]

/** Seen of get_user_behavior_data [COMM]; what the figures of groups answer is unverified. */
const BAD_SPAN = 600018
/** WW:92133: without an owner_filter of more visible members 81017. */
const MAX_OWNERS = 1_000

const ids = z.array(z.string()).max(MAX_IDS)

const behaviour = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_user_behavior_data',
  source: 'WW:92132',
  limits: '≤ 100 members and departments; ≤ 30 days, 180 days back, until yesterday (600018); days of Beijing',
  body: z.object({
    userid: ids.default([]),
    partyid: z.array(z.number().int()).max(MAX_IDS).default([]),
    start_time: z.number().int(),
    end_time: z.number().int(),
  }),
  answer: ({ world, app, body }) => {
    const { corpId } = app
    if (body.userid.length === 0 && body.partyid.length === 0) platformError(40058, 'userid and partyid are both empty')
    for (const userId of body.userid) {
      if (!staffMember(world, corpId, userId)) platformError(60111, `userid: ${userId}`)
      mustSee(world, app, userId)
    }
    const below = body.partyid.flatMap((partyId) => staffBelow(world, corpId, partyId).map((one) => one.userId))
    const userIds = [...new Set([...body.userid, ...below])]
    const days = daysOf(world.clock.now(), { start: body.start_time, end: body.end_time, errcode: BAD_SPAN })
    return { behavior_data: days.map((day) => behaviourOf(world, { corpId, userIds, day })) }
  },
})

const ownerFilter = z.object({ userid_list: ids.min(1) }).optional()

/** The owners asked for, else all whom the app sees. @throws PlatformError 81017 */
function ownersOf(world: World, app: CallingApp, asked: z.output<typeof ownerFilter>): string[] {
  if (asked) return [...new Set(asked.userid_list)]
  const visible = activeStaff(world, app.corpId).filter((one) => canSee(world, app, one.userId))
  if (visible.length > MAX_OWNERS) platformError(81017, `more than ${MAX_OWNERS} members: give an owner_filter`)
  return visible.map((one) => one.userId)
}

const byOwner = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic',
  source: 'WW:92133',
  limits:
    '≤ 100 owners named, 1,000 unnamed (81017); ≤ 30 days, 180 days back, until yesterday; page ≤ 1,000; groups count for their owner of today',
  body: z.object({
    day_begin_time: z.number().int(),
    day_end_time: z.number().int().optional(),
    owner_filter: ownerFilter,
    order_by: z.number().int().min(1).max(ORDERS.length).default(1),
    order_asc: z.union([z.literal(0), z.literal(1)]).default(0),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(MAX_OWNERS_PAGE).default(OWNERS_PAGE),
  }),
  answer: ({ world, app, body }) => {
    const days = daysOf(world.clock.now(), { start: body.day_begin_time, end: body.day_end_time ?? body.day_begin_time, errcode: 40058 })
    const all = ownersOf(world, app, body.owner_filter).map((owner) => ({
      owner,
      data: groupFigures(world, { corpId: app.corpId, owners: [owner], days }),
    }))
    const order = ORDERS[body.order_by - 1] ?? 'new_chat_cnt'
    const direction = body.order_asc === 1 ? 1 : -1
    all.sort((a, b) => direction * (a.data[order] - b.data[order]) || (a.owner < b.owner ? -1 : 1))
    const items = all.slice(body.offset, body.offset + body.limit)
    return { total: all.length, next_offset: Math.min(body.offset + items.length, all.length), items }
  },
})

const byDay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic_group_by_day',
  source: 'WW:92133',
  limits: '≤ 100 owners named, 1,000 unnamed (81017); ≤ 30 days, 180 days back, until yesterday',
  body: z.object({ day_begin_time: z.number().int(), day_end_time: z.number().int().optional(), owner_filter: ownerFilter }),
  answer: ({ world, app, body }) => {
    const days = daysOf(world.clock.now(), { start: body.day_begin_time, end: body.day_end_time ?? body.day_begin_time, errcode: 40058 })
    const asked = { corpId: app.corpId, owners: ownersOf(world, app, body.owner_filter) }
    return { items: days.map((day) => ({ stat_time: day / 1_000, data: groupFigures(world, { ...asked, days: [day] }) })) }
  },
})

export const statisticsCalls: readonly PlatformCall[] = [behaviour, byOwner, byDay]
