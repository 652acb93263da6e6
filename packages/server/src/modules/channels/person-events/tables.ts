/** Rows of events on their way to the collector. Columns are explained in the migration. */
import type { GeneratedAlways, JSONColumnType } from 'kysely'
import type { CollectedEvent } from '../../events/index.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    channels_person_events: {
      id: GeneratedAlways<number>
      workspace_id: number
      reference: string
      event: JSONColumnType<CollectedEvent>
      claimed_until: Date | null
    }
  }
}
