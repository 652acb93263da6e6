/** One row a person: how many steps of the funnel they got through. Picks the fastest statement that is exact for the question. */
import type { Parameters } from '../parameters.ts'
import { anyOrderSql } from './any-order.ts'
import type { StepsQuestion } from './codes.ts'
import { inOrderSql, type LevelOptions } from './in-order.ts'
import { overlappingSteps } from './overlap.ts'
import { overlappingSql } from './overlapping.ts'

/** Whether `levelsSql` can answer the time between steps for this question. */
export function canMeasureGaps({ steps, order }: StepsQuestion): boolean {
  return order === 'strict' && overlappingSteps(steps).length === 0
}

/**
 * Subquery `person, level` for everybody with an event of any step; `first`, `gaps` and `began` as asked (see `LevelOptions`).
 * Throws `events.steps_overlap`.
 */
export function levelsSql(question: StepsQuestion, parameters: Parameters, options: LevelOptions = {}): string {
  if (overlappingSteps(question.steps).length > 0) return overlappingSql(question, parameters, options)
  return question.order === 'strict' ? inOrderSql(question, parameters, options) : anyOrderSql(question, parameters, options)
}
