/** Reading people whole: the identifiers and traits of all their atoms. */
import { sql } from '../../platform/db/index.ts'
import { listKinds } from './declared-kinds.ts'
import { type AtomState, readPersonTraits } from './person-traits.ts'
import { type StoredIdentifier, shownValue } from './personal.ts'
import { atomsOfPersons, componentsOf, type IdentityHandles, personsOfAtoms } from './persons.ts'
import type {} from './tables.ts'
import { namedTags, tagsOfPersons } from './tags/person-tags.ts'
import { ruleIn, traitRulesOf } from './trait-rules.ts'

/** Identifiers shown of one person, strongest kind first. */
export const MAX_IDENTIFIERS_SHOWN = 1_000

export interface PersonIdentifier {
  readonly kind: string
  readonly value: string
  readonly verified: boolean
  /** Milliseconds. */
  readonly since: number
}

export interface PersonRead {
  /** The atom that stands for the person. */
  readonly person: number
  /** All of them, lowest first. */
  readonly atoms: readonly number[]
  readonly identifiers: readonly PersonIdentifier[]
  readonly identifiersTotal: number
  readonly traits: Readonly<Record<string, unknown>>
  /** Trait → where its value comes from. */
  readonly traitStates: ReadonlyMap<string, AtomState>
  /** By name; a tag without values has none. */
  readonly tags: readonly { readonly name: string; readonly values: readonly string[] }[]
  /** Milliseconds. */
  readonly firstSeenAt: number
}

interface FoundIdentifier extends StoredIdentifier {
  readonly person: number
  /** `met`: of a kind that several people may share. `unbound`: taken away since. */
  readonly what: 'own' | 'met' | 'unbound'
  readonly verified: boolean
  readonly seen_at: Date
  readonly total: number
  readonly first_seen: Date | null
}

/**
 * The people that these atoms belong to, each once, in that order; atoms that nobody has are left out. Values of personal identifiers are
 * read back only with `unmasked`.
 */
export async function readPersons(
  handles: IdentityHandles,
  input: { workspaceId: number; persons: readonly number[]; unmasked: boolean },
): Promise<PersonRead[]> {
  const { workspaceId } = input
  if (input.persons.length === 0) return []
  const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms: input.persons })
  const persons = [...new Set(input.persons.flatMap((atom) => personOf.get(atom) ?? []))]
  if (persons.length === 0) return []
  const ruleOf = ruleIn(await traitRulesOf(handles, workspaceId))
  const [atoms, identifiers, traits, tags] = await Promise.all([
    atomsOfPersons(handles.db, { workspaceId, persons }),
    readIdentifiers(handles, { workspaceId, persons }),
    readPersonTraits(handles.db, { workspaceId, persons, ruleOf }),
    tagsOfPersons(handles.db, { workspaceId, persons }),
  ])
  const identifiersOf = Map.groupBy(identifiers, (row) => row.person)
  return persons.flatMap((person) => {
    const own = identifiersOf.get(person) ?? []
    const firstSeenAt = own[0]?.first_seen?.getTime()
    if (firstSeenAt === undefined) return []
    const traitStates = traits.get(person) ?? new Map<string, AtomState>()
    return {
      person,
      atoms: atoms.get(person) ?? [],
      identifiers: own.filter(({ what }) => what !== 'unbound').map((row) => shown(handles, { ...input, row })),
      identifiersTotal: own[0]?.total ?? 0,
      traits: Object.fromEntries([...traitStates].map(([name, { value }]) => [name, value])),
      traitStates,
      tags: namedTags(tags.get(person) ?? []),
      firstSeenAt,
    }
  })
}

function shown(
  handles: IdentityHandles,
  { workspaceId, unmasked, row }: { workspaceId: number; unmasked: boolean; row: FoundIdentifier },
): PersonIdentifier {
  const { kind, key, sealed, verified } = row
  const value = shownValue(handles.secret, { workspaceId, unmasked, kind, key, sealed })
  return { kind, value, verified, since: row.seen_at.getTime() }
}

/** One row an identifier that is shown; a person without any has a row of what was unbound, for the time it was first seen. */
async function readIdentifiers(
  handles: IdentityHandles,
  { workspaceId, persons }: { workspaceId: number; persons: readonly number[] },
): Promise<FoundIdentifier[]> {
  const trusts = await trustOfKinds(handles, workspaceId)
  const { rows } = await sql<FoundIdentifier>`
    with components (person, atom) as (${componentsOf({ workspaceId, persons })}),
    found (person, what, kind, key, sealed, verified, seen_at) as (
      select person, 'own', kind, key, sealed, verified, seen_at from components, lateral (
          select * from identity_identifiers known where known.workspace_id = ${workspaceId} and known.atom = components.atom offset 0) as own
      union all
      select person, 'met', kind, key, sealed, verified, min(at) from components, lateral (
          select other.*, met.at from identity_encounters met join identity_identifiers other on other.workspace_id = met.workspace_id and other.atom = met.b
          where met.workspace_id = ${workspaceId} and met.a = components.atom and met.reason = 'not_unique' offset 0) as other
        where not exists (select 1 from identity_members own
          where own.workspace_id = ${workspaceId} and own.atom = other.atom and own.person = components.person)
        group by person, kind, key, sealed, verified
      union all
      select person, 'unbound', '', '', null, false, seen_at from components, lateral (
          select seen_at from identity_unbound known where known.workspace_id = ${workspaceId} and known.atom = components.atom offset 0) as unbound
    ), trusts (of_kind) as (values (${JSON.stringify(trusts)}::jsonb))
    select person, what, kind, key, sealed, verified, seen_at, total, first_seen from (
      select found.*, count(*) filter (where what <> 'unbound') over of_person as total,
        min(seen_at) filter (where what <> 'met') over of_person as first_seen,
        row_number() over (partition by person order by what = 'unbound',
          coalesce(of_kind ->> kind, of_kind ->> split_part(kind, ':', 1), '0')::int desc, seen_at, kind, key) as place
      from found, trusts window of_person as (partition by person)
    ) as ranked where place <= ${MAX_IDENTIFIERS_SHOWN} order by person, place`.execute(handles.db)
  return rows
}

/** Kind → trust; a family stands under its name, `openid`. */
async function trustOfKinds(handles: IdentityHandles, workspaceId: number): Promise<Record<string, number>> {
  const kinds = await listKinds(handles, { workspaceId })
  return Object.fromEntries(kinds.map(({ kind, trust }) => [kind.replace(/:<.*>$/, ''), trust]))
}
