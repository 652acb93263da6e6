/** Reads of transfers for pages. */
import { bigints, type Queryable, sql } from '../../../../platform/db/index.ts'
import type {} from '../groups/tables.ts'
import type { TransferKind, TransferredState, TransferState } from './states.ts'
import type {} from './tables.ts'

/** Members who left, in one answer. */
const MAX_MEMBERS = 500

export interface TransferView {
  readonly id: number
  readonly corp_id: string
  readonly kind: TransferKind
  readonly handover: string
  readonly takeovers: string[]
  readonly message: string
  readonly state: TransferState
  readonly stop_asked: boolean
  readonly created_at: Date
  readonly created_by: string
  readonly approved_at: Date | null
  readonly approved_by: string | null
  readonly ended_at: Date | null
  readonly customers: Partial<Record<TransferredState, number>> | null
  readonly groups: Partial<Record<TransferredState, number>> | null
  readonly next_look_at: Date | null
}

interface Asked {
  readonly workspaceId: number
  /** Of these only. */
  readonly ids?: readonly number[]
  /** Older than this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first. */
export async function transfersOf(db: Queryable, { workspaceId, ids, before, limit }: Asked): Promise<TransferView[]> {
  const counted = (what: 'customers' | 'groups') => sql`(select jsonb_object_agg(counted.state, counted.meant) from (
    select state, count(*) as meant from ${sql.table(`channels_wecom_transfer_${what}`)} one
    where one.workspace_id = transfer.workspace_id and one.transfer_id = transfer.id group by state) counted)`
  const { rows } = await sql<TransferView>`
    select id, corp_id, kind, handover, takeovers, message, state, stop_asked, created_at, created_by, approved_at, approved_by, ended_at,
      ${counted('customers')} as customers, ${counted('groups')} as groups,
      (select min(look_at) from channels_wecom_transfer_batches batch
        where batch.workspace_id = transfer.workspace_id and batch.transfer_id = transfer.id) as next_look_at
    from channels_wecom_transfers transfer
    where workspace_id = ${workspaceId} ${ids ? sql`and id = any(${bigints(ids)})` : sql``} ${before ? sql`and id < ${before}` : sql``}
    order by id desc limit ${limit}`.execute(db)
  return rows
}

export interface ShareView {
  readonly takeover: string
  readonly customers: number
  readonly groups: number
}

/** Who gets how many, of those not left out. */
export async function sharesOf(db: Queryable, { workspaceId, id }: { workspaceId: number; id: number }): Promise<ShareView[]> {
  const { rows } = await sql<ShareView>`
    select takeover, sum(customers)::bigint as customers, sum(groups)::bigint as groups from (
      select takeover, count(*) as customers, 0 as groups from channels_wecom_transfer_customers
      where workspace_id = ${workspaceId} and transfer_id = ${id} and takeover <> '' group by takeover
      union all
      select takeover, 0, count(*) from channels_wecom_transfer_groups
      where workspace_id = ${workspaceId} and transfer_id = ${id} and takeover <> '' group by takeover) counted
    group by takeover order by takeover`.execute(db)
  return rows
}

export interface TransferredView {
  readonly id: string
  readonly corp_id: string
  readonly takeover: string
  readonly state: TransferredState
  readonly errcode: number
  readonly reason: string | null
  readonly changed_at: Date
  readonly name: string
}

interface PageAsked {
  readonly workspaceId: number
  readonly transferId: number
  readonly state: TransferredState | undefined
  /** The last one of the page before. */
  readonly after: string
  readonly limit: number
}

export type CustomerView = TransferredView & { readonly atom: number; readonly taken_over_at: Date | null }

export async function customersOf(db: Queryable, { workspaceId, transferId, state, after, limit }: PageAsked): Promise<CustomerView[]> {
  const { rows } = await sql<CustomerView>`
    select external_user_id as id, moved.corp_id, takeover, state, errcode, reason, changed_at, taken_over_at, moved.atom,
      coalesce(contact.name, '') as name
    from channels_wecom_transfer_customers moved left join channels_wecom_contacts contact using (workspace_id, corp_id, external_user_id)
    where workspace_id = ${workspaceId} and transfer_id = ${transferId} and external_user_id > ${after}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by external_user_id limit ${limit}`.execute(db)
  return rows
}

export async function groupsOf(db: Queryable, { workspaceId, transferId, state, after, limit }: PageAsked): Promise<TransferredView[]> {
  const { rows } = await sql<TransferredView>`
    select chat_id as id, moved.corp_id, takeover, moved.state, errcode, reason, changed_at, coalesce(known.name, '') as name
    from channels_wecom_transfer_groups moved left join channels_wecom_groups known using (workspace_id, corp_id, chat_id)
    where workspace_id = ${workspaceId} and transfer_id = ${transferId} and chat_id > ${after}
      ${state === undefined ? sql`` : sql`and moved.state = ${state}`}
    order by chat_id limit ${limit}`.execute(db)
  return rows
}

export interface UnassignedView {
  readonly corp_id: string
  readonly handover: string
  readonly left_at: Date | null
  readonly customers: number
  readonly groups: number
}

/** By member who left, those with most customers first; without what a transfer under way has, or has moved since they were fetched. */
export async function unassignedOf(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<UnassignedView[]> {
  const goes = sql`transfer.workspace_id = moved.workspace_id and transfer.id = moved.transfer_id
    and (moved.state in ('planned', 'waiting') and transfer.state = 'running' or moved.state = 'done' and moved.changed_at >= left_behind.fetched_at)`
  const { rows } = await sql<UnassignedView>`
    select corp_id, handover, max(left_at) as left_at, sum(customers)::bigint as customers, sum(groups)::bigint as groups from (
      select corp_id, handover, max(left_at) as left_at, count(*) as customers, 0 as groups from channels_wecom_unassigned left_behind
      where workspace_id = ${workspaceId} and not exists (
        select 1 from channels_wecom_transfer_customers moved join channels_wecom_transfers transfer on ${goes}
        where moved.workspace_id = ${workspaceId} and moved.corp_id = left_behind.corp_id and moved.handover = left_behind.handover
          and moved.external_user_id = left_behind.external_user_id)
      group by corp_id, handover
      union all
      select corp_id, handover, null, 0, count(*) from channels_wecom_unassigned_groups left_behind
      where workspace_id = ${workspaceId} and not exists (
        select 1 from channels_wecom_transfer_groups moved join channels_wecom_transfers transfer on ${goes}
        where moved.workspace_id = ${workspaceId} and moved.corp_id = left_behind.corp_id and moved.chat_id = left_behind.chat_id)
      group by corp_id, handover) counted
    group by corp_id, handover order by customers desc, groups desc, handover limit ${MAX_MEMBERS}`.execute(db)
  return rows
}

export async function fetchesOf(
  db: Queryable,
  { workspaceId }: { workspaceId: number },
): Promise<{ corp_id: string; look_at: Date; fetched_at: Date | null; reason: string | null }[]> {
  const { rows } = await sql<{ corp_id: string; look_at: Date; fetched_at: Date | null; reason: string | null }>`
    select corp_id, look_at, fetched_at, reason from channels_wecom_unassigned_fetches where workspace_id = ${workspaceId}
    order by corp_id`.execute(db)
  return rows
}
