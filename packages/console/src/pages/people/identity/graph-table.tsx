/** The identifier graph as a table: every identifier, and how it was joined or why it was not. */
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useTimes } from '../../../i18n/formats.ts'
import { usePaths } from '../../../paths.ts'
import type { GraphNode, GraphShape, IdentityGraph } from './graph-shape.ts'
import { useEdgeWords, useNodeWords } from './graph-words.ts'

export interface GraphTableProps {
  readonly graph: IdentityGraph
  readonly shape: GraphShape
  readonly label: string
}

export function GraphTable({ graph, shape, label }: GraphTableProps) {
  const { t } = useTranslation('people')
  // Those of the person first, in the order they were joined.
  const nodes = graph.nodes.toSorted((one, other) => Number(shape.own.has(other.atom)) - Number(shape.own.has(one.atom)))
  return (
    <div className="lc-scroll-x">
      <table className="lc-table lc-table-words" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('identifier')}</th>
            <th scope="col">{t('value')}</th>
            <th scope="col">{t('firstSeenAt')}</th>
            <th scope="col">{t('graph.how')}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.atom} node={node} graph={graph} shape={shape} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NodeRow({ node, graph, shape }: { readonly node: GraphNode; readonly graph: IdentityGraph; readonly shape: GraphShape }) {
  const { t } = useTranslation('people')
  const times = useTimes()
  const paths = usePaths()
  const words = useNodeWords()
  const edgeWords = useEdgeWords()
  const edge = shape.joinedBy.get(node.atom)
  const isOwn = shape.own.has(node.atom)
  return (
    <tr>
      <th scope="row">{words.kind(node)}</th>
      <td>
        <span className="lc-mono">{words.value(node)}</span>
        {node.shared ? <span className="lc-soft"> · {t('graph.shared')}</span> : null}
        {isOwn ? null : (
          <>
            {' '}
            <Link to={paths.person(node.atom)}>{t('graph.otherPerson', { id: node.atom })}</Link>
          </>
        )}
      </td>
      <td className="lc-number">{times.moment(node.since)}</td>
      <td>{edge ? edgeWords.whole(edge, graph) : t('graph.first')}</td>
    </tr>
  )
}
