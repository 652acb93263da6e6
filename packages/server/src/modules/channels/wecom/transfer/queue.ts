/** Batches whose time has come, claimed by one process each, and how a claim ends. */
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { BatchState, TransferKind } from './states.ts'
import type {} from './tables.ts'

/** Longer than a call with all its tries: whoever is still at it is not taken for dead. */
const LEASE_MS = 5 * 60_000
const FIRST_DELAY_MS = 30_000
const MAX_DELAY_MS = 60 * 60_000
const MAX_REASON_LENGTH = 300

export interface ClaimedBatch {
  readonly id: number
  readonly workspaceId: number
  readonly transferId: number
  readonly corpId: string
  readonly kind: TransferKind
  readonly what: 'customers' | 'groups'
  readonly handover: string
  readonly takeover: string
  /** `handing`: it is ours to be handed over. */
  readonly state: BatchState
  readonly tries: number
  readonly handedAt: Date
  readonly message: string
  readonly stopAsked: boolean
}

export type TransferHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'secret' | 'config'>

/**
 * Claims what is due. That a batch is being handed over is committed before anything is said to the platform: if this process dies, the next
 * one finds it so and asks what became of it.
 */
export async function claimBatches(
  { db, clocks }: Pick<TransferHandles, 'db' | 'clocks'>,
  { limit }: { limit: number },
): Promise<ClaimedBatch[]> {
  const now = new Date(clocks.business.now())
  const real = clocks.real.now()
  const { rows } = await sql<ClaimedBatch>`
    update channels_wecom_transfer_batches batch set leased_until = ${new Date(real + LEASE_MS)},
      state = case batch.state when 'planned' then 'handing' when 'handing' then 'looking' else batch.state end,
      handed_at = case when batch.state = 'planned' then ${now}::timestamptz else batch.handed_at end
    from channels_wecom_transfers transfer
    where transfer.workspace_id = batch.workspace_id and transfer.id = batch.transfer_id and batch.id in (
      select id from channels_wecom_transfer_batches
      where look_at <= ${now} and (leased_until is null or leased_until <= ${new Date(real)})
      order by look_at, id limit ${limit} for update skip locked)
    returning batch.id, batch.workspace_id as "workspaceId", batch.transfer_id as "transferId", batch.corp_id as "corpId", batch.kind, batch.what,
      batch.handover, batch.takeover, batch.state, batch.tries, batch.handed_at as "handedAt", transfer.message,
      transfer.stop_asked as "stopAsked"`.execute(db)
  return rows
}

/** Ends the claim: the batch is in this state and due again at `lookAt`. */
export async function putBack(
  { db }: Pick<TransferHandles, 'db'>,
  { batch, ...next }: { batch: ClaimedBatch; state: BatchState; lookAt: number; tries: number; reason?: string | undefined },
): Promise<void> {
  await putBackIn(db, { batch, ...next })
}

/** The same with the caller's transaction. Answers false when somebody else has taken the batch since. */
export async function putBackIn(
  db: Tx | Handles['db'],
  {
    batch,
    state,
    lookAt,
    tries,
    reason,
  }: { batch: ClaimedBatch; state: BatchState; lookAt: number; tries: number; reason?: string | undefined },
): Promise<boolean> {
  const { rows } = await sql`update channels_wecom_transfer_batches set state = ${state}, tries = ${tries}, leased_until = null,
      reason = ${shortened(reason)}, look_at = ${state === 'ended' ? null : new Date(lookAt)}::timestamptz
    where workspace_id = ${batch.workspaceId} and id = ${batch.id} and state = ${batch.state} returning id`.execute(db)
  return rows.length > 0
}

/** When to try again after so many tries in vain. */
export function retryAt(
  { clocks, ids }: Pick<TransferHandles, 'clocks' | 'ids'>,
  { tries, atLeastMs = 0 }: { tries: number; atLeastMs?: number },
): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** tries, MAX_DELAY_MS) * (0.75 + ids.fraction() / 2)
  return clocks.business.now() + Math.max(delayMs, atLeastMs)
}

/** Ends a transfer of which every batch has ended, with the caller's transaction. */
export async function endTransfer(tx: Tx, { workspaceId, id, now }: { workspaceId: number; id: number; now: number }): Promise<void> {
  // Of two that end its last batches at once the second sees what the first wrote.
  await sql`select 1 from channels_wecom_transfers where workspace_id = ${workspaceId} and id = ${id} for update`.execute(tx)
  await sql`update channels_wecom_transfers set state = 'ended', ended_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and id = ${id} and state = 'running' and not exists (select 1 from channels_wecom_transfer_batches
      where workspace_id = ${workspaceId} and transfer_id = ${id} and state <> 'ended')`.execute(tx)
}

export function shortened(reason: string | undefined): string | null {
  return reason?.slice(0, MAX_REASON_LENGTH) ?? null
}
