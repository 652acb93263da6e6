/** Identifiers as pages show them, by the atoms they made. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type StoredIdentifier, shownValue } from '../personal.ts'

export interface ShownIdentifier {
  readonly kind: string
  /** Masked unless asked for otherwise. */
  readonly value: string
}

export interface ShownAtom extends ShownIdentifier {
  readonly atom: number
  readonly seenAt: Date
  readonly shared: boolean
}

interface Row extends StoredIdentifier {
  readonly atom: number
  readonly seenAt: Date
  readonly shared: boolean
}

/** Atom → its identifier; an atom whose identifier was unbound is left out. */
export async function identifiersOfAtoms(
  handles: Pick<Handles, 'secret'> & { readonly db: Queryable },
  input: { workspaceId: number; atoms: readonly number[]; unmasked: boolean },
): Promise<Map<number, ShownAtom>> {
  const { workspaceId, unmasked } = input
  if (input.atoms.length === 0) return new Map()
  const { rows } = await sql<Row>`
    select atom, kind, key, sealed, seen_at as "seenAt", shared_since is not null as shared from identity_identifiers
    where workspace_id = ${workspaceId} and atom = any(${[...new Set(input.atoms)]}::bigint[])`.execute(handles.db)
  return new Map(
    rows.map(({ key, sealed, ...row }) => {
      const value = shownValue(handles.secret, { workspaceId, unmasked, kind: row.kind, key, sealed })
      return [row.atom, { ...row, value }]
    }),
  )
}

/** The pair in the form of the contract: null for one that was unbound. */
export function shownPair(
  shown: ReadonlyMap<number, ShownIdentifier>,
  [a, b]: readonly [number, number],
): [ShownIdentifier | null, ShownIdentifier | null] {
  return [shownOne(shown, a), shownOne(shown, b)]
}

function shownOne(shown: ReadonlyMap<number, ShownIdentifier>, atom: number): ShownIdentifier | null {
  const one = shown.get(atom)
  return one ? { kind: one.kind, value: one.value } : null
}
