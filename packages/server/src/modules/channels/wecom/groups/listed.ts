/** What a reconciliation asks of the register of groups. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'
import type {} from './tables.ts'

/** Groups that no answer has told of since then (milliseconds of the business clock) and that were not dismissed, by chat id. */
export async function unlistedGroups(
  db: Queryable,
  { corp, notSeenSince, after, limit }: { corp: Corp; notSeenSince: number; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ chat_id: string }>`select chat_id from channels_wecom_groups
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and state <> 'dismissed'
      and fetched_at < ${new Date(notSeenSince)} and chat_id > ${after}
    order by chat_id limit ${limit}`.execute(db)
  return rows.map(({ chat_id }) => chat_id)
}

/** Userids of members, and of owners who have left the corp. */
export async function ownersOf(db: Queryable, { corp, after, limit }: { corp: Corp; after: string; limit: number }): Promise<string[]> {
  const { workspaceId, corpId } = corp
  const { rows } = await sql<{ user_id: string }>`
    select user_id from channels_wecom_staff where workspace_id = ${workspaceId} and corp_id = ${corpId} and user_id > ${after}
    union select owner from channels_wecom_groups where workspace_id = ${workspaceId} and corp_id = ${corpId} and owner > ${after}
    order by 1 limit ${limit}`.execute(db)
  return rows.map(({ user_id }) => user_id)
}
