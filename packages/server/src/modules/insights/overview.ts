/** The first page: events, people, buyers, orders and money of today, yesterday and 30 days, each against the time before. */
import type { z } from 'zod'
import { localDate, periodBounds, shiftDays, startOfPeriod } from '../../platform/time-zone.ts'
import {
  ask,
  BUY,
  type Caller,
  EVENTS_TABLE,
  filterSql,
  ORDER_CANCELLED,
  openParameters,
  ordersSql,
  type Parameters,
  personColumn,
  TIME_MS,
} from '../events/index.ts'
import type { OverviewFigure } from './contract.ts'
import { overviewWords } from './words.ts'

type Figure = z.output<typeof OverviewFigure>
type Name = Figure['name']

const SPARK_DAYS = 30
/** Money is shown apart for each currency; more than this many are no overview. */
const MAX_CURRENCIES = 5
const DEFAULT_CURRENCY = 'CNY'

const UNITS = { events: 'events', activePersons: 'persons', buyers: 'persons', orders: 'orders', amount: 'money' } as const

export interface OverviewQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** The moment it is. Milliseconds. */
  readonly now: number
}

/** Moments the overview compares; `windows` are today, yesterday until now, yesterday, the day before, 30 days, the 30 before. */
interface Calendar {
  readonly windows: readonly (readonly [from: number, to: number])[]
  readonly days: readonly number[]
  readonly from: number
  readonly to: number
}

/** What one query measures: a subquery with a column `ms` and aggregates over it by name; `group` splits it into figures of a name. */
interface Measuring {
  readonly rowsSql: (parameters: Parameters) => string
  readonly aggregates: Readonly<Partial<Record<Name, (condition: string) => string>>>
  readonly group: string
}

interface Measured {
  readonly group: string
  readonly name: Name
  readonly windows: readonly number[]
  readonly spark: readonly number[]
}

/** All figures of the first page. */
export async function readOverview(caller: Caller, question: OverviewQuestion): Promise<Figure[]> {
  const calendar = calendarOf(question)
  const measured = await Promise.all([
    measure(caller, activity(question, calendar), calendar),
    measure(caller, purchases(question, calendar), calendar),
    measure(caller, money(question, calendar), calendar),
  ])
  const figures = measured.flat()
  const named = (name: Name) => figures.find((figure) => figure.name === name) ?? empty(name, calendar)
  const amounts = figures.filter(({ name }) => name === 'amount').slice(0, MAX_CURRENCIES)
  return [
    ...(['events', 'activePersons', 'buyers', 'orders'] as const).map((name) => figureOf(named(name), question, calendar)),
    ...(amounts.length ? amounts : [empty('amount', calendar)]).map((amount) => figureOf(amount, question, calendar)),
  ]
}

/** How many events there are at all, and from when to when. */
export async function readExtent(
  caller: Caller,
  workspaceId: number,
): Promise<{ events: number; firstAt: string | null; lastAt: string | null }> {
  const parameters = openParameters()
  const rows = await ask<{ events: number; first: number; last: number }>(caller, {
    query: `
      SELECT count() AS events, min(${TIME_MS}) AS first, max(${TIME_MS}) AS last
      FROM ${EVENTS_TABLE} WHERE ${filterSql({ workspaceId }, parameters)}`,
    parameters,
  })
  const { events, first, last } = rows[0] ?? { events: 0, first: 0, last: 0 }
  const moment = (ms: number) => (events === 0 ? null : new Date(ms).toISOString())
  return { events, firstAt: moment(first), lastAt: moment(last) }
}

function calendarOf({ now, timeZone }: OverviewQuestion): Calendar {
  const today = startOfPeriod(now, 'day', timeZone)
  const dayBefore = (days: number) => startOfPeriod(shiftDays(now, -days, timeZone), 'day', timeZone)
  const [yesterday, from, before] = [dayBefore(1), dayBefore(SPARK_DAYS), dayBefore(2 * SPARK_DAYS)]
  const windows = [
    [today, now],
    [yesterday, shiftDays(now, -1, timeZone)],
    [yesterday, today],
    [dayBefore(2), yesterday],
    [from, today],
    [before, from],
  ] as const
  const days = periodBounds({ from, to: now + 1, unit: 'day', timeZone }, SPARK_DAYS + 1) ?? []
  return { windows, days: days.slice(0, -1), from: before, to: now }
}

function activity({ workspaceId }: OverviewQuestion, { from, to }: Calendar): Measuring {
  return {
    rowsSql: (parameters) => `
      SELECT ${TIME_MS} AS ms, ${personColumn()} AS person FROM ${EVENTS_TABLE} WHERE ${filterSql({ workspaceId, from, to }, parameters)}`,
    aggregates: {
      events: (condition) => `countIf(${condition})`,
      activePersons: (condition) => `uniqExactIf(person, person != 0 AND ${condition})`,
    },
    group: "''",
  }
}

function purchases({ workspaceId, timeZone }: OverviewQuestion, { from, to }: Calendar): Measuring {
  return {
    rowsSql: (parameters) => `
      SELECT person, toUnixTimestamp64Milli(at) AS ms FROM (${ordersSql({ workspaceId, timeZone, from, before: to }, parameters)})`,
    aggregates: {
      orders: (condition) => `countIf(${condition})`,
      buyers: (condition) => `uniqExactIf(person, person != 0 AND ${condition})`,
    },
    group: "''",
  }
}

function money({ workspaceId }: OverviewQuestion, { from, to }: Calendar): Measuring {
  const names = [BUY, ORDER_CANCELLED]
  return {
    rowsSql: (parameters) => `
      SELECT ${TIME_MS} AS ms, amount, toString(currency) AS currency
      FROM ${EVENTS_TABLE} WHERE ${filterSql({ workspaceId, names, from, to }, parameters)} AND isNotNull(amount)`,
    aggregates: { amount: (condition) => `ifNull(sumIf(amount, ${condition}), 0)` },
    group: 'currency',
  }
}

async function measure(caller: Caller, measuring: Measuring, calendar: Calendar): Promise<Measured[]> {
  const names = Object.keys(measuring.aggregates).filter((name) => name in UNITS) as Name[]
  const [windows, days] = await Promise.all([measureWindows(caller, measuring, calendar), measureDays(caller, measuring, calendar)])
  return windows.flatMap((row) =>
    names.map((name) => ({
      group: row.group,
      name,
      windows: row[name] ?? [],
      spark: calendar.days.map((day) => days.find((cell) => cell.group === row.group && cell.day === day)?.[name] ?? 0),
    })),
  )
}

type WindowRow = { readonly group: string } & Readonly<Partial<Record<Name, readonly number[]>>>
type DayRow = { readonly group: string; readonly day: number } & Readonly<Partial<Record<Name, number>>>

function measureWindows(caller: Caller, measuring: Measuring, { windows }: Calendar): Promise<readonly WindowRow[]> {
  const parameters = openParameters()
  const conditions = windows.map(([from, to]) => `ms >= ${parameters.bind('Int64', from)} AND ms < ${parameters.bind('Int64', to)}`)
  const columns = Object.entries(measuring.aggregates).map(([name, aggregate]) => `[${conditions.map(aggregate).join(', ')}] AS ${name}`)
  return ask<WindowRow>(caller, {
    query: `
      SELECT ${measuring.group} AS group, ${columns.join(', ')} FROM (${measuring.rowsSql(parameters)})
      GROUP BY group ORDER BY count() DESC`,
    parameters,
  })
}

function measureDays(caller: Caller, measuring: Measuring, { days }: Calendar): Promise<readonly DayRow[]> {
  const parameters = openParameters()
  const day = `roundDown(ms, ${parameters.bind('Array(Int64)', days)})`
  const columns = Object.entries(measuring.aggregates).map(([name, aggregate]) => `${aggregate('1')} AS ${name}`)
  return ask<DayRow>(caller, {
    query: `
      SELECT ${measuring.group} AS group, ${day} AS day, ${columns.join(', ')} FROM (${measuring.rowsSql(parameters)})
      WHERE ms >= ${parameters.bind('Int64', days[0] ?? 0)}
      GROUP BY group, day`,
    parameters,
  })
}

function empty(name: Name, { windows, days }: Calendar): Measured {
  return { group: name === 'amount' ? DEFAULT_CURRENCY : '', name, windows: windows.map(() => 0), spark: days.map(() => 0) }
}

function figureOf({ name, group, windows, spark }: Measured, { timeZone }: OverviewQuestion, { days }: Calendar): Figure {
  const compared = (first: number) => ({ value: windows[first] ?? 0, previous: windows[first + 1] ?? 0 })
  return {
    name,
    unit: UNITS[name],
    ...(name === 'amount' ? { currency: group } : {}),
    today: compared(0),
    yesterday: compared(2),
    last30Days: compared(4),
    spark: days.map((day, index) => ({ date: localDate(day, timeZone), value: spark[index] ?? 0 })),
    countedAs: overviewWords[name],
  }
}
