/** Row of kept answers. Columns are explained in the migration. */

interface IdempotencyRow {
  workspace_id: number
  key_hash: string
  request_hash: string
  status: number | null
  answer: string | null
  leased_until: Date
  runner: string
  created_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    http_idempotency: IdempotencyRow
  }
}

export type { IdempotencyRow }
