/** Does whatever is due about transfers, some batches beside each other, and fetches who was left behind. */
import { sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { checkBatch, findHandedOver, followBatch } from './follow.ts'
import { type BatchWork, handOver } from './hand-over.ts'
import { claimBatches, type TransferHandles } from './queue.ts'
import { fetchDueUnassigned } from './unassigned.ts'

/** WW:90313 45033: the platform bears some calls of a kind at once. */
const AT_ONCE = 4

export interface TransferRun {
  readonly wecom: Wecom
  readonly signal?: AbortSignal
  /** What was handed over is asked about now, not when its time comes. */
  readonly everything?: boolean
}

/** Until nothing is due. Answers how many things it did. @throws the first failure that is none of the platform's, after the others */
export async function runTransfers(handles: TransferHandles, { wecom, signal, everything = false }: TransferRun): Promise<number> {
  if (everything) await wakeWaiting(handles)
  let done = await fetchDueUnassigned(handles, { wecom, signal })
  for (;;) {
    signal?.throwIfAborted()
    const batches = await claimBatches(handles, { limit: AT_ONCE })
    if (batches.length === 0) return done
    const results = await Promise.allSettled(batches.map((batch) => work(handles, { wecom, batch, signal })))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    done += batches.length
  }
}

function work(handles: TransferHandles, of: BatchWork): Promise<void> {
  switch (of.batch.state) {
    case 'handing':
      return handOver(handles, of)
    case 'looking':
      return findHandedOver(handles, of)
    case 'checking':
      return checkBatch(handles, of)
    default:
      return followBatch(handles, of)
  }
}

async function wakeWaiting({ db, clocks }: Pick<TransferHandles, 'db' | 'clocks'>): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`update channels_wecom_transfer_batches set look_at = ${now}
    where state in ('waiting', 'checking') and look_at > ${now} and leased_until is null`.execute(db)
}
