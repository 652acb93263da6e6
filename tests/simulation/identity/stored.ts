/** Everything the store says about who is who in one workspace, read in one statement. */

import { kindOf } from '../../../packages/server/src/modules/identity/kinds.ts'
import { personalKey } from '../../../packages/server/src/modules/identity/personal.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import { declaredRules, nameOf, type UniverseIdentifier } from './universe.ts'

export interface Pair {
  readonly id: number
  readonly a: number
  readonly b: number
}

export interface StoredEdge extends Pair {
  readonly into: number
  readonly from: number
  readonly kind: string
  readonly cause: string
}

export interface Stored {
  readonly identifiers: { readonly kind: string; readonly key: string; readonly atom: number; readonly shared: boolean }[]
  /** Names of identifiers → atoms that ever stood for them, the present one first. */
  readonly unbound: { readonly kind: string; readonly key: string; readonly atom: number }[]
  readonly members: { readonly atom: number; readonly person: number }[]
  readonly persons: { readonly person: number; readonly atoms: number; readonly kinds: Record<string, number> }[]
  /** In force, oldest first; so are the pairs kept apart and the conflicts. */
  readonly edges: StoredEdge[]
  readonly undone: Pair[]
  readonly apart: (Pair & { readonly aPerson: number; readonly bPerson: number })[]
  readonly conflicts: (Pair & { readonly kind: string; readonly state: string })[]
  readonly encounters: { readonly a: number; readonly b: number; readonly reason: string }[]
  /** Atoms that the event store is to be told of since the beginning. */
  readonly moved: number[]
}

export async function readStored(handles: Pick<Handles, 'db'>, workspaceId: number): Promise<Stored> {
  const rowsOf = (columns: string, rest: string) =>
    sql`(select coalesce(json_agg(found), '[]') from (select ${sql.raw(columns)} ${sql.raw(rest.replace('WORKSPACE', String(workspaceId)))}) found)`
  const { rows } = await sql<{ stored: Stored }>`select json_build_object(
    'identifiers', ${rowsOf('kind, key, atom, shared_since is not null as shared', 'from identity_identifiers where workspace_id = WORKSPACE')},
    'unbound', ${rowsOf('kind, key, atom', 'from identity_unbound where workspace_id = WORKSPACE')},
    'members', ${rowsOf('atom, person', 'from identity_members where workspace_id = WORKSPACE')},
    'persons', ${rowsOf('person, atoms, kinds', 'from identity_persons where workspace_id = WORKSPACE')},
    'edges', ${rowsOf('id, a, b, into_person as into, from_person as from, kind, cause', 'from identity_merges where workspace_id = WORKSPACE and undone_at is null order by id')},
    'undone', ${rowsOf('id, a, b', 'from identity_merges where workspace_id = WORKSPACE and undone_at is not null')},
    'apart', ${rowsOf('id, a, b, a_person as "aPerson", b_person as "bPerson"', 'from identity_apart where workspace_id = WORKSPACE and lifted_at is null order by id')},
    'conflicts', ${rowsOf('id, a, b, kind, state', 'from identity_conflicts where workspace_id = WORKSPACE order by id')},
    'encounters', ${rowsOf('a, b, reason', 'from identity_encounters where workspace_id = WORKSPACE')},
    'moved', (select coalesce(json_agg(distinct atom), '[]') from identity_moves, unnest(atoms) as atom where workspace_id = ${workspaceId}::int)
  ) as stored`.execute(handles.db)
  const stored = rows[0]?.stored
  if (!stored) throw new Error('the store did not answer')
  return stored
}

/** What the identifier is stored under. */
function keyOf(handles: Pick<Handles, 'secret'>, workspaceId: number, { kind, value }: UniverseIdentifier): string {
  return kindOf(kind, declaredRules)?.personal ? personalKey(handles.secret, { workspaceId, kind, value }) : value
}

/** Name of an identifier → its atom. */
export function boundAtoms(
  handles: Pick<Handles, 'secret'>,
  input: { workspaceId: number; stored: Stored; universe: readonly UniverseIdentifier[] },
): Map<string, number> {
  const atoms = new Map(input.stored.identifiers.map(({ kind, key, atom }) => [`${kind} ${key}`, atom]))
  return new Map(
    input.universe.flatMap((identifier) => {
      const atom = atoms.get(`${identifier.kind} ${keyOf(handles, input.workspaceId, identifier)}`)
      return atom === undefined ? [] : [[nameOf(identifier), atom] as const]
    }),
  )
}
