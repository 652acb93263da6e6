/** The traits of people: those of their atoms, folded by the rule of each trait. Nothing is copied, so an un-merge gives each atom its own back. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { componentsOf } from './persons.ts'
import type {} from './tables.ts'
import { ALL_TRAITS, compareStates, type RuleOf, storedState, type TraitState, type TraitStateRow } from './trait-fold.ts'

export interface AtomState extends TraitState {
  readonly atom: number
  readonly name: string
}

/** The value of each trait among all that the atoms of one person have; unset ones are left out. A deletion of all traits reaches every atom. */
export function foldAtoms(states: readonly AtomState[], ruleOf: RuleOf): Map<string, AtomState> {
  const deletions = states.filter(({ name }) => name === ALL_TRAITS)
  const values = new Map<string, AtomState>()
  for (const state of states) {
    const { name, atom } = state
    if (name === ALL_TRAITS) continue
    const known = values.get(name)
    const ahead = known ? compareStates(ruleOf(name), state, known) || atom - known.atom : 1
    if (ahead > 0) values.set(name, state)
  }
  const isGone = (state: AtomState) =>
    state.value === undefined || deletions.some((deletion) => compareStates(ruleOf(state.name), deletion, state) > 0)
  return new Map([...values].filter(([, state]) => !isGone(state)).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Person → trait → its value, for people given by the atoms that stand for them. Whatever the rule, of each source only the latest and the
 * earliest value can decide, so no more than these are read.
 */
export async function readPersonTraits(
  db: Queryable,
  input: { workspaceId: number; persons: readonly number[]; ruleOf: RuleOf; name?: string },
): Promise<Map<number, Map<string, AtomState>>> {
  const { workspaceId, persons, ruleOf, name } = input
  if (persons.length === 0) return new Map()
  const { rows } = await sql<TraitStateRow & { person: number }>`
    with components (person, atom) as (${componentsOf({ workspaceId, persons })})
    select person, atom, name, value, value is not null as set, changed_at, source, made_by from (
      select components.person, trait.*,
        row_number() over (partition by components.person, name, source order by changed_at desc, trait.atom desc) as from_latest,
        row_number() over (partition by components.person, name, source order by value is null, changed_at, trait.atom desc) as from_earliest
      from components, lateral (select * from identity_traits known
        where known.workspace_id = ${workspaceId} and known.atom = components.atom
          ${name === undefined ? sql`` : sql`and known.name in (${name}, ${ALL_TRAITS})`} offset 0) as trait
    ) as candidates where from_latest = 1 or from_earliest = 1`.execute(db)
  const byPerson = Map.groupBy(rows, (row) => row.person)
  return new Map(
    [...byPerson].map(([person, own]) => {
      const states = own.map((row) => ({ atom: row.atom, name: row.name, ...storedState(row) }))
      return [person, foldAtoms(states, ruleOf)]
    }),
  )
}
