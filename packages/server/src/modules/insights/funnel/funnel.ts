/** The funnel: how many people got through each step, by what, how fast, and who they are. */
import type { z } from 'zod'
import { ask, type Caller, canMeasureGaps, levelsSql, openParameters, type Parameters, type StepsQuestion } from '../../events/index.ts'
import type { FunnelStep } from '../contract.ts'
import { type PeoplePage, peoplePage } from '../people.ts'

type StepFigure = z.output<typeof FunnelStep>

export interface BreakdownLine {
  readonly value: string | null
  readonly other?: true
  readonly steps: StepFigure[]
}

/** `reached[i]`: people through step i + 1. */
interface Reached {
  readonly reached: readonly number[]
}

/** The funnel as a whole; with `withMedians` also the median time between steps where it can be told. */
export async function readFunnel(caller: Caller, question: StepsQuestion & { readonly withMedians?: boolean }): Promise<StepFigure[]> {
  const withGaps = Boolean(question.withMedians) && canMeasureGaps(question)
  const parameters = openParameters()
  const medians = withGaps ? `, [${numbersOf(question).map(medianSql).join(', ')}] AS mediansMs` : ''
  const rows = await ask<Reached & { mediansMs?: readonly number[] }>(caller, {
    query: `SELECT ${reachedSql(question)} AS reached${medians} FROM (${levelsSql(question, parameters, { withGaps })})`,
    parameters,
  })
  return stepFigures(question, rows[0]?.reached ?? [], rows[0]?.mediansMs)
}

/** Lines by the value that a property had in each person's earliest event of the first step; the largest first, the rest as "other". */
export async function readFunnelBreakdown(
  caller: Caller,
  question: StepsQuestion & { readonly breakdown: { readonly property: string; readonly limit: number } },
  whole: readonly StepFigure[],
): Promise<BreakdownLine[]> {
  const parameters = openParameters()
  const rows = await ask<Reached & { value: string; present: number }>(caller, {
    query: `
      SELECT first.2 AS value, first.1 AS present, ${reachedSql(question)} AS reached
      FROM (${levelsSql(question, parameters, { firstValueOf: question.breakdown.property })})
      WHERE level > 0
      GROUP BY value, present
      ORDER BY reached[1] DESC, value
      LIMIT ${parameters.bind('UInt32', question.breakdown.limit)}`,
    parameters,
  })
  const lines = rows.map(({ value, present, reached }) => ({ value: present ? value : null, steps: stepFigures(question, reached) }))
  const rest = whole.map(({ persons }, step) => persons - rows.reduce((sum, { reached }) => sum + (reached[step] ?? 0), 0))
  return rest[0] ? [...lines, { value: null, other: true, steps: stepFigures(question, rest) }] : lines
}

export interface FunnelPeople {
  /** From 1, at most the number of steps. */
  readonly step: number
  readonly which: 'reached' | 'dropped'
  readonly breakdown?: { readonly property: string; readonly value: string | null } | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of the people behind a step. */
export function readFunnelPeople(caller: Caller, question: StepsQuestion, people: FunnelPeople): Promise<PeoplePage> {
  return peoplePage(caller, people, (parameters) => {
    const levels = levelsSql(question, parameters, { firstValueOf: people.breakdown?.property })
    const level = people.which === 'reached' ? `level >= ${people.step}` : `level = ${people.step - 1}`
    const first = people.breakdown ? ` AND ${firstIs(people.breakdown.value, parameters)}` : ''
    return `SELECT person FROM (${levels}) WHERE ${level}${first}`
  })
}

function firstIs(value: string | null, parameters: Parameters): string {
  return value === null ? 'first.1 = 0' : `first.1 = 1 AND first.2 = ${parameters.bind('String', value)}`
}

function numbersOf({ steps }: StepsQuestion): number[] {
  return steps.map((_, index) => index + 1)
}

function reachedSql(question: StepsQuestion): string {
  return `[${numbersOf(question)
    .map((step) => `countIf(level >= ${step})`)
    .join(', ')}]`
}

function medianSql(step: number): string {
  return `quantileExactIf(0.5)(gaps[${step}], level >= ${step})`
}

function stepFigures({ steps }: StepsQuestion, reached: readonly number[], mediansMs?: readonly number[]): StepFigure[] {
  return steps.map(({ event }, index) => {
    const persons = reached[index] ?? 0
    const median = mediansMs && index > 0 ? { medianSecondsFromPrevious: persons ? (mediansMs[index] ?? 0) / 1000 : null } : {}
    return {
      name: event,
      persons,
      conversionFromPrevious: index === 0 ? ratio(persons, persons) : ratio(persons, reached[index - 1] ?? 0),
      conversionFromStart: ratio(persons, reached[0] ?? 0),
      ...median,
    }
  })
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
