/** A chart's data as an ECharts option in the console's look. */
import type { EChartsCoreOption } from 'echarts/core'
import { restColour, seriesColours } from '../../theme/chart-colours.ts'
import type { Appearance } from '../../theme/tokens.ts'
import type { ChartData, ChartSeries } from './chart-data.ts'

/** From here a line is drawn without dots. */
const DOTS_UNTIL_POINTS = 31
/** So few categories are all named, on several lines where it is narrow. */
const NAMED_CATEGORIES_MAX = 6
const everyName = { interval: 0, overflow: 'break', width: 84 } as const
const BAR_WIDTH_MAX_PIXELS = 56

interface Ink {
  readonly text: string
  readonly soft: string
  readonly line: string
  readonly raised: string
  readonly font: string
}

/** Colours and font of the page, for any chart. */
export function ink(): Ink {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: read('--lc-text'),
    soft: read('--lc-text-soft'),
    line: read('--lc-line'),
    raised: read('--lc-raised'),
    font: read('--lc-font'),
  }
}

function seriesOf(data: ChartData, appearance: Appearance, isPickable: boolean): (series: ChartSeries) => object {
  const isLine = data.kind === 'line'
  return (series) => ({
    type: isLine ? 'line' : 'bar',
    name: series.name,
    ...(series.isRest ? { color: restColour[appearance] } : {}),
    data: series.values,
    cursor: isPickable ? 'pointer' : 'default',
    emphasis: { focus: data.series.length > 1 ? 'series' : 'none' },
    ...(isLine
      ? {
          showSymbol: data.categories.length <= DOTS_UNTIL_POINTS,
          symbolSize: 6,
          triggerLineEvent: isPickable,
          lineStyle: { width: 2, type: series.isExpected ? 'dashed' : 'solid' },
          areaStyle: data.series.length === 1 ? { opacity: 0.1 } : undefined,
        }
      : {
          barMaxWidth: BAR_WIDTH_MAX_PIXELS,
          stack: data.kind === 'stackedBar' ? 'all' : undefined,
          itemStyle: { borderRadius: data.kind === 'bar' ? [4, 4, 0, 0] : 0 },
          label: {
            show: data.kind === 'bar' && data.categories.length * data.series.length <= 12,
            position: 'top',
            color: ink().text,
            formatter: labelOf(data),
          },
        }),
  })
}

function labelOf(data: ChartData) {
  return ({ value }: { value?: unknown }) => (typeof value === 'number' ? data.format(value) : '')
}

function shadeOf(categories: readonly string[], { from, name }: NonNullable<ChartData['shaded']>, colours: Ink) {
  return {
    silent: true,
    itemStyle: { color: colours.line, opacity: 0.6 },
    label: { color: colours.soft, position: 'insideTop' },
    data: [[{ name, xAxis: categories[from] }, { xAxis: categories.at(-1) }]],
  }
}

/** `isPickable` turns the pointer into a hand over points that open. */
export function optionOf(data: ChartData, appearance: Appearance, isPickable: boolean): EChartsCoreOption {
  const colours = ink()
  const axisFormat = data.axisFormat ?? data.format
  const many = data.series.length > 1
  return {
    color: [...seriesColours[appearance]],
    animationDuration: 300,
    textStyle: { fontFamily: colours.font, color: colours.text },
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: many ? 40 : 24, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: {
      show: many,
      type: 'plain',
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 8,
      textStyle: { color: colours.soft },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: data.kind === 'line' ? 'line' : 'shadow' },
      backgroundColor: colours.raised,
      borderColor: colours.line,
      textStyle: { color: colours.text },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? data.format(value) : '–'),
      confine: true,
    },
    xAxis: {
      type: 'category',
      data: data.categories,
      boundaryGap: data.kind !== 'line',
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { color: colours.soft, ...(data.categories.length <= NAMED_CATEGORIES_MAX ? everyName : { hideOverlap: true }) },
    },
    yAxis: {
      type: 'value',
      max: data.max,
      axisLabel: { color: colours.soft, formatter: axisFormat },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: data.series
      .map(seriesOf(data, appearance, isPickable))
      .map((series, index) =>
        index === 0 && data.shaded ? { ...series, markArea: shadeOf(data.categories, data.shaded, colours) } : series,
      ),
  }
}
