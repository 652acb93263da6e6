/** The one place that knows ECharts; loaded only when a chart is shown. */
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use as registerParts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useAppearance } from '../../theme/appearance.tsx'
import type { ChartData, PickedPoint } from './chart-data.ts'
import { optionOf } from './chart-option.ts'

registerParts([LineChart, BarChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer])

const PICTURE_PIXEL_RATIO = 2

/** Gives the chart as a PNG data address. */
export type Picture = () => string

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
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const pick = useRef<(event: unknown) => void>(() => {})
  const appearance = useAppearance()
  pick.current = (event) => {
    const point = pickedOf(data, event)
    if (point) onPick?.(point)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chart is opened once; data and callbacks reach it through refs
  useEffect(() => {
    if (!place.current) return
    const opened = init(place.current, undefined, { renderer: 'canvas' })
    chart.current = opened
    opened.on('click', (event) => pick.current(event))
    const observer = new ResizeObserver(() => opened.resize())
    observer.observe(place.current)
    onReady(() =>
      opened.getDataURL({
        type: 'png',
        pixelRatio: PICTURE_PIXEL_RATIO,
        backgroundColor: getComputedStyle(document.documentElement).getPropertyValue('--lc-card'),
      }),
    )
    return () => {
      observer.disconnect()
      opened.dispose()
      chart.current = null
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(optionOf(data, appearance, onPick !== undefined), { notMerge: true })
  }, [data, appearance, onPick])
  return <div ref={place} className="lc-chart" style={{ height: heightPixels }} role="img" aria-label={label} />
}
