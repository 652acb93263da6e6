/** The one place that knows React Flow; loaded only when a graph is shown. Nodes and edges are reached with Tab and read out. */
import { Background, Controls, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useTimes } from '../../../i18n/formats.ts'
import { usePaths } from '../../../paths.ts'
import { useAppearance } from '../../../theme/appearance.tsx'
import { kindColour } from './graph-colours.ts'
import { GraphEdgeLine, type ToldEdge } from './graph-edge-line.tsx'
import type { GraphNode, GraphShape, IdentityGraph } from './graph-shape.ts'
import './graph.css'
import { useEdgeWords, useNodeWords } from './graph-words.ts'

const COLUMN_PIXELS = 490
const ROW_PIXELS = 108
const HEIGHT_PIXELS = 540
const ZOOM_MIN = 0.1
/** Few nodes are not blown up to fill the canvas, many not shrunk until nobody can read them. */
const FIT = { minZoom: 0.6, maxZoom: 1, padding: 0.08 }

interface NodeContent extends Record<string, unknown> {
  readonly node: GraphNode
  readonly isOwn: boolean
}
type IdentifierNode = Node<NodeContent, 'identifier'>

function IdentifierCard({ data: { node, isOwn } }: NodeProps<IdentifierNode>) {
  const { t } = useTranslation('people')
  const times = useTimes()
  const paths = usePaths()
  const words = useNodeWords()
  const colour = kindColour(node.kind, useAppearance())
  return (
    <div className={isOwn ? 'lc-graph-node' : 'lc-graph-node lc-graph-other'} style={{ borderInlineStartColor: colour }}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="lc-soft lc-small">{words.kind(node)}</span>
      <strong className="lc-graph-value">{words.value(node)}</strong>
      <span className="lc-soft lc-small lc-number">{t('since', { at: times.day(node.since) })}</span>
      {node.shared ? <span className="lc-soft lc-small">{t('graph.shared')}</span> : null}
      {isOwn ? null : (
        <Link to={paths.person(node.atom)} className="lc-small nodrag">
          {t('graph.otherPerson', { id: node.atom })}
        </Link>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

const nodeTypes = { identifier: IdentifierCard }
const edgeTypes = { told: GraphEdgeLine }

function useNodes(graph: IdentityGraph, shape: GraphShape): IdentifierNode[] {
  const words = useNodeWords()
  return graph.nodes.map((node) => {
    const place = shape.places.get(node.atom)
    return {
      id: node.atom,
      type: 'identifier',
      position: { x: (place?.column ?? 0) * COLUMN_PIXELS, y: (place?.row ?? 0) * ROW_PIXELS },
      data: { node, isOwn: shape.own.has(node.atom) },
      ariaLabel: words.whole(node),
    }
  })
}

/** Edges run from the inner to the outer node, whichever the contract calls `a`. */
function useEdges(graph: IdentityGraph, shape: GraphShape): ToldEdge[] {
  const words = useEdgeWords()
  const columnOf = (atom: string) => shape.places.get(atom)?.column ?? 0
  return graph.edges.map((edge, index) => {
    const [source, target] = columnOf(edge.a) <= columnOf(edge.b) ? [edge.a, edge.b] : [edge.b, edge.a]
    const isMet = edge.what === 'met'
    return {
      id: edge.mergeId ?? `met:${index}`,
      source,
      target,
      type: 'told',
      data: { lines: words.lines(edge), isTold: shape.joinedBy.get(target) === edge ? 'atTarget' : 'atSource' },
      ariaLabel: words.whole(edge, graph),
      className: isMet ? 'lc-graph-met' : 'lc-graph-joined',
      markerEnd: { type: isMet ? MarkerType.Arrow : MarkerType.ArrowClosed },
      interactionWidth: 16,
    }
  })
}

export interface GraphCanvasProps {
  readonly graph: IdentityGraph
  readonly shape: GraphShape
  readonly label: string
}

export default function GraphCanvas({ graph, shape, label }: GraphCanvasProps) {
  const { t } = useTranslation('people')
  const appearance = useAppearance()
  const nodes = useNodes(graph, shape)
  const edges = useEdges(graph, shape)
  const words = useMemo(
    () => ({
      'node.a11yDescription.default': t('graph.key.node'),
      'node.a11yDescription.keyboardDisabled': t('graph.key.node'),
      'edge.a11yDescription.default': t('graph.key.edge'),
      'controls.ariaLabel': t('graph.key.controls'),
      'controls.zoomIn.ariaLabel': t('graph.key.zoomIn'),
      'controls.zoomOut.ariaLabel': t('graph.key.zoomOut'),
      'controls.fitView.ariaLabel': t('graph.key.fit'),
    }),
    [t],
  )
  return (
    <div className="lc-graph" style={{ height: HEIGHT_PIXELS }}>
      <ReactFlow
        defaultNodes={nodes}
        defaultEdges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={appearance}
        aria-label={label}
        ariaLabelConfig={words}
        nodesConnectable={false}
        deleteKeyCode={null}
        minZoom={ZOOM_MIN}
        zoomOnScroll={false}
        preventScrolling={false}
        fitView
        fitViewOptions={FIT}
      >
        <Background />
        <Controls showInteractive={false} fitViewOptions={FIT} />
      </ReactFlow>
    </div>
  )
}
