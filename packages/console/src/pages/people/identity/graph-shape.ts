/** The identifier graph as a shape: which atoms hang together, how each was joined, and where a drawing puts them. */
import type { identityGraph } from '@liuchi/server/contract/identity/links'
import type { ResponseOf } from '@liuchi/server/platform/contract'

export type IdentityGraph = ResponseOf<typeof identityGraph>
export type GraphNode = IdentityGraph['nodes'][number]
export type GraphEdge = IdentityGraph['edges'][number]

export interface Place {
  readonly column: number
  readonly row: number
}

export interface GraphShape {
  /** Atoms of the person; the others only met one of them. */
  readonly own: ReadonlySet<string>
  /** By atom: the edge that joined it to what stands nearer to the person's first identifier. */
  readonly joinedBy: ReadonlyMap<string, GraphEdge>
  /** By atom: columns from the first identifier outwards, rows from the top. */
  readonly places: ReadonlyMap<string, Place>
}

type Neighbours = ReadonlyMap<string, readonly { readonly atom: string; readonly edge: GraphEdge }[]>

function neighboursIn(edges: readonly GraphEdge[]): Neighbours {
  const found = new Map<string, { atom: string; edge: GraphEdge }[]>()
  const add = (from: string, atom: string, edge: GraphEdge) => found.set(from, [...(found.get(from) ?? []), { atom, edge }])
  for (const edge of edges) {
    add(edge.a, edge.b, edge)
    add(edge.b, edge.a, edge)
  }
  return found
}

interface Walk {
  readonly joinedBy: Map<string, GraphEdge>
  readonly children: Map<string, string[]>
  readonly column: Map<string, number>
}

/** Breadth first from atoms that are known already; each new atom belongs to the one that found it. */
function walk(from: readonly string[], neighbours: Neighbours, so: Walk): void {
  const waiting = [...from]
  for (let at = 0; at < waiting.length; at += 1) {
    const parent = waiting[at] ?? ''
    for (const { atom, edge } of neighbours.get(parent) ?? []) {
      if (so.column.has(atom)) continue
      so.column.set(atom, (so.column.get(parent) ?? 0) + 1)
      so.joinedBy.set(atom, edge)
      so.children.set(parent, [...(so.children.get(parent) ?? []), atom])
      waiting.push(atom)
    }
  }
}

/** Leaves get rows of their own, the others stand in the middle of what hangs on them. Answers the next free row. */
function placeBelow(atom: string, row: number, so: Walk, places: Map<string, Place>): number {
  const children = so.children.get(atom) ?? []
  let next = row
  for (const child of children) next = placeBelow(child, next, so, places)
  const column = so.column.get(atom) ?? 0
  const first = places.get(children[0] ?? '')?.row ?? row
  const last = places.get(children.at(-1) ?? '')?.row ?? row
  places.set(atom, { column, row: (first + last) / 2 })
  return Math.max(next, row + 1)
}

/** `personId` is the atom that stands for the person. */
export function shapeOf(graph: IdentityGraph, personId: string): GraphShape {
  const atoms = graph.nodes.map(({ atom }) => atom)
  const root = atoms.includes(personId) ? personId : atoms[0]
  const so: Walk = { joinedBy: new Map(), children: new Map(), column: new Map() }
  const places = new Map<string, Place>()
  if (root === undefined) return { own: new Set(), joinedBy: so.joinedBy, places }
  const roots = [root]
  so.column.set(root, 0)
  const listed = new Set(atoms)
  const edges = graph.edges.filter(({ a, b }) => listed.has(a) && listed.has(b))
  walk(roots, neighboursIn(edges.filter(({ what }) => what !== 'met')), so)
  const own = new Set(so.column.keys())
  walk([...own], neighboursIn(edges), so)
  for (const atom of atoms) {
    if (so.column.has(atom)) continue
    so.column.set(atom, 0)
    roots.push(atom)
    walk([atom], neighboursIn(edges), so)
  }
  let row = 0
  for (const one of roots) row = placeBelow(one, row, so, places)
  return { own, joinedBy: so.joinedBy, places }
}

/** The nodes that would leave the person if one merge were undone; undefined where the graph does not show that merge. */
export function separatedBy(graph: IdentityGraph, personId: string, mergeId: string): readonly GraphNode[] | undefined {
  if (!graph.edges.some((edge) => edge.mergeId === mergeId)) return undefined
  const { own } = shapeOf(graph, personId)
  const edges = graph.edges.filter((edge) => edge.mergeId !== mergeId)
  const { own: staying } = shapeOf({ ...graph, edges }, personId)
  return graph.nodes.filter(({ atom }) => own.has(atom) && !staying.has(atom))
}
