/** Names of members for pages. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type {} from './tables.ts'

export interface NamedMember {
  readonly userId: string
  readonly name: string
}

/** Asks for the names at once; of who is unknown it is the userid. */
export async function namesOfStaff(
  db: Queryable,
  { workspaceId, members }: { workspaceId: number; members: readonly { readonly corpId: string; readonly userId: string }[] },
): Promise<(corpId: string, userId: string) => NamedMember> {
  const { rows } = await sql<{ key: string; name: string }>`
    select staff.corp_id || ' ' || staff.user_id as key, name from channels_wecom_staff staff
    join (select distinct corp_id, user_id from unnest(${members.map(({ corpId }) => corpId)}::text[],
      ${members.map(({ userId }) => userId)}::text[]) as given (corp_id, user_id)) asked using (corp_id, user_id)
    where workspace_id = ${workspaceId}`.execute(db)
  const names = new Map(rows.map(({ key, name }) => [key, name]))
  return (corpId, userId) => ({ userId, name: names.get(`${corpId} ${userId}`) || userId })
}
