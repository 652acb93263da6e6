/** How far each person got when the order of steps does not matter and no event can serve two steps. */
import type { Parameters } from '../parameters.ts'
import { codesSql, type StepsQuestion, spanLiteral } from './codes.ts'
import type { LevelOptions } from './in-order.ts'

/**
 * Subquery `person, level[, first]`. At every event it is known until when the latest event of each step lasts; the level there is the
 * number of steps, from the first on, that last until this event. A person's level is the best over their events.
 */
export function anyOrderSql(question: StepsQuestion, parameters: Parameters, options: LevelOptions): string {
  const numbers = question.steps.map((_, index) => index + 1)
  const span = spanLiteral(question.windowMs, numbers.length)
  const columns = numbers.map(
    (step) => `arrayFill(value -> value != 0, arrayMap(code -> if(bitTest(code, ${step - 1}), code + ${span}, 0), codes)) AS until${step}`,
  )
  const untils = numbers.map((step) => `until${step}`).join(', ')
  const firstMissing = numbers.map((step) => `until${step} < code, ${step - 1}`).join(', ')
  return `
    SELECT person${options.firstValueOf === undefined ? '' : ', first'},
      arrayMax(arrayMap((code, ${untils}) -> multiIf(${firstMissing}, ${numbers.length}), codes, ${untils})) AS level
    FROM (SELECT *, ${columns.join(', ')} FROM (${codesSql(question, parameters, options.firstValueOf)}))`
}
