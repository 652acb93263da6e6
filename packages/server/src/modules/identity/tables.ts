/** Rows of this module's tables. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { TraitRule } from './contract.ts'

export type MergeKind = 'merged' | 'linked'
export type DuplicateState = 'open' | 'same' | 'different'
export type ConflictState = 'open' | 'merged' | 'apart' | 'replaced' | 'settled'
/** Why identifiers that came together did not become one person. */
export type EncounterReason = 'shared' | 'several_people' | 'never' | 'apart' | 'not_unique'

interface MergesTable {
  workspace_id: number
  id: GeneratedAlways<number>
  a: number
  b: number
  into_person: number
  from_person: number
  kind: MergeKind
  cause: string
  source: string
  evidence: string
  made_by: string
  at: Date
  undone_at: Date | null
  undone_by: string | null
}

interface ApartTable {
  workspace_id: number
  id: GeneratedAlways<number>
  a: number
  b: number
  a_person: number
  b_person: number
  cause: string
  at: Date
  made_by: string
  lifted_at: Date | null
  lifted_by: string | null
}

interface ConflictsTable {
  workspace_id: number
  id: GeneratedAlways<number>
  a: number
  b: number
  kind: string
  cause: string
  source: string
  evidence: string
  made_by: string
  at: Date
  state: Generated<ConflictState>
  decided_at: Date | null
  decided_by: string | null
}

interface UnboundTable {
  workspace_id: number
  id: GeneratedAlways<number>
  kind: string
  key: string
  sealed: string | null
  atom: number
  verified: boolean
  seen_at: Date
  cause: string
  evidence: string
  unbound_at: Date
  unbound_by: string
}

interface DuplicatesTable {
  workspace_id: number
  id: GeneratedAlways<number>
  a: number
  b: number
  score: number
  /** Fields with levels and weights, JSON. */
  reasons: unknown
  state: Generated<DuplicateState>
  job_id: string
  found_at: Date
  decided_at: Date | null
  decided_by: string | null
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    identity_kinds: {
      workspace_id: number
      kind: string
      is_unique: boolean
      is_single: boolean
      merge_power: number
      trust: number
      declared_at: Date
    }
    identity_identifiers: {
      workspace_id: number
      kind: string
      /** The value, or the blind index of a personal one. */
      key: string
      /** The sealed value of a personal identifier. */
      sealed: string | null
      atom: number
      verified: Generated<boolean>
      seen_at: Date
      /** Since when the value is taken for shared by several people. */
      shared_since: Generated<Date | null>
    }
    identity_members: { workspace_id: number; atom: number; person: number }
    identity_persons: { workspace_id: number; person: number; atoms: number; kinds: Record<string, number> }
    identity_merges: MergesTable
    identity_apart: ApartTable
    identity_conflicts: ConflictsTable
    identity_duplicates: DuplicatesTable
    identity_duplicate_searches: {
      workspace_id: number
      job_id: string
      started_at: Date
      ended_at: Date | null
      people: number | null
      pairs: number | null
    }
    identity_encounters: { workspace_id: number; a: number; b: number; reason: EncounterReason; at: Date }
    identity_unbound: UnboundTable
    identity_moves: { id: Generated<number>; workspace_id: number; atoms: number[] }
    identity_copies: {
      id: Generated<number>
      workspace_id: number
      what: 'identifiers' | 'traits' | 'tags'
      atoms: number[]
      names: string[] | null
      tag_id: number | null
      tag_value: string | null
    }
    identity_epoch: { epoch: number }
    identity_traits: {
      workspace_id: number
      atom: number
      /** Empty: the row that says when all traits were deleted. */
      name: string
      /** JSON; null once unset. */
      value: unknown
      changed_at: Date
      source: string
      /** Who edited the value; empty when an event or a file gave it. */
      made_by: Generated<string>
      /** How often the value changed, and whether the latest write changed it. */
      changes: Generated<number>
      changed: Generated<boolean>
    }
    identity_trait_history: {
      workspace_id: number
      atom: number
      name: string
      place: number
      value: unknown
      too_long: boolean
      changed_at: Date
      recorded_at: Date
      source: string
      made_by: string
    }
    identity_trait_rules: { workspace_id: number; name: string; rule: TraitRule; changed_at: Date; made_by: string }
    identity_trait_steps: { workspace_id: number; step: string; applied_at: Date }
  }
}
