/** How far each person got through steps in order, when no event can serve two steps: plain passes over the sorted lists. */
import type { Parameters } from '../parameters.ts'
import { codesSql, momentSql, type StepsQuestion, spanLiteral } from './codes.ts'

export interface LevelOptions {
  /** Property whose value at the first step is carried along as `first`. */
  readonly firstValueOf?: string | undefined
  /** Also answers `gaps`: milliseconds from the step before to each step from the second on, when first reached; 0 where it was not. */
  readonly withGaps?: boolean
  /** In order only: also answers `began`, when the latest chain of all steps began, in milliseconds; 0 without one. */
  readonly withBegan?: boolean
}

/**
 * Subquery `person, level[, first][, gaps][, began]`.
 *
 * Pass i walks the list once and keeps, at every event, until when the latest possible beginning of a chain of i steps lasts. A chain of
 * i + 1 steps takes over the value of the chain of i steps that it extends; as values only grow, the latest is always the best to extend.
 */
export function inOrderSql(question: StepsQuestion, parameters: Parameters, options: LevelOptions): string {
  const count = question.steps.length
  const columns = [
    `${filled(`arrayMap(code -> if(bitTest(code, 0), code + ${spanLiteral(question.windowMs, count)}, 0), codes)`)} AS until1`,
  ]
  if (options.withGaps) columns.push(`${filled('arrayMap(code -> if(bitTest(code, 0), code, 0), codes)')} AS at1`)
  for (let step = 2; step <= count; step++) {
    const extends_ = `bitTest(code, ${step - 1}) AND code <= until`
    columns.push(`${filled(`arrayMap((code, until) -> if(${extends_}, until, 0), codes, until${step - 1})`)} AS until${step}`)
    if (!options.withGaps) continue
    columns.push(
      `${filled(`arrayMap((code, until) -> if(${extends_}, code, 0), codes, until${step - 1})`)} AS at${step}`,
      `arrayFirstIndex((code, until) -> ${extends_}, codes, until${step - 1}) AS reached${step}`,
    )
  }
  const level = Array.from({ length: count }, (_, index) => `(arrayElement(until${index + 1}, -1) != 0)`).join(' + ')
  return `
    SELECT person, ${level} AS level${options.firstValueOf === undefined ? '' : ', first'}${options.withGaps ? `, ${gapsSql(count)} AS gaps` : ''}${options.withBegan ? `, ${beganSql(question)} AS began` : ''}
    FROM (SELECT *, ${columns.join(', ')} FROM (${codesSql(question, parameters, options.firstValueOf)}))`
}

/** The last value that was not 0, at every position. */
function filled(list: string): string {
  return `arrayFill(value -> value != 0, ${list})`
}

function beganSql({ steps, windowMs }: StepsQuestion): string {
  const until = `arrayElement(until${steps.length}, -1)`
  return momentSql(`bitShiftRight(if(${until} = 0, 0, ${until} - ${spanLiteral(windowMs, steps.length)}), ${steps.length})`)
}

function gapsSql(count: number): string {
  const gaps: string[] = []
  for (let step = 2; step <= count; step++) {
    const [now, before] = [`codes[reached${step}]`, `at${step - 1}[reached${step}]`]
    gaps.push(`bitShiftRight(${now}, ${count}) - bitShiftRight(${before}, ${count})`)
  }
  return `[${['toInt64(0)', ...gaps].join(', ')}]`
}
