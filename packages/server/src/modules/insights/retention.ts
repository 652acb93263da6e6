/** Retention: of the people who did one thing in a period, how many did another in that period and the ones after it. */
import { type PeriodUnit, periodBounds, periodsAfter } from '../../platform/time-zone.ts'
import {
  ask,
  type Caller,
  conditionsSql,
  EVENTS_TABLE,
  filterSql,
  HAS_PERSON,
  openParameters,
  type Parameters,
  personColumn,
  type Step,
  TIME_MS,
} from '../events/index.ts'
import { MAX_RETENTION_COHORTS } from './contract.ts'
import { failInsights } from './errors.ts'
import { type PeoplePage, peoplePage } from './people.ts'

export interface RetentionQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  readonly start: Step
  readonly return: Step
  readonly unit: PeriodUnit
  readonly periods: number
  readonly mode: 'exact' | 'onOrAfter'
  readonly cohort: 'each' | 'first'
  /** When the start was done, `from ≤ t < to`. Milliseconds. */
  readonly from: number
  readonly to: number
  /** Events before this moment are known. */
  readonly asOf: number
}

export interface Cohort {
  readonly start: string
  readonly size: number
  readonly counts: (number | null)[]
  readonly rates: (number | null)[]
}

/** Where every period begins, cohorts first, then the ones that only returns fall in, then one that closes the last. */
interface Calendar {
  readonly starts: readonly number[]
  readonly cohorts: number
}

/** The cohort table and the average curve. Throws `insights.too_many_cohorts`. */
export async function readRetention(
  caller: Caller,
  question: RetentionQuestion,
): Promise<{ cohorts: Cohort[]; average: (number | null)[] }> {
  const calendar = calendarOf(question)
  const parameters = openParameters()
  const rows = await ask<{ cohort: number; size: number; counts: readonly number[] }>(caller, {
    query: `
      SELECT cohort, count() AS size,
        sumForEach(arrayMap(period -> toUInt64(${returnedSql(question)}), range(0, ${question.periods + 1}))) AS counts
      FROM (${membersSql(question, calendar, parameters)})
      GROUP BY cohort ORDER BY cohort`,
    parameters,
  })
  const found = new Map(rows.map((row) => [row.cohort, row]))
  const cohorts = calendar.starts.slice(0, calendar.cohorts).map((start, index) => {
    const row = found.get(index)
    return cohortOf(
      { start, size: row?.size ?? 0, counts: row?.counts ?? [], over: endedPeriods(question, calendar, index) },
      question.periods,
    )
  })
  return { cohorts, average: averageOf(cohorts, question.periods) }
}

export interface RetentionPeople {
  /** Any moment of the cohort's period. */
  readonly cohortAt: number
  /** Absent: the whole cohort. */
  readonly period?: number | undefined
  readonly which: 'returned' | 'gone'
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of the people behind a cell. Throws `insights.no_such_cell`. */
export function readRetentionPeople(caller: Caller, question: RetentionQuestion, people: RetentionPeople): Promise<PeoplePage> {
  const calendar = calendarOf(question)
  const { cohortAt, period } = people
  const cohort = calendar.starts.findIndex((start, index) => start <= cohortAt && cohortAt < (calendar.starts[index + 1] ?? 0))
  if (cohort < 0 || cohort >= calendar.cohorts || (period ?? 0) > question.periods) failInsights('insights.no_such_cell')
  return peoplePage(caller, people, (parameters) => {
    const members = membersSql(question, calendar, parameters)
    const returned = `arrayExists(period -> ${returnedSql(question)}, [${period ?? 0}])`
    const which = period === undefined ? '' : ` AND ${people.which === 'gone' ? 'NOT ' : ''}${returned}`
    return `SELECT person FROM (${members}) WHERE cohort = ${cohort}${which}`
  })
}

function calendarOf(question: RetentionQuestion): Calendar {
  const bounds =
    periodBounds(question, MAX_RETENTION_COHORTS) ?? failInsights('insights.too_many_cohorts', { limit: MAX_RETENTION_COHORTS })
  const after = periodsAfter(bounds.at(-1) ?? question.to, question.periods, question.unit, question.timeZone)
  return { starts: [...bounds, ...after], cohorts: bounds.length - 1 }
}

/** How many periods from the cohort's own on have ended by `asOf`. */
function endedPeriods(question: RetentionQuestion, { starts }: Calendar, cohort: number): number {
  return starts.slice(cohort + 1).filter((end) => end <= question.asOf).length
}

/** Whether the member of a cohort came back, as SQL over the columns of `membersSql` and a number `period`. */
function returnedSql({ mode }: RetentionQuestion): string {
  const exact = 'if(period = 0, has(sames, cohort), has(returns, cohort + period))'
  // A list without entries has 0 as its largest, which is never above a cohort.
  return mode === 'exact' ? exact : `if(period = 0, has(sames, cohort) OR arrayMax(returns) > cohort, arrayMax(returns) >= cohort + period)`
}

/**
 * Subquery with one row a person and cohort: `person`, `cohort` (index of its period), `returns` (indexes of the periods with a return),
 * `sames` (those where a return was not before the start in the same period).
 */
function membersSql(question: RetentionQuestion, calendar: Calendar, parameters: Parameters): string {
  const cohorts = question.cohort === 'each' ? 'arrayJoin(starts)' : 'arrayMin(starts)'
  const starts = 'groupArrayIf(period, started)'
  return `
    SELECT person, ${cohorts} AS cohort, returns, sames
    FROM (
      SELECT person, ${starts} AS starts, groupArrayIf(period, returned) AS returns,
        groupArrayIf(period, started AND returned AND returnedAt >= startedAt) AS sames
      FROM (${periodsSql(question, calendar, parameters)})
      GROUP BY person HAVING notEmpty(starts)
    )`
}

/** One row a person and period with anything in it: whether and when the start was first done there, and the return last. */
function periodsSql(question: RetentionQuestion, { starts }: Calendar, parameters: Parameters): string {
  const { workspaceId, start, from, to } = question
  const isReturn = stepSql(question.return, parameters)
  // Exact returns after the last period cannot matter; "or later" reads on until the moment asked about.
  const last = question.mode === 'exact' ? Math.min(question.asOf, starts.at(-1) ?? question.to) : question.asOf
  const begin = `roundDown(ms, ${parameters.bind('Array(Int64)', starts)})`
  const isStart = `${stepSql(start, parameters)} AND time >= ${parameters.moment(from)} AND time < ${parameters.moment(to)}`
  const isNew = question.cohort === 'first' ? ` AND person GLOBAL NOT IN (${earlierSql(question, parameters)})` : ''
  return `
    SELECT person, indexOf(${parameters.bind('Array(Int64)', starts)}, begin) - 1 AS period,
      max(isStart) AS started, minIf(ms, isStart) AS startedAt, max(isReturn) AS returned, maxIf(ms, isReturn) AS returnedAt
    FROM (
      SELECT ${personColumn()} AS person, ${TIME_MS} AS ms, ${begin} AS begin, ${isStart} AS isStart, ${isReturn} AS isReturn
      FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ workspaceId, names: [start.event, question.return.event], from: starts[0], to: last }, parameters)}
        AND ${HAS_PERSON} AND (isStart OR isReturn)${isNew}
    )
    GROUP BY person, begin`
}

/** People who did the start before the range. */
function earlierSql({ workspaceId, start, from }: RetentionQuestion, parameters: Parameters): string {
  return `
    SELECT ${personColumn()} FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, names: [start.event], to: from, withPerson: true }, parameters)} AND ${stepSql(start, parameters)}`
}

function stepSql(step: Step, parameters: Parameters): string {
  return `name = ${parameters.bind('String', step.event)} AND ${conditionsSql(step.where, parameters)}`
}

function cohortOf(row: { start: number; size: number; counts: readonly number[]; over: number }, periods: number): Cohort {
  const counts = Array.from({ length: periods + 1 }, (_, period) => (period < row.over ? (row.counts[period] ?? 0) : null))
  const rates = counts.map((count) => (count === null || row.size === 0 ? null : count / row.size))
  return { start: new Date(row.start).toISOString(), size: row.size, counts, rates }
}

function averageOf(cohorts: readonly Cohort[], periods: number): (number | null)[] {
  return Array.from({ length: periods + 1 }, (_, period) => {
    const ended = cohorts.filter(({ counts }) => typeof counts[period] === 'number')
    const people = ended.reduce((sum, { size }) => sum + size, 0)
    const back = ended.reduce((sum, { counts }) => sum + (counts[period] ?? 0), 0)
    return people === 0 ? null : back / people
  })
}
