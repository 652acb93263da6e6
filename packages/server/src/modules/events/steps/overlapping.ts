/** How far each person got when one event could serve two steps: an exact fold over their events, slower than the plain passes. */
import type { Parameters } from '../parameters.ts'
import { codesSql, momentSql, type StepsQuestion, spanLiteral } from './codes.ts'
import type { LevelOptions } from './in-order.ts'
import { type Requirement, requirementsOf } from './overlap.ts'

/** Subquery `person, level[, first][, began]`. Throws `events.steps_overlap`. */
export function overlappingSql(question: StepsQuestion, parameters: Parameters, options: LevelOptions): string {
  const requirements = requirementsOf(question.steps)
  const first = options.firstValueOf === undefined ? '' : ', first'
  const codes = codesSql(question, parameters, options.firstValueOf)
  if (question.order === 'any') return `SELECT person${first}, ${unorderedLevel(question, requirements)} AS level FROM (${codes})`
  const began = options.withBegan ? `, ${momentSql('arrayElement(begins, -1)')} AS began` : ''
  return `
    SELECT person${first}, arrayCount(begin -> begin != 0, begins) AS level${began}
    FROM (SELECT *, ${latestBegins(question, requirements)} AS begins FROM (${codes}))`
}

/**
 * Per level when the latest chain of that length began, 0 = none. State: the current instant; per level, when the best chain of that length began, before this instant and including it (0 = none); per
 * requirement, how many events of this instant match it. At each event, the requirements not yet met say from which level on the steps up
 * to `level` can all be served by this instant; the lowest such level has the latest beginning, so it is the one to extend.
 */
function latestBegins({ steps, windowMs }: StepsQuestion, requirements: readonly Requirement[]): string {
  const none = list(
    'UInt64',
    steps.map(() => 0),
  )
  const noCounts = list(
    'UInt64',
    requirements.map(() => 0),
  )
  const levels = list(
    'UInt8',
    steps.map((_, index) => index + 1),
  )
  const column = (field: keyof Requirement) =>
    list(
      'UInt64',
      requirements.map((requirement) => requirement[field]),
    )
  const instant = `bitShiftRight(code, ${steps.length})`
  const before = `if(state.1 = ${instant}, state.2, state.4)`
  const counts = `arrayMap((count, mask) -> count + (bitAnd(code, mask) != 0), if(state.1 = ${instant}, state.3, ${noCounts}), ${column('mask')})`
  const lowest = `arrayMap(level -> arrayMax(arrayMap((count, need, first, last) -> if(count < need AND last <= level, first, 0),
    ${counts}, ${column('need')}, ${column('first')}, ${column('last')})), ${levels})`
  const best = `arrayMap((level, lowest) -> multiIf(lowest = 0, ${instant},
    ${before}[lowest] + ${Math.floor(windowMs)} >= ${instant}, ${before}[lowest], ${before}[level]), ${levels}, ${lowest})`
  const fold = `arrayFold((state, code) -> (${instant}, ${before}, ${counts}, ${best}), codes, (toUInt64(0), ${none}, ${noCounts}, ${none}))`
  return `(${fold}).4`
}

/**
 * State: for each requirement the latest `need` events that match it, newest first, and the best level so far. A requirement is met at an
 * event when the oldest of those lies within the window; the level is the number of steps before the first unmet requirement ends.
 */
function unorderedLevel({ steps, windowMs }: StepsQuestion, requirements: readonly Requirement[]): string {
  const slots = requirements.flatMap(({ mask, need, last }) =>
    Array.from({ length: need }, (_, slot) => ({ mask, newest: slot === 0 ? 1 : 0, limit: slot === need - 1 ? last - 1 : steps.length })),
  )
  const column = (field: 'mask' | 'newest' | 'limit') =>
    list(
      'UInt64',
      slots.map((slot) => slot[field]),
    )
  const shifted = 'arrayPushFront(arrayPopBack(state.1), code)'
  const latest = `arrayMap((held, older, newest, mask) -> if(bitAnd(code, mask) = 0, held, if(newest = 1, code, older)),
    state.1, ${shifted}, ${column('newest')}, ${column('mask')})`
  const span = spanLiteral(windowMs, steps.length)
  const level = `arrayMin(arrayMap((held, limit) -> if(held + ${span} < code, limit, ${steps.length}), ${latest}, ${column('limit')}))`
  const start = `(${list(
    'UInt64',
    slots.map(() => 0),
  )}, toUInt64(0))`
  return `(arrayFold((state, code) -> (${latest}, greatest(state.2, toUInt64(${level}))), codes, ${start})).2`
}

function list(type: 'UInt8' | 'UInt64', values: readonly number[]): string {
  return `CAST([${values.join(', ')}], 'Array(${type})')`
}
