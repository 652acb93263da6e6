/** Limits that the platform does not publish, as a workspace set them for a corp. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { QuotaLimits } from './contract.ts'
import type {} from './tables.ts'

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

/** Ours, unverified: cautious for a corp that nobody has told otherwise. */
const FIRST_LIMITS: QuotaLimits = {
  nearPercent: 80,
  contactsPerStaff: 5_000,
  newContactsPerStaffADay: 200,
  massTasksPerStaffADay: 10,
}

export async function quotaLimits(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<QuotaLimits> {
  const row = await db
    .selectFrom('channels_wecom_quota_limits')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('corp_id', '=', corpId)
    .executeTakeFirst()
  if (!row) return FIRST_LIMITS
  return {
    nearPercent: row.near_percent,
    contactsPerStaff: row.contacts_per_staff,
    newContactsPerStaffADay: row.new_contacts_per_staff_a_day,
    massTasksPerStaffADay: row.mass_tasks_per_staff_a_day,
  }
}

export async function setQuotaLimits(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, corpId, limits, by }: OfCorp & { limits: QuotaLimits; by: string },
): Promise<void> {
  const { nearPercent, contactsPerStaff, newContactsPerStaffADay, massTasksPerStaffADay } = limits
  await sql`
    insert into channels_wecom_quota_limits (workspace_id, corp_id, near_percent, contacts_per_staff, new_contacts_per_staff_a_day,
      mass_tasks_per_staff_a_day, changed_at, changed_by)
    values (${workspaceId}, ${corpId}, ${nearPercent}, ${contactsPerStaff}, ${newContactsPerStaffADay}, ${massTasksPerStaffADay},
      ${new Date(clocks.business.now())}, ${by})
    on conflict (workspace_id, corp_id) do update set near_percent = excluded.near_percent, contacts_per_staff = excluded.contacts_per_staff,
      new_contacts_per_staff_a_day = excluded.new_contacts_per_staff_a_day,
      mass_tasks_per_staff_a_day = excluded.mass_tasks_per_staff_a_day, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
    db,
  )
}
