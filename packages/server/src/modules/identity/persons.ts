/** People as components: from atoms to the person they make up and back, and the person with an identifier. */
import type { RawBuilder } from 'kysely'
import { type Queryable, sql } from '../../platform/db/index.ts'
import { fail } from '../../platform/errors.ts'
import type { Handles } from '../../platform/handles.ts'
import { declaredKinds } from './declared-kinds.ts'
import { failIdentity } from './errors.ts'
import { splitReference } from './kinds.ts'
import { normaliseIdentifier } from './normalise.ts'
import { personalKey } from './personal.ts'
import type {} from './tables.ts'

export type IdentityHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>

/** People or atoms that one statement looks up; few enough for the planner to think it cheap. */
const MAX_PER_STATEMENT = 1_000

/** A person's id in answers. */
export function personId(atom: number): string {
  return String(atom)
}

const PERSON_ID = /^[1-9]\d{0,15}$/

/** The atom behind an id; undefined for what was never given out as one. */
export function atomOfPersonId(id: string): number | undefined {
  return PERSON_ID.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : undefined
}

/**
 * Whether anything is known of an atom; `atom` is the column that holds it. One look-up after the other: as `exists (…) or exists (…)` the
 * planner would rather read whole tables.
 */
export function isThere(workspaceId: number, atom: RawBuilder<unknown>): RawBuilder<boolean> {
  const among = (table: string) =>
    sql`(select true from ${sql.table(table)} known where known.workspace_id = ${workspaceId} and known.atom = ${atom} limit 1)`
  return sql<boolean>`coalesce(${among('identity_identifiers')}, ${among('identity_members')}, ${among('identity_unbound')}, false)`
}

/**
 * The query (person, atom) of all atoms of these people, each given by the atom that stands for it. Here and where it is joined, `lateral`
 * with `offset 0` has the planner look up row by row, however many people there are.
 */
export function componentsOf({ workspaceId, persons }: { workspaceId: number; persons: readonly number[] }): RawBuilder<unknown> {
  return sql`select asked.person, coalesce(member.atom, asked.person) from unnest(${persons}::bigint[]) as asked (person)
    left join lateral (select known.atom from identity_members known
      where known.workspace_id = ${workspaceId} and known.person = asked.person offset 0) as member on true`
}

/** Atom → the person it belongs to now. Atoms that nobody has are left out. */
export async function personsOfAtoms(
  db: Queryable,
  { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] },
): Promise<Map<number, number>> {
  const persons = new Map<number, number>()
  for (let start = 0; start < atoms.length; start += MAX_PER_STATEMENT) {
    const { rows } = await sql<{ atom: number; person: number }>`
      select distinct asked.atom, coalesce(member.person, asked.atom) as person
      from unnest(${atoms.slice(start, start + MAX_PER_STATEMENT)}::bigint[]) as asked (atom)
        left join lateral (select known.person from identity_members known
          where known.workspace_id = ${workspaceId} and known.atom = asked.atom offset 0) as member on true
      where member.person is not null or ${isThere(workspaceId, sql`asked.atom`)}`.execute(db)
    for (const { atom, person } of rows) persons.set(atom, person)
  }
  return persons
}

/** Person → all its atoms, lowest first, for people given by the atoms that stand for them. */
export async function atomsOfPersons(
  db: Queryable,
  { workspaceId, persons }: { workspaceId: number; persons: readonly number[] },
): Promise<Map<number, number[]>> {
  const atoms = new Map<number, number[]>()
  for (let start = 0; start < persons.length; start += MAX_PER_STATEMENT) {
    const some = persons.slice(start, start + MAX_PER_STATEMENT)
    const { rows } = await sql<{ person: number; atoms: number[] }>`
      select person, array_agg(atom order by atom) as atoms from (${componentsOf({ workspaceId, persons: some })}) as components (person, atom)
      group by person`.execute(db)
    for (const row of rows) atoms.set(row.person, row.atoms.map(Number))
  }
  return atoms
}

/** All atoms of the person that an id names, also one that was merged away; empty when there is no such person. */
export async function atomsOfPerson(
  handles: Pick<Handles, 'db'>,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<number[]> {
  const person = await personOfId(handles.db, { workspaceId, id })
  if (person === undefined) return []
  return (await atomsOfPersons(handles.db, { workspaceId, persons: [person] })).get(person) ?? []
}

/** The person that an id names, also one that was merged away; undefined when there is no such person. */
export async function personOfId(db: Queryable, { workspaceId, id }: { workspaceId: number; id: string }): Promise<number | undefined> {
  const atom = atomOfPersonId(id)
  return atom === undefined ? undefined : (await personsOfAtoms(db, { workspaceId, atoms: [atom] })).get(atom)
}

/** The person that an id names, also one that was merged away. @throws platform.not_found */
export async function knownPerson(db: Queryable, input: { workspaceId: number; id: string }): Promise<number> {
  return (await personOfId(db, input)) ?? failNobody()
}

/** All atoms of that person. @throws platform.not_found */
export async function knownAtoms(handles: Pick<Handles, 'db'>, input: { workspaceId: number; id: string }): Promise<number[]> {
  const atoms = await atomsOfPerson(handles, input)
  return atoms.length > 0 ? atoms : failNobody()
}

export function failNobody(): never {
  return fail('platform.not_found', { what: { zh: '客户', en: 'The person' } })
}

/**
 * The person with this identifier, undefined when nobody has it.
 * @throws identity.reference_malformed, identity.kind_undeclared, identity.value_…
 */
export async function findPersonByReference(
  handles: IdentityHandles,
  input: { workspaceId: number; reference: string; field: string },
): Promise<number | undefined> {
  const { workspaceId, reference, field } = input
  const declared = await declaredKinds(handles, workspaceId)
  const ref = splitReference(reference, declared)
  if (!ref) {
    const colon = reference.indexOf(':')
    if (colon <= 0) return failIdentity('identity.reference_malformed', { field })
    return failIdentity('identity.kind_undeclared', { field, kind: reference.slice(0, colon) })
  }
  const normalised = normaliseIdentifier(ref, { declared, field })
  if (!normalised.ok) return failIdentity(normalised.refusal.code, normalised.refusal.details)
  const { kind, value, personal } = normalised
  const found = await handles.db
    .selectFrom('identity_identifiers')
    .leftJoin('identity_members', (join) =>
      join
        .onRef('identity_members.workspace_id', '=', 'identity_identifiers.workspace_id')
        .onRef('identity_members.atom', '=', 'identity_identifiers.atom'),
    )
    .select(['identity_identifiers.atom', 'identity_members.person'])
    .where('identity_identifiers.workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('key', '=', personal ? personalKey(handles.secret, { workspaceId, kind, value }) : value)
    .executeTakeFirst()
  return found && (found.person ?? found.atom)
}
