/** The identifier graph of a person, read once for all that shows it: the drawing, where identifiers come from, what an undo takes away. */
import { identityGraph } from '@liuchi/server/contract/identity/links'
import { useMemo } from 'react'
import { useRead } from '../../../api/hooks.ts'
import { type GraphShape, type IdentityGraph, shapeOf } from './graph-shape.ts'

const nothing: IdentityGraph = { nodes: [], edges: [], more: false }

export function useIdentityGraph(personId: string) {
  const query = useRead(identityGraph, { params: { id: personId } })
  const graph = query.data ?? nothing
  const shape: GraphShape = useMemo(() => shapeOf(graph, personId), [graph, personId])
  return { ...query, graph, shape }
}
