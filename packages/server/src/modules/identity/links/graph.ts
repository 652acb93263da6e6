/** The graph of a person's identifiers: what was joined by what, and what came together without being joined. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { EncounterReason, MergeKind } from '../tables.ts'
import { identifiersOfAtoms, type ShownAtom } from './shown.ts'

/** More than that nobody can look at. */
const MAX_ATOMS = 200
const MAX_MET = 60

interface Edge {
  readonly mergeId: number | null
  readonly a: number
  readonly b: number
  readonly what: MergeKind | 'met'
  readonly reason: EncounterReason | null
  readonly cause: string
  readonly source: string
  readonly at: Date
}

interface Node {
  readonly atom: number
  readonly identifier: ShownAtom | undefined
  readonly since: Date
}

export interface Graph {
  readonly nodes: Node[]
  readonly edges: Edge[]
  /** Not everything is shown. */
  readonly more: boolean
}

/** Of a person given by the atom that stands for it; the first identifiers it had come first. */
export async function readGraph(
  handles: Pick<Handles, 'db' | 'secret'>,
  { workspaceId, person, unmasked }: { workspaceId: number; person: number; unmasked: boolean },
): Promise<Graph> {
  const { rows: members } = await sql<{ atom: number }>`
    select atom from (select ${person}::bigint as atom union
      (select atom from identity_members where workspace_id = ${workspaceId} and person = ${person} order by atom limit ${MAX_ATOMS + 1})) as own
    order by atom = ${person} desc, atom limit ${MAX_ATOMS + 1}`.execute(handles.db)
  const own = members.slice(0, MAX_ATOMS).map(({ atom }) => atom)
  const edges = await readEdges(handles, { workspaceId, atoms: own })
  const atoms = [...new Set([...own, ...edges.flatMap(({ a, b }) => [a, b])])]
  const shown = await identifiersOfAtoms(handles, { workspaceId, atoms, unmasked })
  const gone = await firstSeen(handles, { workspaceId, atoms: atoms.filter((atom) => !shown.has(atom)) })
  const nodes = atoms.flatMap((atom) => {
    const identifier = shown.get(atom)
    const since = identifier?.seenAt ?? gone.get(atom)
    return since ? { atom, identifier, since } : []
  })
  const there = new Set(nodes.map(({ atom }) => atom))
  return { nodes, edges: edges.filter(({ a, b }) => there.has(a) && there.has(b)), more: members.length > MAX_ATOMS }
}

async function readEdges({ db }: Pick<Handles, 'db'>, input: { workspaceId: number; atoms: readonly number[] }): Promise<Edge[]> {
  const { workspaceId, atoms } = input
  const merges = await sql<Edge>`
    select id as "mergeId", a, b, kind as what, null as reason, cause, source, at from identity_merges
    where workspace_id = ${workspaceId} and undone_at is null and a = any(${atoms}::bigint[]) and b = any(${atoms}::bigint[])`.execute(db)
  const met = await sql<Edge>`
    select null as "mergeId", a, b, 'met' as what, reason, 'event' as cause, '' as source, at from (
      select * from identity_encounters where workspace_id = ${workspaceId} and b = any(${atoms}::bigint[])
      union select * from identity_encounters where workspace_id = ${workspaceId} and a = any(${atoms}::bigint[])) as met
    order by at desc limit ${MAX_MET}`.execute(db)
  return [...merges.rows, ...met.rows]
}

/** When the identifiers that were unbound were first seen. */
async function firstSeen(
  { db }: Pick<Handles, 'db'>,
  input: { workspaceId: number; atoms: readonly number[] },
): Promise<Map<number, Date>> {
  if (input.atoms.length === 0) return new Map()
  const { rows } = await sql<{ atom: number; since: Date }>`
    select atom, min(seen_at) as since from identity_unbound
    where workspace_id = ${input.workspaceId} and atom = any(${input.atoms}::bigint[]) group by atom`.execute(db)
  return new Map(rows.map(({ atom, since }) => [atom, since]))
}
