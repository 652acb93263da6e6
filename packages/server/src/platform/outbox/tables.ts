import type { Generated, JSONColumnType } from 'kysely'

declare module '../db/tables.ts' {
  interface Tables {
    platform_outbox: {
      id: Generated<number>
      workspace_id: number
      name: string
      payload: JSONColumnType<Record<string, unknown>>
      event_key: string
      emitted_at: Date
      expanded: Generated<boolean>
    }
    platform_outbox_work: {
      outbox_id: number
      reaction: string
      attempts: Generated<number>
      due_at: Date
      last_error: string | null
    }
  }
}
