/** Everybody of a workspace, page by page, with what the comparison needs. Personal values are read back into memory only. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { readPersonTraits } from '../person-traits.ts'
import { unsealPersonal } from '../personal.ts'
import { componentsOf } from '../persons.ts'
import { ruleIn, traitRulesOf } from '../trait-rules.ts'
import type { PersonTraits } from './matching/person-fields.ts'

export interface PersonToCompare extends PersonTraits {
  /** The atom that stands for the person. */
  readonly id: number
}

const PEOPLE_A_PAGE = 1_000
/** More identifiers are those of a shared till or a fault: nobody to compare. */
const MAX_ATOMS = 1_000

type PageHandles = Pick<Handles, 'db' | 'clocks' | 'secret'>

/** How many people a workspace has. */
export async function countPeople({ db }: Pick<Handles, 'db'>, { workspaceId }: { workspaceId: number }): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select (select count(*) from identity_identifiers alone where workspace_id = ${workspaceId} and not exists (
        select 1 from identity_members member where member.workspace_id = ${workspaceId} and member.atom = alone.atom))
      + (select count(*) from identity_persons where workspace_id = ${workspaceId}) as people`.execute(db)
  return rows[0]?.people ?? 0
}

/** Each person once, by the atom that stands for them, lowest first. */
export async function* peoplePages(handles: PageHandles, { workspaceId }: { workspaceId: number }): AsyncGenerator<PersonToCompare[]> {
  let after = 0
  while (true) {
    const persons = await nextPersons(handles, { workspaceId, after })
    const last = persons.at(-1)
    if (last === undefined) return
    yield await readPeople(handles, { workspaceId, persons })
    after = last
  }
}

async function nextPersons({ db }: PageHandles, { workspaceId, after }: { workspaceId: number; after: number }): Promise<number[]> {
  const { rows } = await sql<{ person: number }>`
    select person from (
      (select atom as person from identity_identifiers alone
        where workspace_id = ${workspaceId} and atom > ${after} and not exists (
          select 1 from identity_members member where member.workspace_id = ${workspaceId} and member.atom = alone.atom)
        order by atom limit ${PEOPLE_A_PAGE})
      union all
      (select person from identity_persons where workspace_id = ${workspaceId} and person > ${after} and atoms <= ${MAX_ATOMS}
        order by person limit ${PEOPLE_A_PAGE})
    ) as people order by person limit ${PEOPLE_A_PAGE}`.execute(db)
  return rows.map(({ person }) => person)
}

async function readPeople(handles: PageHandles, input: { workspaceId: number; persons: readonly number[] }): Promise<PersonToCompare[]> {
  const { workspaceId, persons } = input
  const ruleOf = ruleIn(await traitRulesOf(handles, workspaceId))
  const traits = await readPersonTraits(handles.db, { workspaceId, persons, ruleOf })
  const { rows } = await sql<{ person: number; kind: string; sealed: string }>`
    with components (person, atom) as (${componentsOf({ workspaceId, persons })})
    select person, kind, sealed from components join identity_identifiers identifier
      on identifier.workspace_id = ${workspaceId} and identifier.atom = components.atom
    where kind in ('phone', 'email') and sealed is not null and shared_since is null
    order by identifier.atom`.execute(handles.db)
  const sealedOf = Map.groupBy(rows, ({ person }) => person)
  return persons.map((id) => {
    const read = (wanted: string) =>
      (sealedOf.get(id) ?? [])
        .filter(({ kind }) => kind === wanted)
        .map(({ kind, sealed }) => unsealPersonal(handles.secret, { workspaceId, kind, sealed }))
    const states = traits.get(id) ?? new Map()
    return { id, phones: read('phone'), emails: read('email'), traits: [...states].map(([name, { value }]) => [name, value] as const) }
  })
}
