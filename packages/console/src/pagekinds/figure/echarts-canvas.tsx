/** A chart of categories and series on a canvas. */
import { useMemo } from 'react'
import { useAppearance } from '../../theme/appearance.tsx'
import type { ChartData, PickedPoint } from './chart-data.ts'
import { optionOf } from './chart-option.ts'
import { EchartsHost, type Picture } from './echarts-host.tsx'

export type { Picture } from './echarts-host.tsx'

export interface EchartsCanvasProps {
  readonly data: ChartData
  readonly label: string
  readonly heightPixels: number
  readonly onPick?: ((point: PickedPoint) => void) | undefined
  readonly onReady: (picture: Picture) => void
}

function pickedOf(data: ChartData, event: unknown): PickedPoint | undefined {
  const { dataIndex, seriesIndex } = event as { dataIndex?: number; seriesIndex?: number }
  const category = dataIndex === undefined ? undefined : data.categories[dataIndex]
  if (dataIndex === undefined || category === undefined) return undefined
  return { category, categoryIndex: dataIndex, seriesIndex: seriesIndex ?? 0 }
}

export default function EchartsCanvas({ data, label, heightPixels, onPick, onReady }: EchartsCanvasProps) {
  const appearance = useAppearance()
  const isPickable = onPick !== undefined
  const option = useMemo(() => optionOf(data, appearance, isPickable), [data, appearance, isPickable])
  const pick = (event: unknown) => {
    const point = pickedOf(data, event)
    if (point) onPick?.(point)
  }
  return <EchartsHost option={option} label={label} heightPixels={heightPixels} onClick={pick} onReady={onReady} />
}
