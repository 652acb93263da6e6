/** The model of lifetime value against what happened: by week, by how often people had bought, and what it says of the weeks to come. */
import {
  type Among,
  commonestCurrency,
  DAYS_PER_WEEK,
  expectedAndActual,
  type Fitted,
  fitModel,
  lastDataDay,
  startOfDay,
} from '../../audience/index.ts'
import type { Caller } from '../../events/index.ts'
import { expectedValue, spread } from './value.ts'
import { readActualWeeks, trackedWeeks } from './weeks.ts'

export interface ClvQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Days as numbers, both counted. */
  readonly calibrationEnd: number
  /** Orders after it are not known yet. */
  readonly lastDay: number
  readonly horizonWeeks: number
  readonly among: Among | undefined
}

/** @throws audience.too_few_repeat_buyers, audience.model_diverged, audience.too_many_patterns */
export async function readClv(caller: Caller, question: ClvQuestion) {
  const { workspaceId, timeZone, calibrationEnd, horizonWeeks, among } = question
  const before = startOfDay(question.lastDay + 1, timeZone)
  const [lastData, currency] = await Promise.all([
    lastDataDay(caller, { workspaceId, timeZone, before }),
    commonestCurrency(caller, { workspaceId, timeZone, before }),
  ])
  const dataEnd = lastData ?? question.lastDay
  // Of the data after the calibration only what the horizon reaches is looked at.
  const lookedAt = Math.min(dataEnd, calibrationEnd + horizonWeeks * DAYS_PER_WEEK)
  const heldDays = Math.max(0, lookedAt - calibrationEnd)
  const purchases = {
    workspaceId,
    timeZone,
    calibrationEnd,
    dataEnd: Math.max(lookedAt, calibrationEnd),
    currency,
    among: among?.condition,
  }
  const fitted = await fitModel(caller, purchases, {
    horizons: [horizonWeeks, heldDays / DAYS_PER_WEEK],
    daysAhead: horizonWeeks * DAYS_PER_WEEK,
  })
  const actual = await readActualWeeks(caller, purchases)
  return {
    fitted,
    currency,
    dataEnd,
    weeks: trackedWeeks(fitted, { calibrationEnd, dataEnd, horizonWeeks, actual }),
    byFrequency: heldDays === 0 ? null : byFrequency(fitted),
    holdout: heldDays === 0 ? null : heldOut(fitted, heldDays),
    predicted: predicted(fitted, horizonWeeks),
  }
}

function heldOut(fitted: Fitted, heldDays: number) {
  const { expected, actual } = expectedAndActual(fitted, 1)
  return { weeks: heldDays / DAYS_PER_WEEK, expected, actual, error: actual === 0 ? null : expected / actual - 1 }
}

function predicted(fitted: Fitted, weeks: number) {
  const { patterns, customers, expected, alive } = fitted
  const all = patterns.people.map((_, at) => at)
  const perCustomer = (total: number) => (customers === 0 ? 0 : total / customers)
  const value = expectedValue(fitted, 0, Array.from(all))
  return {
    weeks,
    purchases: perCustomer(spread(patterns.people, expected[0])),
    value: value === undefined ? null : perCustomer(value),
    aliveShare: perCustomer(spread(patterns.people, alive)),
  }
}

/** From so many repeat purchases on customers are shown together. */
const MOST_SHOWN = 7

function byFrequency({ patterns, expected }: Fitted) {
  const lines = Array.from({ length: MOST_SHOWN + 1 }, (_, purchases) => ({ purchases, customers: 0, expected: 0, actual: 0 }))
  for (let at = 0; at < patterns.people.length; at++) {
    const line = lines[Math.min(patterns.repeats[at] ?? 0, MOST_SHOWN)]
    if (!line) continue
    const people = patterns.people[at] ?? 0
    line.customers += people
    line.expected += people * (expected[1]?.[at] ?? 0)
    line.actual += patterns.later[at] ?? 0
  }
  return lines
    .filter(({ customers }) => customers > 0)
    .map((line) => ({
      ...line,
      orMore: line.purchases === MOST_SHOWN,
      expected: line.expected / line.customers,
      actual: line.actual / line.customers,
    }))
}
