/** How the model stands what it has not seen: fitted without the last weeks, against what really happened in them. */
import { AppError } from '../../../platform/errors.ts'
import type { Caller } from '../../events/index.ts'
import { dateOfDay } from './days.ts'
import { type Fitted, fitModel } from './fit.ts'
import { DAYS_PER_WEEK } from './model/bg-nbd.ts'
import type { PurchaseQuestion } from './purchases.ts'
import type { KeptFit } from './tables.ts'

/** A third of the time there is, half a year at most, a month at least. */
const SHARE = 1 / 3
const MAX_WEEKS = 26
const MIN_WEEKS = 4

/** Null where the data are too short for it, or without those weeks too few for a model. */
export async function heldOut(
  caller: Caller,
  { question, fitted }: { question: PurchaseQuestion; fitted: Fitted },
): Promise<KeptFit['holdout']> {
  const oldest = fitted.patterns.ageDays.reduce((most, age) => Math.max(most, age), 0)
  const weeks = Math.min(MAX_WEEKS, Math.floor((oldest * SHARE) / DAYS_PER_WEEK))
  if (weeks < MIN_WEEKS) return null
  const calibrationEnd = question.dataEnd - weeks * DAYS_PER_WEEK
  try {
    const earlier = await fitModel(caller, { ...question, calibrationEnd }, { horizons: [weeks] })
    const { expected, actual } = expectedAndActual(earlier, 0)
    return {
      calibrationEnd: dateOfDay(calibrationEnd),
      weeks,
      predicted: expected,
      actual,
      error: actual === 0 ? null : expected / actual - 1,
    }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Purchases of all customers within a horizon, given by its place, and those that came after the calibration. */
export function expectedAndActual({ patterns, expected }: Fitted, horizon: number): { expected: number; actual: number } {
  const each = expected[horizon]
  return {
    expected: patterns.people.reduce((sum, n, at) => sum + n * (each?.[at] ?? 0), 0),
    actual: patterns.later.reduce((sum, n) => sum + n, 0),
  }
}
