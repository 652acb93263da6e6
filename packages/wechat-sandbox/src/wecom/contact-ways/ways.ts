/** Contact ways as rows. */
import type { World } from '../../world.ts'
import { staffBelow } from '../corp/departments.ts'
import { staffMember } from '../corp/staff.ts'

/** WW:96348: contact ways and group join ways of a corp together. */
export const CODES_MOST = 500_000
/** WW:92577: staff of one way, those of its departments counted. */
export const WAY_STAFF_MOST = 100

export interface ContactWay {
  readonly seq: number
  readonly corpId: string
  readonly configId: string
  readonly agentId: number
  readonly type: 1 | 2
  readonly scene: 1 | 2
  readonly style: number | null
  readonly remark: string
  readonly skipVerify: number
  readonly state: string
  /** JSON list of userids. */
  readonly userIds: string
  /** JSON list of department ids. */
  readonly departmentIds: string
  readonly isExclusive: number
  readonly markSource: number
  readonly qrCode: string | null
  readonly turn: number
  readonly createdAt: number
}

const COLUMNS = `seq, corp_id as corpId, config_id as configId, agent_id as agentId, type, scene, style, remark, skip_verify as skipVerify, state,
  user_ids as userIds, department_ids as departmentIds, is_exclusive as isExclusive, mark_source as markSource, qr_code as qrCode, turn,
  created_at as createdAt`

export function findContactWay(world: World, corpId: string, configId: string): ContactWay | undefined {
  return world.store.get<ContactWay>(`select ${COLUMNS} from contact_ways where corp_id = ? and config_id = ?`, [corpId, configId])
}

/** By what a person scans: the address of the code, or the config_id. */
export function contactWayByCode(world: World, corpId: string, code: string): ContactWay | undefined {
  const sql = `select ${COLUMNS} from contact_ways where corp_id = ? and qr_code = ?`
  return world.store.get<ContactWay>(sql, [corpId, code]) ?? findContactWay(world, corpId, code)
}

/** Ways an app made within a span of time (milliseconds, both ends in), oldest first. */
export function contactWaysOf(
  world: World,
  asked: { corpId: string; agentId: number; from: number; to: number; after: number; limit: number },
): ContactWay[] {
  const sql = `select ${COLUMNS} from contact_ways where corp_id = ? and agent_id = ? and seq > ? and created_at between ? and ? order by seq limit ?`
  return world.store.all<ContactWay>(sql, [asked.corpId, asked.agentId, asked.after, asked.from, asked.to, asked.limit])
}

/** Codes of the corp that count against CODES_MOST. */
export function codeCount(world: World, corpId: string): number {
  const sql = `select (select count(*) from contact_ways where corp_id = ?) + (select count(*) from chat_join_ways where corp_id = ?) as n`
  return world.store.get<{ n: number }>(sql, [corpId, corpId])?.n ?? 0
}

/** Userids a way leads to: its own, then those of its departments, each once; today's members with 客户联系 only. */
export function staffOfWay(world: World, way: { corpId: string; userIds: string; departmentIds: string }): string[] {
  const named = JSON.parse(way.userIds) as string[]
  const departments = JSON.parse(way.departmentIds) as number[]
  const below = departments.flatMap((departmentId) => staffBelow(world, way.corpId, departmentId).map((staff) => staff.userId))
  return [...new Set([...named, ...below])].filter((userId) => {
    const staff = staffMember(world, way.corpId, userId)
    return staff?.active && staff.contactsEnabled
  })
}
