/** Rows of the tables behind live audiences. Columns are explained in the migration. */
import type { Generated, GeneratedAlways } from 'kysely'

/**
 * What of people changed. `people`: who they are, by a merge or an un-merge. `everybody`: what rules about everybody stand on, a model or
 * tiers that were computed anew; such a row names nobody. `orders`: the order with the number `name` was cancelled; whose it was is not known yet.
 */
export type DirtyWhat = 'events' | 'orders' | 'traits' | 'tags' | 'identifiers' | 'consents' | 'people' | 'everybody'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    audience_live_generations: { workspace_id: number; generation: Generated<number> }
    audience_live_turns: { workspace_id: number; epoch: Generated<number>; held_until: Generated<Date>; as_of: Generated<Date> }
    audience_live: {
      workspace_id: number
      audience_id: number
      fill: Generated<number>
      filled_to: Generated<number | null>
      is_stale: Generated<boolean>
      rests_until: Generated<Date>
      is_dropped: Generated<boolean>
    }
    audience_members: { workspace_id: number; audience_id: number; person: number; entered_at: Date }
    audience_due: { workspace_id: number; person: number; audience_id: number; due_at: Date }
    audience_dirty: { id: GeneratedAlways<number>; workspace_id: number; what: DirtyWhat; name: Generated<string>; atoms: number[] }
  }
}
