import type { Generated } from 'kysely'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    events_stream_leases: { stream: string; holder: string; epoch: number; leased_until: Date }
    events_stream_cursors: { stream: string; node: number; sequence: number; finished: Generated<boolean> }
  }
}
