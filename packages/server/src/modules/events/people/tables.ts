import type { GeneratedAlways } from 'kysely'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    events_people_moved: { id: GeneratedAlways<number>; workspace_id: number; atoms: number[] }
  }
}
