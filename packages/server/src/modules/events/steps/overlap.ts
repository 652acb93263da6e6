/**
 * Steps that one event could serve twice. An event serves one step only, so where two steps can match the same event, having enough
 * events for a run of steps is a question of matching. By Hall's theorem a run of steps can be served by the events of one instant exactly
 * when every set S of its steps finds at least |S| events that match any of them; those sets are the requirements below. Browser-safe.
 */
import type { Condition } from '../contract.ts'
import { failEvents } from '../errors.ts'

export interface Step {
  readonly event: string
  readonly where?: readonly Condition[] | undefined
}
type Conditions = NonNullable<Step['where']>
type Scalar = string | number | boolean

/** At least `need` events must match one of the steps in `mask` (bit i = step i, from 0). `first` and `last` are its ends, from 1. */
export interface Requirement {
  readonly mask: number
  readonly need: number
  readonly first: number
  readonly last: number
}

/** All sets of so many steps are looked at: 2^6 − 1. */
export const MAX_OVERLAPPING_STEPS = 6

/** Groups of two and more steps (indexes from 0) connected by "one event could match both". */
export function overlappingSteps(steps: readonly Step[]): readonly (readonly number[])[] {
  return groupsOf(steps).filter((group) => group.length > 1)
}

/** Steps (indexes from 0) of which more overlap than can be told apart; undefined when there are none. */
export function inseparableSteps(steps: readonly Step[]): readonly number[] | undefined {
  return groupsOf(steps).find((group) => group.length > MAX_OVERLAPPING_STEPS && !alike(group, steps))
}

/** The requirements of all steps. Throws `events.steps_overlap` when more steps overlap than can be told apart. */
export function requirementsOf(steps: readonly Step[]): readonly Requirement[] {
  const group = inseparableSteps(steps)
  if (group)
    failEvents('events.steps_overlap', {
      steps: group.map((index) => index + 1).join(', '),
      event: steps[group[0] ?? 0]?.event,
      limit: MAX_OVERLAPPING_STEPS,
    })
  return groupsOf(steps).flatMap((one) => (alike(one, steps) ? runsOf(one) : subsetsOf(one)).map(requirement))
}

function groupsOf(steps: readonly Step[]): number[][] {
  const groups: number[][] = []
  for (const [index, step] of steps.entries()) {
    const joined = groups.filter((group) => group.some((other) => canMatchBoth(step, steps[other])))
    const rest = groups.filter((group) => !joined.includes(group))
    groups.splice(
      0,
      groups.length,
      ...rest,
      [...joined.flat(), index].sort((a, b) => a - b),
    )
  }
  return groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
}

function canMatchBoth(a: Step, b: Step | undefined): boolean {
  return b !== undefined && a.event === b.event && !exclude(a.where ?? [], b.where ?? [])
}

/** Whether some property must equal one value for the one and another for the other. */
function exclude(a: Conditions, b: Conditions): boolean {
  return a.some((one) => {
    const values = valuesOf(one)
    return values && b.some((other) => other.property === one.property && apart(values, valuesOf(other)))
  })
}

function valuesOf(condition: Conditions[number]): readonly Scalar[] | undefined {
  if (condition.op === 'eq') return [condition.value]
  return condition.op === 'in' ? condition.value : undefined
}

function apart(a: readonly Scalar[], b: readonly Scalar[] | undefined): boolean {
  return b?.every((right) => a.every((left) => !sameValue(left, right))) ?? false
}

/** Whether one stored value could equal both: a text that reads as a number equals that number too. */
function sameValue(a: Scalar, b: Scalar): boolean {
  if (String(a) === String(b)) return true
  return (typeof a === 'number' || typeof b === 'number') && Number(a) === Number(b)
}

function alike(group: readonly number[], steps: readonly Step[]): boolean {
  return new Set(group.map((index) => JSON.stringify(steps[index]?.where ?? []))).size === 1
}

/** For steps that match the same events, the sets that can fail are the ones without a gap. */
function runsOf(group: readonly number[]): number[][] {
  return group.flatMap((_, start) => group.slice(start).map((__, length) => group.slice(start, start + length + 1)))
}

function subsetsOf(group: readonly number[]): number[][] {
  const count = 2 ** group.length
  return Array.from({ length: count - 1 }, (_, number) => group.filter((__, bit) => (number + 1) & (1 << bit)))
}

function requirement(indexes: readonly number[]): Requirement {
  return {
    mask: indexes.reduce((mask, index) => mask | (1 << index), 0),
    need: indexes.length,
    first: (indexes[0] ?? 0) + 1,
    last: (indexes.at(-1) ?? 0) + 1,
  }
}
