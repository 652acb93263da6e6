/** A flow on a canvas. */
import { useMemo } from 'react'
import { useAppearance } from '../../theme/appearance.tsx'
import { EchartsHost } from './echarts-host.tsx'
import type { FlowData, FlowMove } from './flow-data.ts'
import { flowOption, pickedMove } from './flow-option.ts'

export interface FlowCanvasProps {
  readonly data: FlowData
  readonly label: string
  readonly heightPixels: number
  readonly onPick: (move: FlowMove) => void
}

export default function FlowCanvas({ data, label, heightPixels, onPick }: FlowCanvasProps) {
  const appearance = useAppearance()
  const option = useMemo(() => flowOption(data, appearance, true), [data, appearance])
  const pick = (event: unknown) => {
    const move = pickedMove(data, event)
    if (move) onPick(move)
  }
  return <EchartsHost option={option} label={label} heightPixels={heightPixels} onClick={pick} onReady={() => {}} />
}
