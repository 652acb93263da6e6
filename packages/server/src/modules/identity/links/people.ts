/** What a change of who is who must know about the people concerned, read set-wise under the lock of links. */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import type { Component } from './plan.ts'

/**
 * Ends a subquery that is to be asked once for each row, along its index: without counts of a young table the planner reads all of a
 * workspace instead.
 */
const ONE_BY_ONE = sql`offset 0`

export interface PeopleOfAtoms {
  readonly personOf: Map<number, number>
  readonly components: Map<number, Component>
  /** Atoms that stand for an identifier today, with its kind. */
  readonly kindOf: ReadonlyMap<number, string>
  readonly shared: ReadonlySet<number>
  /** Atoms that were members of a person already. */
  readonly members: ReadonlySet<number>
}

/** Atoms that are neither an identifier nor part of a person (never made, unbound and erased since) have no person in the answer. */
export async function readPeopleOfAtoms(tx: Tx, input: { workspaceId: number; atoms: readonly number[] }): Promise<PeopleOfAtoms> {
  const { workspaceId } = input
  const atoms = [...input.atoms].sort((one, two) => one - two)
  const identifiers = await sql<{ atom: number; kind: string; shared: boolean }>`
    select found.* from unnest(${bigints(atoms)}) as asked (atom), lateral (
      select atom, kind, shared_since is not null as shared from identity_identifiers
      where workspace_id = ${workspaceId} and atom = asked.atom ${ONE_BY_ONE}) as found`.execute(tx)
  const ofPeople = await sql<{ atom: number; person: number }>`
    select found.* from unnest(${bigints(atoms)}) as asked (atom), lateral (
      select atom, person from identity_members where workspace_id = ${workspaceId} and atom = asked.atom ${ONE_BY_ONE}) as found`.execute(
    tx,
  )
  const kindOf = new Map(identifiers.rows.map(({ atom, kind }) => [atom, kind]))
  const shared = new Set(identifiers.rows.flatMap((row) => (row.shared ? row.atom : [])))
  const personOf = new Map(ofPeople.rows.map(({ atom, person }) => [atom, person]))
  const members = new Set(personOf.keys())
  const components = new Map<number, Component>()
  await addMerged(tx, { workspaceId, persons: [...new Set(personOf.values())], components })
  for (const [atom, kind] of kindOf) {
    if (members.has(atom)) continue
    personOf.set(atom, atom)
    components.set(atom, { person: atom, atoms: 1, kinds: new Map([[kind, 1]]) })
  }
  return { personOf, components, kindOf, shared, members }
}

async function addMerged(
  tx: Tx,
  input: { workspaceId: number; persons: readonly number[]; components: Map<number, Component> },
): Promise<void> {
  if (input.persons.length === 0) return
  const { rows } = await sql<{ person: number; atoms: number; kinds: Record<string, number> }>`
    select found.* from unnest(${bigints(input.persons)}) as asked (person), lateral (
      select person, atoms, kinds from identity_persons
      where workspace_id = ${input.workspaceId} and person = asked.person ${ONE_BY_ONE}) as found`.execute(tx)
  for (const { person, atoms, kinds } of rows) input.components.set(person, { person, atoms, kinds: new Map(Object.entries(kinds)) })
}

/** Pairs of people kept apart, of which at least one is among these. */
export async function readApart(tx: Tx, input: { workspaceId: number; persons: readonly number[] }): Promise<[number, number][]> {
  const { rows: any } =
    await sql`select 1 from identity_apart where workspace_id = ${input.workspaceId} and lifted_at is null limit 1`.execute(tx)
  if (any.length === 0) return []
  const { rows } = await sql<{ a: number; b: number }>`
    select a_person as a, b_person as b from identity_apart
      where workspace_id = ${input.workspaceId} and lifted_at is null and a_person = any(${bigints(input.persons)})
    union
    select a_person, b_person from identity_apart
      where workspace_id = ${input.workspaceId} and lifted_at is null and b_person = any(${bigints(input.persons)})`.execute(tx)
  return rows.map(({ a, b }) => [a, b])
}

/** Of each of these weaker identifiers the stronger ones it has met, merged or not. */
export async function readPartners(tx: Tx, input: { workspaceId: number; atoms: readonly number[] }): Promise<Map<number, Set<number>>> {
  const { workspaceId, atoms } = input
  const partners = new Map<number, Set<number>>()
  if (atoms.length === 0) return partners
  const { rows } = await sql<{ a: number; b: number }>`
    select found.* from unnest(${bigints(atoms)}) as asked (b), lateral (
      select a, b from identity_merges where workspace_id = ${workspaceId} and b = asked.b and undone_at is null
      union select a, b from identity_encounters where workspace_id = ${workspaceId} and b = asked.b) as found`.execute(tx)
  for (const { a, b } of rows) {
    const known = partners.get(b)
    if (known) known.add(a)
    else partners.set(b, new Set([a]))
  }
  return partners
}
