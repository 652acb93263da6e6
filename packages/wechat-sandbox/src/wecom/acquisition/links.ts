/** Acquisition links as rows. */
import type { World } from '../../world.ts'

export interface AcquisitionLink {
  readonly seq: number
  readonly corpId: string
  readonly linkId: string
  readonly agentId: number
  readonly linkName: string
  readonly url: string
  /** JSON list of userids. */
  readonly userIds: string
  /** JSON list of department ids. */
  readonly departmentIds: string
  readonly skipVerify: number
  readonly markSource: number
  /** JSON of PriorityOption. */
  readonly priorityOption: string | null
  readonly turn: number
  readonly createdAt: number
}

/** WW:97297: 1 whoever of the corp is a contact comes first, 2 whoever of these is. */
export interface PriorityOption {
  readonly priority_type: number
  readonly priority_userid_list?: readonly string[] | undefined
}

const COLUMNS = `seq, corp_id as corpId, link_id as linkId, agent_id as agentId, link_name as linkName, url, user_ids as userIds,
  department_ids as departmentIds, skip_verify as skipVerify, mark_source as markSource, priority_option as priorityOption, turn,
  created_at as createdAt`

export function findLink(world: World, corpId: string, linkId: string): AcquisitionLink | undefined {
  const sql = `select ${COLUMNS} from acquisition_links where corp_id = ? and link_id = ? and deleted_at is null`
  return world.store.get<AcquisitionLink>(sql, [corpId, linkId])
}

/** By the address without its query. */
export function linkByUrl(world: World, url: string): AcquisitionLink | undefined {
  return world.store.get<AcquisitionLink>(`select ${COLUMNS} from acquisition_links where url = ? and deleted_at is null`, [url])
}

/** Links an app made, oldest first. */
export function linksOf(world: World, asked: { corpId: string; agentId: number; after: number; limit: number }): AcquisitionLink[] {
  const sql = `select ${COLUMNS} from acquisition_links where corp_id = ? and agent_id = ? and seq > ? and deleted_at is null order by seq limit ?`
  return world.store.all<AcquisitionLink>(sql, [asked.corpId, asked.agentId, asked.after, asked.limit])
}

export function linkCount(world: World, corpId: string): number {
  const sql = 'select count(*) as n from acquisition_links where corp_id = ? and deleted_at is null'
  return world.store.get<{ n: number }>(sql, [corpId])?.n ?? 0
}

/** The link stops working; what it brought stays known. */
export function deleteLink(world: World, link: AcquisitionLink): void {
  world.store.run('update acquisition_links set deleted_at = ? where seq = ?', [world.clock.now(), link.seq])
}
