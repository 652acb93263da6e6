/** Calls about contact ways (A3). An app sees only those it made (WW:99547). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { DAY_MS } from '../beijing-days.ts'
import { cutPage, pageSize, readSeqCursor } from '../contacts/cursor.ts'
import { requireContactStaff } from '../contacts/reading.ts'
import { departmentWithBelow } from '../corp/departments.ts'
import { CODES_MOST, type ContactWay, codeCount, contactWaysOf, findContactWay, staffOfWay, WAY_STAFF_MOST } from './ways.ts'

const MS = 1_000
/** WW:92577: without times, the last 90 days. */
const LISTED_MS = 90 * DAY_MS
/** WW:92577 */
const PAGE = { most: 1_000, usual: 100 } as const
/** WW:92577, characters. */
const TEXT_LENGTH = 30
const CODE_HOST = 'https://wework.qpic.cn/wwpic'

const targets = {
  style: z.int().optional(),
  remark: z.string().max(TEXT_LENGTH).optional(),
  skip_verify: z.boolean().optional(),
  state: z.string().max(TEXT_LENGTH).optional(),
  user: z.array(z.string().min(1)).optional(),
  party: z.array(z.int()).optional(),
  is_exclusive: z.boolean().optional(),
  mark_source: z.boolean().optional(),
}

export const addContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_contact_way',
  source: 'WW:92577, WW:96348 2025-12-11',
  limits:
    '500,000 a corp together with join ways (41045); 100 staff (41041); one staff member of type 1; remark and state 30 characters; temporary ways are for medical corps and refused (41040)',
  body: z.object({ type: z.int().optional(), scene: z.int().optional(), is_temp: z.boolean().optional(), ...targets }),
  answer: ({ world, app, body }) => {
    const type = body.type === undefined ? platformError(41037) : body.type
    const scene = body.scene === undefined ? platformError(41038) : body.scene
    if (type !== 1 && type !== 2) platformError(41039, `type: ${type}`)
    if ((scene !== 1 && scene !== 2) || body.is_temp)
      platformError(41040, body.is_temp ? 'is_temp: only for medical corps' : `scene: ${scene}`)
    checkStyle(body.style)
    const user = body.user ?? []
    const party = body.party ?? []
    checkTargets(world, app, { type, user, party })
    if (codeCount(world, app.corpId) >= CODES_MOST) platformError(41045)
    const configId = createHash('md5').update(world.ids.opaque('way', 32)).digest('hex')
    const qrCode = scene === 2 ? `${CODE_HOST}/${world.ids.opaque('', 40)}/0` : null
    const sql = `insert into contact_ways (corp_id, config_id, agent_id, type, scene, style, remark, skip_verify, state, user_ids, department_ids,
      is_exclusive, mark_source, qr_code, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const kind = [app.corpId, configId, app.agentId, type, scene, scene === 1 ? (body.style ?? 1) : null]
    const texts = [body.remark ?? '', (body.skip_verify ?? true) ? 1 : 0, body.state ?? '', JSON.stringify(user), JSON.stringify(party)]
    const flags = [body.is_exclusive ? 1 : 0, (body.mark_source ?? true) ? 1 : 0]
    world.store.run(sql, [...kind, ...texts, ...flags, qrCode, world.clock.now()])
    return { config_id: configId, ...(qrCode === null ? {} : { qr_code: qrCode }) }
  },
})

export const getContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_contact_way',
  source: 'WW:92577',
  limits: 'only what the app made (41044)',
  body: z.object({ config_id: z.string().optional() }),
  answer: ({ world, app, body }) => ({ contact_way: wayJson(requireWay(world, app, body.config_id)) }),
})

export const listContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/list_contact_way',
  source: 'WW:92577',
  limits: '1,000 a page (100 unless told); the last 90 days unless told; only what the app made',
  body: z.object({
    start_time: z.int().optional(),
    end_time: z.int().optional(),
    cursor: z.string().optional(),
    limit: pageSize(PAGE.most, PAGE.usual),
  }),
  answer: ({ world, app, body }) => {
    const to = body.end_time === undefined ? world.clock.now() : body.end_time * MS + MS - 1
    const from = body.start_time === undefined ? to - LISTED_MS : body.start_time * MS
    const { corpId, agentId } = app
    const found = contactWaysOf(world, { corpId, agentId, from, to, after: readSeqCursor(body.cursor), limit: body.limit + 1 })
    const { page, cursor } = cutPage(found, body.limit)
    return { contact_way: page.map((way) => ({ config_id: way.configId })), ...(cursor ? { next_cursor: cursor } : {}) }
  },
})

export const updateContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/update_contact_way',
  source: 'WW:92577',
  limits: 'lists are overwritten; type and scene stay; only what the app made (41044)',
  body: z.object({ config_id: z.string().optional(), ...targets }),
  answer: ({ world, app, body }) => {
    const way = requireWay(world, app, body.config_id)
    checkStyle(body.style)
    const user = body.user ?? (JSON.parse(way.userIds) as string[])
    const party = body.party ?? (JSON.parse(way.departmentIds) as number[])
    if (body.user || body.party) checkTargets(world, app, { type: way.type, user, party })
    const sql = `update contact_ways set style = coalesce(?, style), remark = coalesce(?, remark), skip_verify = coalesce(?, skip_verify),
      state = coalesce(?, state), user_ids = ?, department_ids = ?, is_exclusive = coalesce(?, is_exclusive),
      mark_source = coalesce(?, mark_source) where seq = ?`
    const texts = [way.scene === 1 ? (body.style ?? null) : null, body.remark ?? null, bit(body.skip_verify), body.state ?? null]
    const flags = [bit(body.is_exclusive), bit(body.mark_source)]
    world.store.run(sql, [...texts, JSON.stringify(user), JSON.stringify(party), ...flags, way.seq])
    return {}
  },
})

export const delContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_contact_way',
  source: 'WW:92577',
  limits: 'only what the app made (41044)',
  body: z.object({ config_id: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const way = requireWay(world, app, body.config_id)
    world.store.run('delete from contact_ways where seq = ?', [way.seq])
    world.store.run('delete from contact_way_hits where config_id = ?', [way.configId])
    return {}
  },
})

function requireWay(world: World, app: CallingApp, configId: string | undefined): ContactWay {
  if (!configId) return platformError(41043)
  const way = findContactWay(world, app.corpId, configId)
  return way?.agentId === app.agentId ? way : platformError(41044, `config_id: ${configId}`)
}

/** @throws 40058 wrong number of staff · 60111, 60011, 84074 of one · 60123 unknown department · 41041 too many */
function checkTargets(world: World, app: CallingApp, given: { type: 1 | 2; user: readonly string[]; party: readonly number[] }): void {
  const { type, user, party } = given
  if (type === 1 && (user.length !== 1 || party.length > 0)) platformError(40058, 'user: exactly one, and no party, when type is 1')
  if (user.length + party.length === 0) platformError(40058, 'user and party are both empty')
  for (const userId of user) requireContactStaff(world, app, userId)
  for (const departmentId of party) {
    if (departmentWithBelow(world, app.corpId, departmentId).length === 0) platformError(60123, `party: ${departmentId}`)
  }
  const lists = { corpId: app.corpId, userIds: JSON.stringify(user), departmentIds: JSON.stringify(party) }
  if (staffOfWay(world, lists).length > WAY_STAFF_MOST) platformError(41041)
}

/** WW:92577: three looks of the button. */
function checkStyle(style: number | undefined): void {
  if (style !== undefined && (style < 1 || style > 3)) platformError(41042, `style: ${style}`)
}

function bit(flag: boolean | undefined): number | null {
  return flag === undefined ? null : Number(flag)
}

function wayJson(way: ContactWay): object {
  return {
    config_id: way.configId,
    type: way.type,
    scene: way.scene,
    ...(way.style === null ? {} : { style: way.style }),
    remark: way.remark,
    skip_verify: way.skipVerify === 1,
    state: way.state,
    ...(way.qrCode === null ? {} : { qr_code: way.qrCode }),
    user: JSON.parse(way.userIds) as string[],
    party: JSON.parse(way.departmentIds) as number[],
    is_temp: false,
    is_exclusive: way.isExclusive === 1,
    mark_source: way.markSource === 1,
  }
}
