/** What came of customers and groups, written set-wise; the register follows what the platform did. */
import { inTransaction, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'
import { lockRegister } from '../contacts/lock.ts'
import { endTransferred } from '../contacts/transferred.ts'
import { type ClaimedBatch, endTransfer, putBackIn, shortened, type TransferHandles } from './queue.ts'
import type { BatchState, TransferredState } from './states.ts'
import type {} from './tables.ts'

export interface Outcome {
  /** External userid, or id of a group. */
  readonly id: string
  readonly state: TransferredState
  readonly errcode?: number | undefined
  readonly reason?: string | undefined
  /** Of `done`: when it took effect, milliseconds; absent where the platform did not tell. */
  readonly takenOverAt?: number | undefined
}

interface NoteInput {
  readonly corp: Corp
  readonly batch: ClaimedBatch
  readonly outcomes: readonly Outcome[]
  /** What is next for the batch. */
  readonly next: { readonly state: BatchState; readonly lookAt: number; readonly tries: number; readonly reason?: string | undefined }
}

/** Writes outcomes of a batch and what is next for it, in one transaction; an end that is noted never changes. */
export function noteOutcomes(handles: TransferHandles, { corp, batch, outcomes, next }: NoteInput): Promise<void> {
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, corp)
    if (!(await putBackIn(tx, { batch, ...next }))) return
    await moveTransferred(handles, tx, { corp, batch, outcomes })
    if (next.state === 'ended') await endTransfer(tx, { ...ofTransfer(batch), now: handles.clocks.business.now() })
  })
}

/** Ends a batch: whoever has no end yet has this one. */
export function endBatch(
  handles: TransferHandles,
  { batch, left, reason }: { batch: ClaimedBatch; left: TransferredState; reason?: string },
): Promise<void> {
  const now = handles.clocks.business.now()
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, batch)
    if (!(await putBackIn(tx, { batch, state: 'ended', lookAt: now, tries: batch.tries, reason }))) return
    await sql`update ${tableOf(batch)} set state = ${left}, reason = ${shortened(reason)}, changed_at = ${new Date(now)}
      where workspace_id = ${batch.workspaceId} and batch_id = ${batch.id} and state in ('planned', 'waiting')`.execute(tx)
    await endTransfer(tx, { ...ofTransfer(batch), now })
  })
}

const ofTransfer = ({ workspaceId, transferId: id }: ClaimedBatch) => ({ workspaceId, id })

function tableOf({ what }: Pick<ClaimedBatch, 'what'>) {
  return sql.table(`channels_wecom_transfer_${what}`)
}

/** The caller holds the lock of the register. */
async function moveTransferred(
  handles: TransferHandles,
  tx: Tx,
  { corp, batch, outcomes }: { corp: Corp; batch: ClaimedBatch; outcomes: readonly Outcome[] },
): Promise<void> {
  if (outcomes.length === 0) return
  const now = handles.clocks.business.now()
  const rows = outcomes.map(({ id, state, errcode = 0, reason, takenOverAt }) => {
    const at = state === 'done' ? new Date(takenOverAt || now).toISOString() : null
    return { id, state, errcode, reason: shortened(reason), at }
  })
  const isCustomers = batch.what === 'customers'
  const idColumn = sql.ref(isCustomers ? 'external_user_id' : 'chat_id')
  const moved = await sql<{ id: string }>`
    update ${tableOf(batch)} known set state = given.state, errcode = given.errcode, reason = given.reason, changed_at = ${new Date(now)},
      handed_at = case when given.state in ('planned', 'cancelled') then known.handed_at else coalesce(known.handed_at, ${batch.handedAt}) end
      ${isCustomers ? sql`, taken_over_at = given.at` : sql``}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id text, state text, errcode integer, reason text, at timestamptz)
    where known.workspace_id = ${batch.workspaceId} and known.batch_id = ${batch.id} and known.${idColumn} = given.id
      and known.state in ('planned', 'waiting') and known.state <> given.state
    returning known.${idColumn} as id`.execute(tx)
  if (!isCustomers) return
  const done = new Map(outcomes.flatMap(({ id, state, takenOverAt }) => (state === 'done' ? [[id, takenOverAt || now]] : [])))
  const pairs = moved.rows.flatMap(({ id }) => {
    const at = done.get(id)
    return at === undefined ? [] : [{ userId: batch.handover, externalUserId: id, at }]
  })
  await endTransferred(handles, tx, { corp, pairs })
}

/** Ids of the batch that have no end yet, by state. */
export async function openOf({ db }: Pick<TransferHandles, 'db'>, batch: ClaimedBatch): Promise<{ planned: string[]; waiting: string[] }> {
  const idColumn = sql.ref(batch.what === 'customers' ? 'external_user_id' : 'chat_id')
  const { rows } = await sql<{ id: string; state: string }>`select ${idColumn} as id, state from ${tableOf(batch)}
    where workspace_id = ${batch.workspaceId} and batch_id = ${batch.id} and state in ('planned', 'waiting') order by ${idColumn}`.execute(
    db,
  )
  const inState = (state: string) => rows.filter((row) => row.state === state).map(({ id }) => id)
  return { planned: inState('planned'), waiting: inState('waiting') }
}
