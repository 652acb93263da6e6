/** The inbox of conflicts: who came together, and what each of the two people has of the kind that one person has once. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { ConflictState } from '../tables.ts'
import { identifiersOfAtoms } from './shown.ts'

export interface ConflictQuery {
  readonly workspaceId: number
  readonly open: boolean
  /** Atom that stands for the person; absent: everybody's. */
  readonly person: number | undefined
  readonly before: number | undefined
  readonly limit: number
}

export interface ConflictRow {
  readonly id: number
  readonly a: number
  readonly b: number
  /** As they are now. */
  readonly aPerson: number
  readonly bPerson: number
  readonly kind: string
  readonly cause: string
  readonly source: string
  readonly evidence: string
  readonly by: string
  readonly at: Date
  readonly state: ConflictState
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
}

/** Newest first. */
export async function readConflicts({ db }: Pick<Handles, 'db'>, query: ConflictQuery): Promise<ConflictRow[]> {
  const { workspaceId, open, person, before, limit } = query
  const { rows } = await sql<ConflictRow>`
    select id, a, b, "aPerson", "bPerson", kind, cause, source, evidence, by, at, state, "decidedAt", "decidedBy" from (
      select conflict.id, a, b, coalesce(of_a.person, a) as "aPerson", coalesce(of_b.person, b) as "bPerson", kind, cause, source, evidence,
        made_by as by, at, state, decided_at as "decidedAt", decided_by as "decidedBy"
      from identity_conflicts conflict
        left join identity_members of_a on of_a.workspace_id = conflict.workspace_id and of_a.atom = a
        left join identity_members of_b on of_b.workspace_id = conflict.workspace_id and of_b.atom = b
      where conflict.workspace_id = ${workspaceId} and ${open ? sql`state = 'open'` : sql`state <> 'open'`}
        and conflict.id < ${before ?? Number.MAX_SAFE_INTEGER}) as conflicts
    where ${person === undefined ? sql`true` : sql`${person} in ("aPerson", "bPerson")`}
    order by id desc limit ${limit}`.execute(db)
  return rows
}

export async function countOpenConflicts({ db }: Pick<Handles, 'db'>, { workspaceId }: { workspaceId: number }): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from identity_conflicts where workspace_id = ${workspaceId} and state = 'open'`.execute(db)
  return rows[0]?.open ?? 0
}

export interface ConflictSide {
  readonly name: string | null
  readonly identifiers: number
  /** Values of the kind. */
  readonly values: string[]
}

const MAX_VALUES = 5

interface SideRow {
  readonly person: number
  readonly kind: string
  readonly identifiers: number
  readonly name: string | null
  readonly atoms: number[] | null
}

/** `PERSON KIND` → what that person has, for the sides of a page of conflicts. */
export async function readSides(
  handles: Pick<Handles, 'db' | 'secret'>,
  input: { workspaceId: number; sides: readonly { person: number; kind: string }[]; unmasked: boolean },
): Promise<Map<string, ConflictSide>> {
  const { workspaceId, sides } = input
  const { rows } = await sql<SideRow>`
    with asked as (select distinct person, kind from unnest(${sides.map(({ person }) => person)}::bigint[], ${sides.map(({ kind }) => kind)}::text[]) as asked (person, kind)),
    own as (
      select person, member.atom from (select distinct person from asked) as persons, lateral (
        select persons.person as atom union select atom from identity_members member
        where member.workspace_id = ${workspaceId} and member.person = persons.person) as member)
    select asked.person, asked.kind, counts.identifiers, named.name, counts.atoms
    from asked, lateral (
      select count(*)::int as identifiers, (array_agg(identifier.atom order by identifier.seen_at) filter (where identifier.kind = asked.kind))[1:${MAX_VALUES}] as atoms
      from own join identity_identifiers identifier on identifier.workspace_id = ${workspaceId} and identifier.atom = own.atom
      where own.person = asked.person) as counts left join lateral (
      select value #>> '{}' as name from own join identity_traits trait on trait.workspace_id = ${workspaceId} and trait.atom = own.atom
      where own.person = asked.person and trait.name in ('name', 'nickname') and trait.value is not null
      order by trait.name, trait.changed_at desc limit 1) as named on true`.execute(handles.db)
  const atoms = rows.flatMap((row) => (row.atoms ?? []).map(Number))
  const shown = await identifiersOfAtoms(handles, { workspaceId, atoms, unmasked: input.unmasked })
  return new Map(
    rows.map(({ person, kind, identifiers, name, atoms: ofKind }) => [
      `${person} ${kind}`,
      { name, identifiers, values: (ofKind ?? []).flatMap((atom) => shown.get(Number(atom))?.value ?? []) },
    ]),
  )
}
