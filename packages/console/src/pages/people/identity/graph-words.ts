/** What the identifier graph says in words: nodes, edges, and both for who hears it. */
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../i18n/formats.ts'
import { useKindWords } from '../../../parts/kind-words.ts'
import type { GraphEdge, GraphNode, IdentityGraph } from './graph-shape.ts'
import { useIdentityWords } from './identity-words.ts'

export interface NodeWords {
  kind(node: GraphNode): string
  value(node: GraphNode): string
  whole(node: GraphNode): string
}

export function useNodeWords(): NodeWords {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  const kind = (node: GraphNode) => (node.kind === null ? t('unboundIdentifier') : kindWords(node.kind))
  const value = (node: GraphNode) => node.value ?? `#${node.atom}`
  return { kind, value, whole: (node) => [kind(node), value(node), ...(node.shared ? [t('graph.shared')] : [])].join(' ') }
}

export interface EdgeWords {
  /** On the line: why, below it from where and when. */
  lines(edge: GraphEdge): [string, string]
  /** Which two, why, from where and when. */
  whole(edge: GraphEdge, graph: IdentityGraph): string
}

export function useEdgeWords(): EdgeWords {
  const { t } = useTranslation('people')
  const times = useTimes()
  const nodeWords = useNodeWords()
  const identityWords = useIdentityWords()
  const why = (edge: GraphEdge) => (edge.what === 'met' ? identityWords.cause(edge.reason ?? edge.cause) : identityWords.origin(edge))
  const nameIn = (graph: IdentityGraph, atom: string) => {
    const node = graph.nodes.find((one) => one.atom === atom)
    return node ? `${nodeWords.kind(node)} ${nodeWords.value(node)}` : `#${atom}`
  }
  return {
    lines: (edge) => [
      identityWords.cause(edge.reason ?? edge.cause),
      [identityWords.source(edge.source), times.day(edge.at)].filter((word) => word !== '').join(' · '),
    ],
    whole: (edge, graph) =>
      t(edge.what === 'met' ? 'graph.metWhole' : 'graph.joinedWhole', {
        a: nameIn(graph, edge.a),
        b: nameIn(graph, edge.b),
        why: why(edge),
        at: times.moment(edge.at),
      }),
  }
}
