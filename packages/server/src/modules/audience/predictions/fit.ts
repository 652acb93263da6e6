/** One fit: reads the purchases until a day, calculates, and says why there is no model where there is none. */
import type { Caller } from '../../events/index.ts'
import { dateOfDay } from './days.ts'
import { failPredictions } from './errors.ts'
import type { Calculated } from './model/calculate.ts'
import { calculated } from './model-thread.ts'
import { type CustomerPatterns, readPurchases } from './patterns.ts'
import type { PurchaseQuestion } from './purchases.ts'

/** Below it four parameters are guesswork. */
export const MIN_REPEAT_BUYERS = 50

export interface Fitted extends Calculated {
  readonly patterns: CustomerPatterns
  readonly customers: number
  readonly repeatCustomers: number
}

export interface FitWants {
  /** Over which weeks after the calibration purchases are expected. */
  readonly horizons: readonly number[]
  /** How far after the calibration the curve of new customers is wanted; absent: no curve. */
  readonly daysAhead?: number
}

/**
 * @throws audience.too_few_repeat_buyers, audience.model_diverged, audience.too_many_patterns
 */
export async function fitModel(caller: Caller, question: PurchaseQuestion, { horizons, daysAhead }: FitWants): Promise<Fitted> {
  const { patterns, spends } = await readPurchases(caller, question)
  const calibrationEnd = dateOfDay(question.calibrationEnd)
  const people = (counts: (repeats: number) => boolean) =>
    patterns.people.reduce((sum, n, at) => sum + (counts(patterns.repeats[at] ?? 0) ? n : 0), 0)
  const repeatCustomers = people((repeats) => repeats > 0)
  if (repeatCustomers < MIN_REPEAT_BUYERS)
    failPredictions('audience.too_few_repeat_buyers', { calibrationEnd, repeatBuyers: repeatCustomers, needed: MIN_REPEAT_BUYERS })
  const { repeats, recencyDays, ageDays, people: counts } = patterns
  const curveDays = daysAhead === undefined ? undefined : ageDays.reduce((most, age) => Math.max(most, age), 0) + daysAhead
  const calculation = { patterns: { repeats, recencyDays, ageDays, people: counts }, spends, horizons, curveDays }
  const result = await calculated(calculation, caller.signal)
  if (!result.converged) failPredictions('audience.model_diverged', { calibrationEnd })
  return { ...result, patterns, customers: people(() => true), repeatCustomers }
}
