/** Rows of this module's tables. Columns are explained in the migrations. */
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'

interface AuditRow {
  workspace_id: number
  id: GeneratedAlways<number>
  request_id: string
  action: string
  actor_kind: 'session' | 'key' | 'nobody'
  actor_id: string
  actor_name: string
  targets: string[]
  fields: string[]
  outcome: 'running' | 'done' | 'refused' | 'failed'
  status: number | null
  error_code: string | null
  at: Date
  recorded_at: Date
}

interface ConsentsTable {
  workspace_id: number
  id: GeneratedAlways<number>
  atom: number
  purpose: string
  channel: string
  state: 'granted' | 'withdrawn'
  at: Date
  recorded_at: Date
  made_by: string
  source: string
  proof: string | null
  guardian: string | null
}

interface ErasedConsentsTable {
  workspace_id: number
  person_hash: string
  id: number
  purpose: string
  channel: string
  state: string
  at: Date
  recorded_at: Date
}

interface ExportsTable {
  workspace_id: number
  id: string
  atom: number
  job_id: string
  state: 'queued' | 'ready' | 'failed' | 'expired'
  requested_at: Date
  made_by: string
  finished_at: Date | null
  expires_at: Date | null
  size_bytes: number | null
  counts: JSONColumnType<Record<string, number>>
}

/** A step of an erasure as it is kept; the words come from its holder. */
export interface KeptStep {
  readonly holder: string
  readonly rows: number
  readonly kept: number
  readonly at: string
}

interface ErasuresTable {
  workspace_id: number
  id: string
  job_id: string
  state: 'queued' | 'running' | 'done' | 'failed'
  reason: string
  requested_at: Date
  made_by: string
  finished_at: Date | null
  person_hash: string
  atom_count: number
  identifier_count: number
  atoms: number[] | null
  cut: Generated<boolean>
  found: JSONColumnType<Record<string, number>>
  steps: JSONColumnType<KeptStep[]>
  left_rows: number | null
  look_again_at: Date | null
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    compliance_audit: AuditRow
    compliance_consents: ConsentsTable
    compliance_consent_copies: { id: Generated<number>; workspace_id: number; atoms: number[] }
    compliance_erased_consents: ErasedConsentsTable
    compliance_purposes: {
      workspace_id: number
      name: string
      purpose: JSONColumnType<Record<string, unknown>>
      changed_at: Date
      made_by: string
    }
    compliance_retention: { workspace_id: number; kind: string; days: number | null; why: string; changed_at: Date; made_by: string }
    compliance_exports: ExportsTable
    compliance_erasures: ErasuresTable
    compliance_erased: { workspace_id: number; hash: string; erasure_id: string; kind: 'person' | 'atom' | 'identifier' }
  }
}

export type { AuditRow }
