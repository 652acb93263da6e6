/** The leases behind the slots: one step of a node's life among the others, in one transaction. */
import { type Db, inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import type {} from './tables.ts'

/** Hashes fall into so many slots; the rows are made by the migration. */
export const SLOTS = 64
export const SLOT_LEASE_MS = 8_000
/** For so long a slot that was given away waits for a node below its share. */
const GIVEN_AWAY_MS = 4_000
/** Any fixed number: nodes take their steps one after the other. */
const SLOTS_LOCK = 7_145_020
const FORGET_NODES_AFTER_MS = 24 * 60 * 60 * 1000

export interface SlotRow {
  readonly slot: number
  /** 0: nobody's. */
  readonly node: number
  readonly epoch: number
}

export interface SlotsView {
  /** One for each slot. */
  readonly slots: readonly SlotRow[]
  /** Nodes whose lease runs, this one among them. */
  readonly nodes: readonly { readonly node: number; readonly address: string }[]
}

export interface StepInput {
  readonly node: number
  readonly address: string
  /** Real clock, milliseconds. */
  readonly now: number
  /** Slots of this node that it stores nothing of any more. */
  readonly give: readonly number[]
}

/** How many slots a node has when all have the same, rounded up. */
export function slotShare(nodes: number): number {
  return Math.ceil(SLOTS / Math.max(1, nodes))
}

/**
 * Renews this node's lease, takes the slots of nodes that are gone, takes of those given away what is missing from its share, gives away
 * what it was told to, and answers how things stand then.
 */
export function renewSlots(db: Db, input: StepInput): Promise<SlotsView> {
  const { node, address, now } = input
  const at = new Date(now)
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${SLOTS_LOCK})`.execute(tx)
    await sql`insert into events_slot_nodes (node, address, leased_until) values (${node}, ${address}, ${new Date(now + SLOT_LEASE_MS)})
      on conflict (node) do update set address = excluded.address, leased_until = excluded.leased_until`.execute(tx)
    await sql`delete from events_slot_nodes where leased_until < ${new Date(now - FORGET_NODES_AFTER_MS)}`.execute(tx)
    const nodes = await tx.selectFrom('events_slot_nodes').select(['node', 'address']).where('leased_until', '>=', at).execute()
    await take(tx, { node, at, nodes: nodes.map((one) => one.node) })
    if (input.give.length > 0)
      await sql`update events_slots set node = 0, epoch = epoch + 1, kept_until = ${new Date(now + GIVEN_AWAY_MS)}
        where node = ${node} and slot = any(${input.give}::smallint[])`.execute(tx)
    const slots = await tx.selectFrom('events_slots').select(['slot', 'node', 'epoch']).orderBy('slot').execute()
    return { slots, nodes }
  })
}

async function take(tx: Tx, { node, at, nodes }: { node: number; at: Date; nodes: readonly number[] }): Promise<void> {
  await sql`update events_slots set node = ${node}, epoch = epoch + 1
    where (node <> 0 and node <> all(${nodes}::int[])) or (node = 0 and kept_until < ${at})`.execute(tx)
  await sql`update events_slots set node = ${node}, epoch = epoch + 1 where slot in (
    select slot from events_slots where node = 0 order by slot
    limit greatest(0, ${slotShare(nodes.length)}::int - (select count(*) from events_slots where node = ${node})))`.execute(tx)
}

/** The node decides about nothing any more; what it had is anybody's at once. */
export function leaveSlots(db: Db, node: number): Promise<void> {
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${SLOTS_LOCK})`.execute(tx)
    await sql`update events_slots set node = 0, epoch = epoch + 1, kept_until = 'epoch' where node = ${node}`.execute(tx)
    await sql`delete from events_slot_nodes where node = ${node}`.execute(tx)
  })
}
