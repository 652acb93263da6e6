/** Who can publish a Moment, and how many customers could see it, as the registers have them. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'

/** WW:95094 */
const MAX_MEMBERS = 100_000

/** Of these, or of all when none is named, those who are with the corp and may use 客户联系; by userid. */
export async function ableMembers(
  db: Queryable,
  { corp, userIds }: { corp: Pick<Corp, 'workspaceId' | 'corpId'>; userIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ user_id: string }>`select user_id from channels_wecom_staff
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and contacts_enabled and left_at is null
      and (${userIds.length === 0} or user_id = any(${userIds}::text[]))
    order by user_id limit ${MAX_MEMBERS}`.execute(db)
  return rows.map((row) => row.user_id)
}

/** Customers of these members, of those with one of the tags when some are named; each once. */
export async function countCustomers(
  db: Queryable,
  { corp, userIds, tagIds }: { corp: Corp; userIds: readonly string[]; tagIds: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ customers: number }>`select count(distinct external_user_id) as customers from channels_wecom_relations
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and state = 'active' and user_id = any(${userIds}::text[])
      and (${tagIds.length === 0} or tag_ids && ${tagIds}::text[])`.execute(db)
  return rows[0]?.customers ?? 0
}
