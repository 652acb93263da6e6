/** Takes one person apart where a merge was: what stands on the other side of it becomes a person again. */
import { sql, type Tx } from '../../../platform/db/index.ts'
import { queueMoves } from './apply.ts'

export interface Cut {
  readonly workspaceId: number
  readonly person: number
  /** The atoms that the merge joined; it is no longer in force. */
  readonly a: number
  readonly b: number
  /** Who stood on its sides when it was made. */
  readonly intoPerson: number
  readonly fromPerson: number
}

/** Answers the person that is apart again; the other one keeps its id. The caller holds the lock of links. */
export async function splitPerson(tx: Tx, cut: Cut): Promise<number> {
  const edges = await readEdges(tx, cut)
  const side = sideOf(edges, cut)
  const separated = [cut.fromPerson, cut.intoPerson].find((person) => side.has(person)) ?? Math.min(...side)
  await movePeople(tx, { ...cut, atoms: [...side], separated })
  return separated
}

type Edges = ReadonlyMap<number, readonly number[]>

/** The merges in force within the person, by atom. */
async function readEdges(tx: Tx, { workspaceId, person }: Cut): Promise<Edges> {
  const { rows } = await sql<{ a: number; b: number }>`
    select edge.a, edge.b from identity_members member
      join identity_merges edge on edge.workspace_id = member.workspace_id and edge.a = member.atom and edge.undone_at is null
    where member.workspace_id = ${workspaceId} and member.person = ${person}`.execute(tx)
  const edges = new Map<number, number[]>()
  const add = (from: number, to: number) => {
    const known = edges.get(from)
    if (known) known.push(to)
    else edges.set(from, [to])
  }
  for (const { a, b } of rows) {
    add(a, b)
    add(b, a)
  }
  return edges
}

/** The atoms on the side of the cut that does not have the representative. Merges in force are a forest, so there are two sides. */
function sideOf(edges: Edges, { a, b, person }: Cut): Set<number> {
  const ofB = reachable(edges, b)
  return ofB.has(person) ? reachable(edges, a) : ofB
}

function reachable(edges: Edges, start: number): Set<number> {
  const reached = new Set([start])
  for (const atom of reached) for (const next of edges.get(atom) ?? []) reached.add(next)
  return reached
}

async function movePeople(tx: Tx, input: Cut & { atoms: readonly number[]; separated: number }): Promise<void> {
  const { workspaceId, person, atoms, separated } = input
  await sql`update identity_members set person = ${separated}
    where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[])`.execute(tx)
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, count(*)::int as count from identity_identifiers
    where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[]) group by kind`.execute(tx)
  const kinds = Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
  await sql`insert into identity_persons (workspace_id, person, atoms, kinds)
    values (${workspaceId}, ${separated}, ${atoms.length}, ${JSON.stringify(kinds)}::jsonb)`.execute(tx)
  await takeFromPerson(tx, { workspaceId, person, atoms: atoms.length, kinds })
  await sql`update identity_apart set
      a_person = case when a = any(${atoms}::bigint[]) then ${separated} else a_person end,
      b_person = case when b = any(${atoms}::bigint[]) then ${separated} else b_person end
    where workspace_id = ${workspaceId} and lifted_at is null and ${person} in (a_person, b_person)`.execute(tx)
  // Whoever keeps the id changed too: modules that keep something by person look at both.
  await queueMoves(tx, { workspaceId, atoms: [...atoms, person] })
}

/** Takes atoms and identifiers off the counts of a person. */
async function takeFromPerson(
  tx: Tx,
  input: { workspaceId: number; person: number; atoms: number; kinds: Readonly<Record<string, number>> },
): Promise<void> {
  await sql`update identity_persons set atoms = atoms - ${input.atoms}, kinds = (
      select coalesce(jsonb_object_agg(kind, left_over), '{}') from (
        select kind, count::int - coalesce((${JSON.stringify(input.kinds)}::jsonb ->> kind)::int, 0) as left_over
        from jsonb_each_text(kinds) as counted (kind, count)) as counts
      where left_over > 0)
    where workspace_id = ${input.workspaceId} and person = ${input.person}`.execute(tx)
}
