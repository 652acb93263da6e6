/** Approving, discarding and stopping transfers. */
import { inTransaction, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import type { TransferState } from './states.ts'
import type {} from './tables.ts'

interface Decision {
  readonly workspaceId: number
  readonly id: number
}

type DecideHandles = Pick<Handles, 'db' | 'clocks'>

/** From now on it is handed over. @throws channels.transfer_unknown, channels.transfer_wrong_state, channels.transfer_nobody */
export function approveTransfer({ db, clocks }: DecideHandles, { by, ...of }: Decision & { by: string }): Promise<void> {
  const now = new Date(clocks.business.now())
  return inTransaction(db, async (tx) => {
    await inState(tx, of, 'planned')
    const started = await sql`update channels_wecom_transfer_batches set look_at = ${now}
      where workspace_id = ${of.workspaceId} and transfer_id = ${of.id} returning id`.execute(tx)
    if (started.rows.length === 0) failChannels('channels.transfer_nobody', { id: String(of.id) })
    await sql`update channels_wecom_transfers set state = 'running', approved_at = ${now}, approved_by = ${by}
      where workspace_id = ${of.workspaceId} and id = ${of.id}`.execute(tx)
  })
}

/**
 * Nothing more is handed over: a planned one is discarded, of a running one what waits to be handed over is cancelled. What the platform has
 * cannot be taken back. @throws channels.transfer_unknown, channels.transfer_wrong_state
 */
export function stopTransfer({ db, clocks }: DecideHandles, of: Decision): Promise<void> {
  const now = new Date(clocks.business.now())
  return inTransaction(db, async (tx) => {
    const state = await inState(tx, of, 'planned', 'running')
    await sql`update channels_wecom_transfers set stop_asked = true, state = case when state = 'planned' then 'discarded' else state end,
        ended_at = case when state = 'planned' then ${now}::timestamptz end
      where workspace_id = ${of.workspaceId} and id = ${of.id}`.execute(tx)
    if (state === 'running')
      await sql`update channels_wecom_transfer_batches set look_at = ${now}
        where workspace_id = ${of.workspaceId} and transfer_id = ${of.id} and state = 'planned'`.execute(tx)
  })
}

async function inState(tx: Tx, { workspaceId, id }: Decision, ...allowed: TransferState[]): Promise<TransferState> {
  const { rows } = await sql<{ state: TransferState }>`select state from channels_wecom_transfers
    where workspace_id = ${workspaceId} and id = ${id} for update`.execute(tx)
  const state = rows[0]?.state
  if (state === undefined) return failChannels('channels.transfer_unknown', { id: String(id) })
  if (!allowed.includes(state)) failChannels('channels.transfer_wrong_state', { id: String(id), state })
  return state
}
