/** Join ways 加入群聊: one code for up to five groups, with the next room made by itself. */
import { type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { knownExternalUserId } from '../contacts/relations.ts'
import { type Chat, findChat, memberOf } from './chats.ts'
import { hasRoom, joinChat } from './joining.ts'
import { makeChat, tellChat } from './making.ts'

/** Section A5 */
export const WAY_CHATS_MOST = 5

export interface JoinWay {
  readonly seq: number
  readonly corpId: string
  readonly configId: string
  readonly agentId: number
  readonly scene: number
  readonly remark: string
  readonly autoCreateRoom: number
  readonly roomBaseName: string
  readonly roomBaseId: number
  readonly roomsMade: number
  /** JSON list. */
  readonly chatIds: string
  readonly state: string
  readonly markSource: number
  readonly qrCode: string
}

const COLUMNS = `seq, corp_id as corpId, config_id as configId, agent_id as agentId, scene, remark, auto_create_room as autoCreateRoom,
  room_base_name as roomBaseName, room_base_id as roomBaseId, rooms_made as roomsMade, chat_ids as chatIds, state, mark_source as markSource,
  qr_code as qrCode`

export function findJoinWay(world: World, corpId: string, configId: string): JoinWay | undefined {
  return world.store.get<JoinWay>(`select ${COLUMNS} from chat_join_ways where corp_id = ? and config_id = ?`, [corpId, configId])
}

/** By what a person scans: the address of the code, or the config_id. */
export function joinWayByCode(world: World, corpId: string, code: string): JoinWay | undefined {
  const sql = `select ${COLUMNS} from chat_join_ways where corp_id = ? and qr_code = ?`
  return world.store.get<JoinWay>(sql, [corpId, code]) ?? findJoinWay(world, corpId, code)
}

/** The customer comes into the first group of the way that takes people by code; when all are full, into the next room. */
export function useJoinWay(world: World, way: JoinWay, customerId: string): Effects {
  const chatIds = JSON.parse(way.chatIds) as string[]
  const chats = chatIds.map((chatId) => findChat(world, way.corpId, chatId)).filter((chat) => chat !== undefined)
  const known = knownExternalUserId(world, way.corpId, customerId)
  const own = known === undefined ? undefined : chats.find((chat) => memberOf(world, way.corpId, chat.chatId, known))
  const open = own ?? chats.find((chat) => hasRoom(world, chat, 3))
  const joining = { customerId, joinScene: 3, state: way.state, wayId: way.configId } as const
  if (open) return joinChat(world, open, joining)
  const last = chats.at(-1)
  if (way.autoCreateRoom !== 1 || !last) return refuseDeed('group_full', 'all groups of this code are full')
  const next = openNextRoom(world, way, { last, chatIds: chats.map((chat) => chat.chatId) })
  return [`${next.name} was made`, ...tellChat(world, next, 'create'), ...joinChat(world, next, joining)]
}

/** The next room belongs to the owner of the last one. The way keeps the latest groups (how many is unverified: as many as an app may name). */
function openNextRoom(world: World, way: JoinWay, now: { last: Chat; chatIds: readonly string[] }): Chat {
  const name = way.roomBaseName === '' ? now.last.name : `${way.roomBaseName}${way.roomBaseId + way.roomsMade}`
  const next = makeChat(world, { corpId: way.corpId, name, owner: now.last.owner })
  const chatIds = [...now.chatIds, next.chatId].slice(-WAY_CHATS_MOST)
  world.store.run('update chat_join_ways set rooms_made = rooms_made + 1, chat_ids = ? where seq = ?', [JSON.stringify(chatIds), way.seq])
  return next
}
