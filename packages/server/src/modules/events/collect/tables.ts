/** Rows of the Postgres tables of collecting. */
import type { Generated } from 'kysely'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    events_nodes: { node: Generated<number>; started_at: Date; alive_until: Date }
    events_slot_nodes: { node: number; address: string; leased_until: Date }
    events_slots: { slot: number; node: number; epoch: number; kept_until: Date }
  }
}
