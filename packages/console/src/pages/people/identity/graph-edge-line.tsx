/** A line of the identifier graph: leaves its node straight, turns once, and says on its level part why and when. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react'

/** How far from a node the line turns. */
const TURN_PIXELS = 22
/** The arrow head keeps clear of the words. */
const HEAD_PIXELS = 14

interface Told extends Record<string, unknown> {
  /** Why, and below it from where and when. */
  readonly lines: readonly [string, string]
  /** On which level part: many lines leave one node, and one line leads to each node it joined. */
  readonly isTold: 'atTarget' | 'atSource'
}
export type ToldEdge = Edge<Told, 'told'>

export function GraphEdgeLine({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  markerEnd,
  data,
}: EdgeProps<ToldEdge>) {
  const isAtTarget = data?.isTold === 'atTarget'
  const turnX = isAtTarget ? sourceX + TURN_PIXELS : targetX - TURN_PIXELS
  const [path] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, centerX: turnX })
  const [from, to] = isAtTarget ? [turnX, targetX - HEAD_PIXELS] : [sourceX, turnX]
  const place = `translate(-50%, -50%) translate(${(from + to) / 2}px, ${isAtTarget ? targetY : sourceY}px)`
  const width = Math.abs(to - from)
  return (
    <>
      <BaseEdge id={id} path={path} {...(markerEnd === undefined ? {} : { markerEnd })} />
      <EdgeLabelRenderer>
        <div className="lc-graph-told" style={{ transform: place, maxWidth: width }} aria-hidden>
          <span>{data?.lines[0]}</span>
          <span>{data?.lines[1]}</span>
        </div>
      </EdgeLabelRenderer>
    </>
  )
}
