/** Events over time: one line a name, or one a value of a breakdown, with a point a period of the workspace's calendar. */
import type { z } from 'zod'
import { type PeriodUnit, periodBounds } from '../../platform/time-zone.ts'
import { ask, type Caller } from './ask.ts'
import { type Condition, MAX_SERIES_PERIODS, type SeriesLine } from './contract.ts'
import { sumSql } from './counts.ts'
import { failEvents } from './errors.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { EVENTS_TABLE, filterSql, HAS_PERSON, personColumn, TIME_MS } from './table.ts'
import { conditionsSql, propertySql } from './where.ts'

export type Measure = { readonly kind: 'count' } | { readonly kind: 'persons' } | { readonly kind: 'sum'; readonly property: string }

export interface SeriesInput {
  readonly workspaceId: number
  readonly timeZone: string
  readonly names: readonly string[]
  readonly measure: Measure
  readonly unit: PeriodUnit
  readonly from: number
  readonly to: number
  readonly where?: readonly Condition[] | undefined
  readonly breakdown?: { readonly property: string; readonly limit: number } | undefined
}

interface Cell {
  readonly event: string
  readonly kind: 'all' | 'value' | 'missing' | 'other'
  readonly value: string
  readonly period: number
  readonly figure: number
}

/**
 * Reads the chart. Periods are cut in the time zone by our own calendar and handed to the store as moments, so a day of 23 hours is one day
 * on both sides. Throws `events.too_many_periods`.
 */
export async function readSeries(caller: Caller, input: SeriesInput): Promise<{ periods: string[]; lines: z.output<typeof SeriesLine>[] }> {
  const bounds = periodBounds(input, MAX_SERIES_PERIODS) ?? failEvents('events.too_many_periods', { limit: MAX_SERIES_PERIODS })
  const starts = bounds.slice(0, -1)
  const [cells, totals] = await Promise.all([readCells(caller, input, starts), readCells(caller, input, undefined)])
  return { periods: starts.map((start) => new Date(start).toISOString()), lines: linesOf(cells, { totals, starts, input }) }
}

/** With `starts` one cell a line and period, without them one a line over the whole range. */
async function readCells(caller: Caller, input: SeriesInput, starts: readonly number[] | undefined): Promise<readonly Cell[]> {
  const parameters = openParameters()
  const period = starts ? `roundDown(${TIME_MS}, ${parameters.bind('Array(Int64)', starts)})` : 'toInt64(0)'
  const filter = `${filterSql(input, parameters)} AND ${conditionsSql(input.where, parameters)}`
  const line = input.breakdown ? breakdownSql(input.breakdown, filter, parameters) : { kind: "'all'", value: "''" }
  return ask<Cell>(caller, {
    query: `
      SELECT toString(name) AS event, ${line.kind} AS kind, ${line.value} AS value, ${period} AS period,
        ${measureSql(input.measure)} AS figure
      FROM ${EVENTS_TABLE}
      WHERE ${filter}
      GROUP BY event, kind, value, period`,
    parameters,
  })
}

function breakdownSql(
  breakdown: { property: string; limit: number },
  filter: string,
  parameters: Parameters,
): { kind: string; value: string } {
  const { text, exists } = propertySql(breakdown.property)
  const top = `(SELECT ${text} AS shown FROM ${EVENTS_TABLE} WHERE ${filter} AND ${exists}
    GROUP BY shown ORDER BY count() DESC, shown LIMIT ${parameters.bind('UInt32', breakdown.limit)})`
  const kind = `multiIf(NOT (${exists}), 'missing', ${text} GLOBAL IN ${top}, 'value', 'other')`
  return { kind, value: `if(kind = 'value', ${text}, '')` }
}

function measureSql(measure: Measure): string {
  if (measure.kind === 'count') return 'count()'
  if (measure.kind === 'sum') return sumSql(measure.property)
  return `uniqExactIf(${personColumn()}, ${HAS_PERSON})`
}

function linesOf(
  cells: readonly Cell[],
  context: { totals: readonly Cell[]; starts: readonly number[]; input: SeriesInput },
): z.output<typeof SeriesLine>[] {
  const index = new Map(context.starts.map((start, position) => [start, position]))
  const points = new Map<string, number[]>()
  for (const cell of cells) {
    const line = points.get(lineKey(cell)) ?? context.starts.map(() => 0)
    line[index.get(cell.period) ?? 0] = cell.figure
    points.set(lineKey(cell), line)
  }
  const lines = context.totals.map((total) => ({ ...lineHead(total), points: points.get(lineKey(total)) ?? [], total: total.figure }))
  return [...lines, ...silentLines(lines, context)].sort((a, b) => rank(a, b, context.input.names))
}

/** A name without events is still a line when nothing is broken down: a chart that drops it would hide the answer. */
function silentLines(
  lines: readonly { event: string }[],
  { input, starts }: { input: SeriesInput; starts: readonly number[] },
): z.output<typeof SeriesLine>[] {
  const silent = input.names.filter((name) => !lines.some(({ event }) => event === name))
  return input.breakdown ? [] : silent.map((event) => ({ event, points: starts.map(() => 0), total: 0 }))
}

function lineKey(cell: Cell): string {
  return JSON.stringify([cell.event, cell.kind, cell.value])
}

function lineHead({ event, kind, value }: Cell): { event: string; value?: string | null; other?: true } {
  if (kind === 'all') return { event }
  if (kind === 'other') return { event, other: true }
  return { event, value: kind === 'missing' ? null : value }
}

type Ranked = { readonly event: string; readonly other?: true | undefined; readonly total: number }

/** In the order asked, within a name the largest first and "other" last. */
function rank(a: Ranked, b: Ranked, names: readonly string[]): number {
  const byName = names.indexOf(a.event) - names.indexOf(b.event)
  return byName || Number(a.other ?? false) - Number(b.other ?? false) || b.total - a.total
}
