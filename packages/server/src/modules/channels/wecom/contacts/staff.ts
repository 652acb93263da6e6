/** The register of members of the corp that the app sees: brought up to date as a whole. */
import { inTransaction, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { fetchFollowUsers } from '../client/contacts.ts'
import { fetchStaff, type StaffFacts } from '../client/staff.ts'
import type { Corp } from '../connection/corps.ts'
import { lockRegister } from './lock.ts'
import type {} from './tables.ts'

export interface StaffRefreshed {
  /** Userids of members with 客户联系, sorted. */
  readonly withContacts: readonly string[]
  readonly members: number
}

/** Asks for all members and writes them; who is no longer listed has left. @throws WecomFailure; what was written until then stays */
export async function refreshStaff(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { wecom, corp, signal }: { wecom: Wecom; corp: Corp; signal?: AbortSignal },
): Promise<StaffRefreshed> {
  const begunAt = handles.clocks.business.now()
  const withContacts = new Set(await fetchFollowUsers(wecom, { corp, signal }))
  let members = 0
  for await (const some of fetchStaff(wecom, { corp, signal })) {
    members += some.length
    await writeStaff(handles.db, { corp, staff: some, withContacts, at: begunAt })
  }
  await noteLeft(handles.db, { corp, at: begunAt })
  return { withContacts: [...withContacts].sort(), members }
}

interface WriteStaff {
  readonly corp: Corp
  readonly staff: readonly StaffFacts[]
  readonly withContacts: ReadonlySet<string>
  readonly at: number
}

async function writeStaff(db: Queryable, { corp, staff, withContacts, at }: WriteStaff): Promise<void> {
  const rows = staff.map(({ userId, name, departmentIds }) => ({
    user_id: userId,
    name,
    department_ids: departmentIds,
    contacts_enabled: withContacts.has(userId),
  }))
  await sql`
    insert into channels_wecom_staff as known (workspace_id, corp_id, user_id, name, department_ids, contacts_enabled, fetched_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, given.*, ${new Date(at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (user_id text, name text, department_ids integer[], contacts_enabled boolean)
    on conflict (workspace_id, corp_id, user_id) do update set name = excluded.name, department_ids = excluded.department_ids,
      contacts_enabled = excluded.contacts_enabled, fetched_at = excluded.fetched_at, left_at = null
    where known.fetched_at <= excluded.fetched_at`.execute(db)
}

async function noteLeft(db: Handles['db'], { corp, at }: { corp: Corp; at: number }): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockRegister(tx, corp)
    const now = new Date(at)
    await sql`update channels_wecom_staff set left_at = ${now}, contacts_enabled = false
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and left_at is null and fetched_at < ${now}`.execute(tx)
  })
}
