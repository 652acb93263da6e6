/** Pairs of atoms as the people they belong to now: merges and un-merges move pairs without touching their rows. */
import type { RawBuilder } from 'kysely'
import { sql } from '../../../platform/db/index.ts'

/** The query of all pairs of a workspace in a state, with their people: every column, `a_person`, `b_person`, `low` and `high`. */
export function pairsIn({ workspaceId, states }: { workspaceId: number; states: RawBuilder<boolean> }): RawBuilder<unknown> {
  return sql`
    select pair.*, coalesce(of_a.person, a) as a_person, coalesce(of_b.person, b) as b_person,
      least(coalesce(of_a.person, a), coalesce(of_b.person, b)) as low, greatest(coalesce(of_a.person, a), coalesce(of_b.person, b)) as high
    from identity_duplicates pair
      left join identity_members of_a on of_a.workspace_id = pair.workspace_id and of_a.atom = a
      left join identity_members of_b on of_b.workspace_id = pair.workspace_id and of_b.atom = b
    where pair.workspace_id = ${workspaceId} and ${states}`
}

/** The query (low, high) of people who are not to be suggested: decided to be different, or kept apart. */
export function settledPairs({ workspaceId }: { workspaceId: number }): RawBuilder<unknown> {
  return sql`
    select low, high from (${pairsIn({ workspaceId, states: sql`state = 'different'` })}) as different
    union
    select least(a_person, b_person), greatest(a_person, b_person) from identity_apart
      where workspace_id = ${workspaceId} and lifted_at is null`
}
