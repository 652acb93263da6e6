/** Calls about acquisition links (A11). An app sees only those it made (WW:97398 2025-11-17). */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { staffOfWay } from '../contact-ways/ways.ts'
import { cutPage, pageSize, readSeqCursor } from '../contacts/cursor.ts'
import { requireContactStaff } from '../contacts/reading.ts'
import { departmentWithBelow } from '../corp/departments.ts'
import { type AcquisitionLink, deleteLink, linkCount, linksOf, type PriorityOption } from './links.ts'
import { linkOfApp } from './using.ts'

const MS = 1_000
/** WW:97297 */
const PAGE = 100
/** WW:97297, characters. */
const NAME_LENGTH = 30
/** WW:97297: staff of one link, those of its departments counted. */
const LINK_STAFF_MOST = 500
/** WW:97297 */
const PRIORITY_STAFF_MOST = 1_000
/** 41095; the platform names no number, ours. */
const LINKS_MOST = 10_000
const LINK_HOST = 'https://work.weixin.qq.com/ca'

const range = z.object({ user_list: z.array(z.string().min(1)).default([]), department_list: z.array(z.int()).default([]) })
const fields = {
  skip_verify: z.boolean().optional(),
  mark_source: z.boolean().optional(),
  priority_option: z
    .object({ priority_type: z.int().min(1).max(2), priority_userid_list: z.array(z.string()).max(PRIORITY_STAFF_MOST).optional() })
    .optional(),
}
const linkId = z.object({ link_id: z.string().min(1) })

export const listLinks = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/list_link',
  source: 'WW:97297',
  limits: '100 a page; only what the app made',
  body: z.object({ limit: pageSize(PAGE, PAGE), cursor: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const asked = { corpId: app.corpId, agentId: app.agentId, after: readSeqCursor(body.cursor), limit: body.limit + 1 }
    const { page, cursor } = cutPage(linksOf(world, asked), body.limit)
    return { link_id_list: page.map((link) => link.linkId), next_cursor: cursor }
  },
})

export const getLink = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/get',
  source: 'WW:97297',
  limits: 'only what the app made (40058)',
  body: linkId,
  answer: ({ world, app, body }) => {
    const link = requireLink(world, app, body.link_id)
    const { link_id: _id, ...shown } = linkJson(link)
    const priority = link.priorityOption === null ? {} : { priority_option: JSON.parse(link.priorityOption) as PriorityOption }
    return {
      link: { ...shown, skip_verify: link.skipVerify === 1, mark_source: link.markSource === 1 },
      range: { user_list: JSON.parse(link.userIds) as string[], department_list: JSON.parse(link.departmentIds) as number[] },
      ...priority,
    }
  },
})

export const createLink = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/create_link',
  source: 'WW:97297',
  limits: '10,000 links (41095, number ours); name 30 characters; 500 staff',
  body: z.object({ link_name: z.string().min(1).max(NAME_LENGTH), range, ...fields }),
  answer: ({ world, app, body }) => {
    checkRange(world, app, body.range)
    checkPriority(body.priority_option)
    if (linkCount(world, app.corpId) >= LINKS_MOST) platformError(41095)
    const id = world.ids.opaque('ca', 16)
    const sql = `insert into acquisition_links (corp_id, link_id, agent_id, link_name, url, user_ids, department_ids, skip_verify, mark_source,
      priority_option, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const lists = [JSON.stringify(body.range.user_list), JSON.stringify(body.range.department_list)]
    const flags = [Number(body.skip_verify ?? true), Number(body.mark_source ?? true)]
    const priority = body.priority_option ? JSON.stringify(body.priority_option) : null
    const values = [app.corpId, id, app.agentId, body.link_name, `${LINK_HOST}/${id}`, ...lists, ...flags, priority]
    world.store.run(sql, [...values, world.clock.now()])
    return { link: linkJson(requireLink(world, app, id)) }
  },
})

export const updateLink = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/update_link',
  source: 'WW:97297',
  limits: 'the range is overwritten; only what the app made (40058)',
  body: z.object({
    link_id: z.string().min(1),
    link_name: z.string().min(1).max(NAME_LENGTH).optional(),
    range: range.optional(),
    ...fields,
  }),
  answer: ({ world, app, body }) => {
    const link = requireLink(world, app, body.link_id)
    if (body.range) checkRange(world, app, body.range)
    checkPriority(body.priority_option)
    const sql = `update acquisition_links set link_name = coalesce(?, link_name), user_ids = coalesce(?, user_ids),
      department_ids = coalesce(?, department_ids), skip_verify = coalesce(?, skip_verify), mark_source = coalesce(?, mark_source),
      priority_option = coalesce(?, priority_option) where seq = ?`
    const lists = body.range ? [JSON.stringify(body.range.user_list), JSON.stringify(body.range.department_list)] : [null, null]
    const flags = [body.skip_verify, body.mark_source].map((flag) => (flag === undefined ? null : Number(flag)))
    const priority = body.priority_option ? JSON.stringify(body.priority_option) : null
    world.store.run(sql, [body.link_name ?? null, ...lists, ...flags, priority, link.seq])
    return {}
  },
})

export const removeLink = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/delete_link',
  source: 'WW:97297',
  limits: 'only what the app made (40058)',
  body: linkId,
  answer: ({ world, app, body }) => {
    deleteLink(world, requireLink(world, app, body.link_id))
    return {}
  },
})

/** @throws 40058 unknown, deleted, or made by another app */
export function requireLink(world: World, app: CallingApp, id: string): AcquisitionLink {
  return linkOfApp(world, app, id) ?? platformError(40058, `link_id: ${id}`)
}

/** @throws 40058 nobody or too many · 60111, 60011, 84074 of one · 60123 unknown department */
function checkRange(world: World, app: CallingApp, given: z.output<typeof range>): void {
  if (given.user_list.length + given.department_list.length === 0)
    platformError(40058, 'range: user_list and department_list are both empty')
  for (const userId of given.user_list) requireContactStaff(world, app, userId)
  for (const departmentId of given.department_list) {
    if (departmentWithBelow(world, app.corpId, departmentId).length === 0) platformError(60123, `range.department_list: ${departmentId}`)
  }
  const lists = { corpId: app.corpId, userIds: JSON.stringify(given.user_list), departmentIds: JSON.stringify(given.department_list) }
  if (staffOfWay(world, lists).length > LINK_STAFF_MOST) platformError(40058, `range: at most ${LINK_STAFF_MOST} staff`)
}

function checkPriority(option: PriorityOption | undefined): void {
  if (option?.priority_type === 2 && !option.priority_userid_list?.length) platformError(40058, 'priority_option.priority_userid_list')
}

function linkJson(link: AcquisitionLink): { link_id: string; link_name: string; url: string; create_time: number } {
  return { link_id: link.linkId, link_name: link.linkName, url: link.url, create_time: Math.floor(link.createdAt / MS) }
}
