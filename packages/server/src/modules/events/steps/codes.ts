/**
 * The events of each person as a sorted list of numbers. A number holds the time in its upper bits and, in the lowest k bits, which of the
 * k steps the event matches. Sorting them sorts by time and, within one instant, by step, which is the order the contract asks for; and
 * lists of plain numbers are what the store sorts and scans fastest.
 */
import type { Parameters } from '../parameters.ts'
import { EVENTS_TABLE, filterSql, HAS_PERSON, personColumn, TIME_MS } from '../table.ts'
import { conditionsSql, propertySql } from '../where.ts'
import type { Step } from './overlap.ts'

export interface StepsQuestion {
  readonly workspaceId: number
  readonly steps: readonly Step[]
  readonly order: 'strict' | 'any'
  readonly windowMs: number
  /** Milliseconds, `from ≤ t < to`; all events of the steps lie in it. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Only events of these atoms. */
  readonly atoms?: readonly number[] | undefined
  /** The person of an atom where that is not `personColumn()`. */
  readonly person?: string | undefined
  /** Only people for whom this holds: an SQL condition over `person`, written with the parameters handed to it. */
  readonly among?: ((parameters: Parameters) => string) | undefined
}

/** Added to every time, so that 0, which stands for "never", lies further back than any window reaches. About 31 years. */
const EPOCH_SHIFT_MS = 1_000_000_000_000

/** A time span in the scale of the numbers, as an SQL literal; the step bits never decide whether it is exceeded. */
export function spanLiteral(spanMs: number, stepCount: number): string {
  const scale = 1n << BigInt(stepCount)
  return `toUInt64(${BigInt(spanMs) * scale + scale - 1n})`
}

/** The moment, in milliseconds (Int64), of a number without its step bits; 0 stays 0. */
export function momentSql(shifted: string): string {
  return `if(${shifted} = 0, 0, toInt64(${shifted}) - ${EPOCH_SHIFT_MS})`
}

/**
 * Subquery with one row a person: `person` (UInt64), `codes` (Array(UInt64), ascending) and, with `firstValueOf`, `first`: a tuple of
 * whether the earliest event of the first step has that property, and its text.
 */
export function codesSql(question: StepsQuestion, parameters: Parameters, firstValueOf?: string): string {
  const { steps } = question
  const matches = steps.map((step) => matchSql(step, parameters))
  const mask = matches.map((match, index) => `${2 ** index} * (${match})`).join(' + ')
  const names = [...new Set(steps.map(({ event }) => event))]
  const narrowed = steps.some(({ where }) => where?.length) ? ` AND (${matches.join(' OR ')})` : ''
  const among = question.among ? ` AND ${question.among(parameters)}` : ''
  return `
    SELECT ${question.person ?? personColumn()} AS person,
      arraySort(groupArray(toUInt64(${TIME_MS} + ${EPOCH_SHIFT_MS}) * ${2 ** steps.length} + (${mask}))) AS codes
      ${firstValueOf === undefined ? '' : `, ${firstValueSql(firstValueOf, matches[0] ?? '0')} AS first`}
    FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ ...question, names }, parameters)} AND ${HAS_PERSON}${narrowed}${among}
    GROUP BY person`
}

function matchSql(step: Step, parameters: Parameters): string {
  const named = `name = ${parameters.bind('String', step.event)}`
  return step.where?.length ? `${named} AND ${conditionsSql(step.where, parameters)}` : named
}

function firstValueSql(property: string, match: string): string {
  const { exists, text } = propertySql(property)
  return `argMinIf((${exists}, ${text}), (time, node, sequence), ${match})`
}
