/**
 * Which rule welcomes a newcomer: pure. The more precise rule comes first: one for codes before one for members before one for hours before the
 * rest; of equals the older one.
 */
import { localDate, readTime, shiftDays } from '../../../../platform/time-zone.ts'
import type { Hours, VERDICTS } from './contract.ts'

export interface RuleConditions {
  readonly id: number
  readonly isOn: boolean
  readonly channelStates: readonly string[]
  readonly userIds: readonly string[]
  readonly hours: readonly Hours[]
}

export interface Newcomer {
  readonly userId: string
  /** '' without a code. */
  readonly channelState: string
  /** Milliseconds. */
  readonly at: number
  readonly timeZone: string
}

export type Verdict = (typeof VERDICTS)[number]

/** In the order in which they are asked. */
export function inOrder<Rule extends RuleConditions>(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((one, other) => precision(other) - precision(one) || one.id - other.id)
}

const PRECISION = { code: 4, staff: 2, hours: 1 } as const

function precision({ channelStates, userIds, hours }: RuleConditions): number {
  return (
    (channelStates.length > 0 ? PRECISION.code : 0) + (userIds.length > 0 ? PRECISION.staff : 0) + (hours.length > 0 ? PRECISION.hours : 0)
  )
}

/** One for each rule, in the order in which they are asked; at most one is chosen. */
export function verdicts<Rule extends RuleConditions>(
  rules: readonly Rule[],
  newcomer: Newcomer,
): { readonly rule: Rule; readonly verdict: Verdict }[] {
  let found = false
  return inOrder(rules).map((rule) => {
    const against = objection(rule, newcomer)
    if (against) return { rule, verdict: against }
    if (found) return { rule, verdict: 'after_another' }
    found = true
    return { rule, verdict: 'chosen' }
  })
}

/** Undefined: nobody is welcomed. */
export function chosenRule<Rule extends RuleConditions>(rules: readonly Rule[], newcomer: Newcomer): Rule | undefined {
  return inOrder(rules).find((rule) => objection(rule, newcomer) === undefined)
}

function objection(rule: RuleConditions, { userId, channelState, at, timeZone }: Newcomer): Verdict | undefined {
  if (!rule.isOn) return 'off'
  if (rule.channelStates.length > 0 && !rule.channelStates.includes(channelState)) return 'other_state'
  if (rule.userIds.length > 0 && !rule.userIds.includes(userId)) return 'other_staff'
  if (rule.hours.length > 0 && !rule.hours.some((hours) => isWithin(at, { hours, timeZone }))) return 'other_time'
  return undefined
}

/** Whether the moment falls into the hours; those that go over midnight belong to the day they begin. */
function isWithin(moment: number, { hours, timeZone }: { hours: Hours; timeZone: string }): boolean {
  const overMidnight = hours.to < hours.from
  const beginnings = overMidnight ? [shiftDays(moment, -1, timeZone), moment] : [moment]
  return beginnings.some((day) => {
    const date = localDate(day, timeZone)
    if (!hours.days.includes(dayOfWeek(date))) return false
    const end = overMidnight ? localDate(shiftDays(day, 1, timeZone), timeZone) : date
    const from = readTime(`${date}T${hours.from}`, timeZone)
    const to = readTime(`${end}T${hours.to}`, timeZone)
    return from !== undefined && to !== undefined && from <= moment && moment < to
  })
}

const SUNDAY = 7

/** 1 Monday to 7 Sunday, of `2026-11-22`. */
function dayOfWeek(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || SUNDAY
}
