/** One process at a time processes the stream. The lease says which; its epoch is checked in every transaction of effects. */
import { type Db, sql, type Tx } from '../../../platform/db/index.ts'
import type {} from './tables.ts'

export const STREAM_LEASE_MS = 10_000

export interface Lease {
  readonly stream: string
  readonly holder: string
  readonly epoch: number
}

/** Another process took the stream; nothing of this transaction may stay. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError'
}

/**
 * Takes the lease when it is free or run out, or at once with `takeOver` (the caller knows that the former holder is dead).
 * Answers undefined while another process holds it. `now` is the real clock in milliseconds.
 */
export async function takeLease(
  db: Db,
  input: { stream: string; holder: string; now: number; takeOver: boolean },
): Promise<Lease | undefined> {
  const until = new Date(input.now + STREAM_LEASE_MS)
  const taken = await sql<{ epoch: number }>`
    insert into events_stream_leases (stream, holder, epoch, leased_until) values (${input.stream}, ${input.holder}, 1, ${until})
    on conflict (stream) do update set holder = excluded.holder, epoch = events_stream_leases.epoch + 1, leased_until = excluded.leased_until
      where events_stream_leases.leased_until < ${new Date(input.now)} or ${input.takeOver}
    returning epoch`.execute(db)
  const epoch = taken.rows[0]?.epoch
  return epoch === undefined ? undefined : { stream: input.stream, holder: input.holder, epoch }
}

/** Renews inside the transaction of effects; throws LeaseLostError when the epoch moved on. The row stays locked until the end. */
export async function holdLease(tx: Tx, lease: Lease, now: number): Promise<void> {
  const held = await tx
    .updateTable('events_stream_leases')
    .set({ leased_until: new Date(now + STREAM_LEASE_MS) })
    .where('stream', '=', lease.stream)
    .where('epoch', '=', lease.epoch)
    .executeTakeFirst()
  if (held.numUpdatedRows === 0n) throw new LeaseLostError(`the stream “${lease.stream}” has a new holder`)
}

/** Lets the next process begin at once. */
export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db
    .updateTable('events_stream_leases')
    .set({ leased_until: new Date(0) })
    .where('stream', '=', lease.stream)
    .where('epoch', '=', lease.epoch)
    .execute()
}
