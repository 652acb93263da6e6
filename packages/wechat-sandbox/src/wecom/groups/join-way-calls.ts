/** Calls about join ways (A5). An app sees only those it made (WW:99547). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { CODES_MOST, codeCount } from '../contact-ways/ways.ts'
import { requireChat } from './calls.ts'
import { findJoinWay, type JoinWay, WAY_CHATS_MOST } from './join-ways.ts'

/** Section A5, characters; a longer remark is cut. */
const LENGTH = { remark: 30, roomName: 40, state: 30 } as const
const CODE_HOST = 'https://wework.qpic.cn/wwhead'

const fields = {
  scene: z.int().optional(),
  remark: z.string().optional(),
  auto_create_room: z.union([z.literal(0), z.literal(1)]).optional(),
  room_base_name: z.string().max(LENGTH.roomName).optional(),
  room_base_id: z.int().min(0).optional(),
  chat_id_list: z.array(z.string().min(1)).optional(),
  state: z.string().max(LENGTH.state).optional(),
  mark_source: z.boolean().optional(),
}

export const addJoinWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/add_join_way',
  source: 'A5, WW:99547 2026-01-05',
  limits: '500,000 a corp together with contact ways (41045); 5 groups (41091); remark cut at 30, room name 40, state 30 characters',
  body: z.object(fields),
  answer: ({ world, app, body }) => {
    checkScene(body.scene ?? platformError(41038))
    const chatIds = checkChats(world, app, body.chat_id_list ?? [])
    if (codeCount(world, app.corpId) >= CODES_MOST) platformError(41045)
    const configId = createHash('md5').update(world.ids.opaque('join', 32)).digest('hex')
    const sql = `insert into chat_join_ways (corp_id, config_id, agent_id, scene, remark, auto_create_room, room_base_name, room_base_id, chat_ids,
      state, mark_source, qr_code, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const room = [body.auto_create_room ?? 1, body.room_base_name ?? '', body.room_base_id ?? 1]
    const rest = [
      JSON.stringify(chatIds),
      body.state ?? '',
      (body.mark_source ?? true) ? 1 : 0,
      `${CODE_HOST}/${world.ids.opaque('', 40)}/0`,
    ]
    const values = [app.corpId, configId, app.agentId, body.scene ?? 0, cutRemark(body.remark) ?? '', ...room, ...rest]
    world.store.run(sql, [...values, world.clock.now()])
    return { config_id: configId }
  },
})

export const getJoinWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/get_join_way',
  source: 'A5',
  limits: 'only what the app made (41044)',
  body: z.object({ config_id: z.string().optional() }),
  answer: ({ world, app, body }) => ({ join_way: wayJson(requireJoinWay(world, app, body.config_id)) }),
})

export const updateJoinWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/update_join_way',
  source: 'A5',
  limits: 'the list of groups is overwritten; only what the app made (41044); 5 groups (41091)',
  body: z.object({ config_id: z.string().optional(), ...fields }),
  answer: ({ world, app, body }) => {
    const way = requireJoinWay(world, app, body.config_id)
    if (body.scene !== undefined) checkScene(body.scene)
    const chatIds = body.chat_id_list && JSON.stringify(checkChats(world, app, body.chat_id_list))
    const sql = `update chat_join_ways set scene = coalesce(?, scene), remark = coalesce(?, remark), auto_create_room = coalesce(?, auto_create_room),
      room_base_name = coalesce(?, room_base_name), room_base_id = coalesce(?, room_base_id), chat_ids = coalesce(?, chat_ids),
      state = coalesce(?, state), mark_source = coalesce(?, mark_source) where seq = ?`
    const room = [body.auto_create_room ?? null, body.room_base_name ?? null, body.room_base_id ?? null]
    const marked = body.mark_source === undefined ? null : Number(body.mark_source)
    const first = [body.scene ?? null, cutRemark(body.remark) ?? null]
    world.store.run(sql, [...first, ...room, chatIds ?? null, body.state ?? null, marked, way.seq])
    return {}
  },
})

export const delJoinWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/del_join_way',
  source: 'A5',
  limits: 'only what the app made (41044)',
  body: z.object({ config_id: z.string().optional() }),
  answer: ({ world, app, body }) => {
    const way = requireJoinWay(world, app, body.config_id)
    world.store.run('delete from chat_join_ways where seq = ?', [way.seq])
    return {}
  },
})

function requireJoinWay(world: World, app: CallingApp, configId: string | undefined): JoinWay {
  if (!configId) return platformError(41043)
  const way = findJoinWay(world, app.corpId, configId)
  return way?.agentId === app.agentId ? way : platformError(41044, `config_id: ${configId}`)
}

/** 1 plug-in of a mini program, 2 code. */
function checkScene(scene: number): void {
  if (scene !== 1 && scene !== 2) platformError(41040, `scene: ${scene}`)
}

function checkChats(world: World, app: CallingApp, chatIds: readonly string[]): readonly string[] {
  if (chatIds.length === 0) platformError(40058, 'chat_id_list: at least one')
  if (chatIds.length > WAY_CHATS_MOST) platformError(41091)
  for (const chatId of chatIds) requireChat(world, app, chatId)
  return chatIds
}

function cutRemark(remark: string | undefined): string | undefined {
  return remark === undefined ? undefined : [...remark].slice(0, LENGTH.remark).join('')
}

function wayJson(way: JoinWay): object {
  return {
    config_id: way.configId,
    scene: way.scene,
    remark: way.remark,
    auto_create_room: way.autoCreateRoom,
    room_base_name: way.roomBaseName,
    room_base_id: way.roomBaseId,
    chat_id_list: JSON.parse(way.chatIds) as string[],
    qr_code: way.qrCode,
    state: way.state,
    mark_source: way.markSource === 1,
  }
}
