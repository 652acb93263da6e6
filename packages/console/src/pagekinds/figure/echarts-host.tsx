/** The one place that knows ECharts; loaded only when a chart is shown. Opens a chart in a box, keeps it as large as that, hands over clicks. */
import { BarChart, LineChart, SankeyChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use as registerParts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

registerParts([
  LineChart,
  BarChart,
  SankeyChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  MarkAreaComponent,
  AriaComponent,
  CanvasRenderer,
])

const PICTURE_PIXEL_RATIO = 2

/** Gives the chart as a PNG data address. */
export type Picture = () => string

export interface EchartsHostProps {
  /** Made anew only when the chart changes. */
  readonly option: EChartsCoreOption
  readonly label: string
  readonly heightPixels: number
  readonly onClick?: ((event: unknown) => void) | undefined
  readonly onReady: (picture: Picture) => void
}

export function EchartsHost({ option, label, heightPixels, onClick, onReady }: EchartsHostProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const click = useRef<(event: unknown) => void>(() => {})
  click.current = (event) => onClick?.(event)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chart is opened once; options and callbacks reach it through refs
  useEffect(() => {
    if (!place.current) return
    const opened = init(place.current, undefined, { renderer: 'canvas' })
    chart.current = opened
    opened.on('click', (event) => click.current(event))
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
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  return <div ref={place} className="lc-chart" style={{ height: heightPixels }} role="img" aria-label={label} />
}
