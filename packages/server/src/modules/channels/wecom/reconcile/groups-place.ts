/** How far a reconciliation is with groups. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { ReconcileFigures } from './contract.ts'
import type {} from './tables.ts'

interface OfRun {
  readonly workspaceId: number
  readonly corpId: string
  readonly jobId: string
}

export interface GroupsPlace {
  /** When the groups were begun with, milliseconds of the business clock. */
  readonly from: number
  /** The platform wants owners named: it is asked for groups of some at a time. */
  readonly isByOwner: boolean
  /** Groups of owners up to this userid are done. */
  readonly ownersAfter: string
  /** Of the next page; '' for the first. */
  readonly cursor: string
  /** The platform's list is done. */
  readonly isListed: boolean
}

/** Where a run stopped; its beginning, from `now`, when it has not come to groups yet. */
export async function groupsPlace(db: Queryable, { workspaceId, corpId, jobId, now }: OfRun & { now: number }): Promise<GroupsPlace> {
  const row = await db
    .selectFrom('channels_wecom_reconciliations')
    .select(['groups_from', 'groups_by_owner', 'groups_owners_after', 'groups_cursor', 'groups_listed'])
    .where('workspace_id', '=', workspaceId)
    .where('corp_id', '=', corpId)
    .where('job_id', '=', jobId)
    .executeTakeFirst()
  const from = row?.groups_from?.getTime()
  if (!row || from === undefined) return { from: now, isByOwner: false, ownersAfter: '', cursor: '', isListed: false }
  const { groups_by_owner: isByOwner, groups_owners_after: ownersAfter, groups_cursor: cursor, groups_listed: isListed } = row
  return { from, isByOwner, ownersAfter, cursor, isListed }
}

export async function saveGroupsPlace(
  db: Queryable,
  { workspaceId, corpId, jobId, place, figures }: OfRun & { place: GroupsPlace; figures: ReconcileFigures },
): Promise<void> {
  await sql`update channels_wecom_reconciliations set groups_from = ${new Date(place.from)}, groups_by_owner = ${place.isByOwner},
      groups_owners_after = ${place.ownersAfter}, groups_cursor = ${place.cursor}, groups_listed = ${place.isListed},
      figures = ${JSON.stringify(figures)}::jsonb
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and job_id = ${jobId}`.execute(db)
}
