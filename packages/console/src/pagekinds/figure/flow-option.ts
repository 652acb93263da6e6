/** A flow as an ECharts option: a Sankey diagram with the states of each moment in one column. */
import type { EChartsCoreOption } from 'echarts/core'
import { toneColours } from '../../theme/states.ts'
import type { Appearance } from '../../theme/tokens.ts'
import { ink } from './chart-option.ts'
import type { FlowData } from './flow-data.ts'

const NODE_WIDTH_PIXELS = 12
const NODE_GAP_PIXELS = 14
const LINK_OPACITY = 0.35

/** A node is a state at a moment. */
function nodeName(moment: number, state: string): string {
  return `${moment} ${state}`
}

export function flowOption(data: FlowData, appearance: Appearance, isPickable: boolean): EChartsCoreOption {
  const colours = ink()
  const named = new Map(data.states.map((state) => [state.key, state]))
  const last = data.moments.length - 1
  const nodes = data.moments.flatMap((_, moment) =>
    data.states
      .filter(({ key }) =>
        data.moves.some(({ step, from, to }) => (step === moment && from === key) || (step === moment - 1 && to === key)),
      )
      .map(({ key, tone }) => ({
        name: nodeName(moment, key),
        depth: moment,
        itemStyle: { color: toneColours[appearance][tone] },
        label: { position: moment === last ? 'left' : 'right' },
      })),
  )
  const stateOf = (node: string) => named.get(node.slice(node.indexOf(' ') + 1))?.name ?? ''
  const momentOf = (node: string) => data.moments[Number(node.slice(0, node.indexOf(' ')))] ?? ''
  return {
    animationDuration: 300,
    textStyle: { fontFamily: colours.font, color: colours.text },
    aria: { enabled: true },
    tooltip: { backgroundColor: colours.raised, borderColor: colours.line, textStyle: { color: colours.text }, confine: true },
    series: [
      {
        type: 'sankey',
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        nodeWidth: NODE_WIDTH_PIXELS,
        nodeGap: NODE_GAP_PIXELS,
        // The states keep their order in every column.
        layoutIterations: 0,
        draggable: false,
        cursor: isPickable ? 'pointer' : 'default',
        emphasis: { focus: 'adjacency' },
        lineStyle: { color: 'source', opacity: LINK_OPACITY, curveness: 0.5 },
        label: {
          color: colours.text,
          formatter: ({ name, value }: { name: string; value: number }) => `${stateOf(name)} ${data.format(value)}`,
        },
        tooltip: { formatter: (picked: unknown) => tooltipOf(picked, { stateOf, momentOf, format: data.format }) },
        data: nodes,
        links: data.moves.map(({ step, from, to, value }) => ({ source: nodeName(step, from), target: nodeName(step + 1, to), value })),
      },
    ],
  }
}

interface Naming {
  readonly stateOf: (node: string) => string
  readonly momentOf: (node: string) => string
  readonly format: (value: number) => string
}

function tooltipOf(picked: unknown, { stateOf, momentOf, format }: Naming): string {
  const { dataType, name, value, data } = picked as {
    dataType: string
    name: string
    value: number
    data: { source?: string; target?: string }
  }
  if (dataType !== 'edge') return `${momentOf(name)}<br>${stateOf(name)} <b>${format(value)}</b>`
  const [source, target] = [data.source ?? '', data.target ?? '']
  return `${momentOf(source)} → ${momentOf(target)}<br>${stateOf(source)} → ${stateOf(target)} <b>${format(value)}</b>`
}

/** The move that was clicked; undefined for a state. */
export function pickedMove(data: FlowData, event: unknown) {
  const { dataType, data: picked } = event as { dataType?: string; data?: { source?: string; target?: string } }
  if (dataType !== 'edge') return undefined
  return data.moves.find(({ step, from, to }) => nodeName(step, from) === picked?.source && nodeName(step + 1, to) === picked?.target)
}
