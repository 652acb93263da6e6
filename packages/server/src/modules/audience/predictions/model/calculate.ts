/** The whole calculation of one model, without stores: what a thread is given, and what it answers. */

import type { BgNbd } from './bg-nbd.ts'
import { bgNbdSlope, DAYS_PER_WEEK, fitBgNbd, type Patterns } from './bg-nbd.ts'
import { alive, daysToNextPurchase, expectedOfNew, expectedPurchases } from './expected.ts'
import { fitGammaGamma, type GammaGamma, type Spends } from './gamma-gamma.ts'
import { standardErrors } from './standard-errors.ts'

export interface Calculation {
  readonly patterns: Patterns
  readonly spends: Spends
  /** Over which weeks after the calibration purchases are expected. */
  readonly horizons: readonly number[]
  /** For how many days after their first purchase the repeats of new customers are wanted. */
  readonly curveDays?: number | undefined
}

/** Why there is no model of spend. */
export type NoSpend = 'no_amounts' | 'too_few' | 'diverged' | 'too_uneven'
/** What to be careful with. */
export type Caution = 'ridge' | 'unsure' | 'spend_depends'

export interface Calculated {
  readonly converged: boolean
  readonly model: BgNbd
  readonly logLikelihood: number
  readonly standardErrors: BgNbd | undefined
  readonly spend: GammaGamma | undefined
  readonly noSpend: NoSpend | undefined
  readonly cautions: readonly Caution[]
  /** One entry a pattern; of `next` NaN where half of them never buy again. */
  readonly alive: Float64Array
  readonly next: Float64Array
  /** One array a horizon. */
  readonly expected: readonly Float64Array[]
  /** Repeats of a new customer within 0, 1, … days. */
  readonly curve: Float64Array
}

export function calculate({ patterns, spends, horizons, curveDays = 0 }: Calculation): Calculated {
  const { model, logLikelihood, converged } = fitBgNbd(patterns)
  const errors = errorsOf(patterns, model)
  const { spend, noSpend } = fitSpend(spends)
  const histories = Array.from(patterns.people, (_, at) => ({
    repeats: patterns.repeats[at] ?? 0,
    recency: (patterns.recencyDays[at] ?? 0) / DAYS_PER_WEEK,
    age: (patterns.ageDays[at] ?? 0) / DAYS_PER_WEEK,
  }))
  return {
    converged,
    model,
    logLikelihood,
    standardErrors: errors,
    spend,
    noSpend,
    cautions: cautionsOf({ model, errors, spends }),
    alive: Float64Array.from(histories, (history) => alive(model, history)),
    next: Float64Array.from(histories, (history) => daysToNextPurchase(model, history) ?? Number.NaN),
    expected: horizons.map((weeks) => Float64Array.from(histories, (history) => expectedPurchases(model, history, weeks))),
    curve: Float64Array.from({ length: curveDays + 1 }, (_, days) => expectedOfNew(model, days / DAYS_PER_WEEK)),
  }
}

function errorsOf(patterns: Patterns, { r, alpha, a, b }: BgNbd): BgNbd | undefined {
  const people = patterns.people.reduce((sum, n) => sum + n, 0)
  const logs = standardErrors(bgNbdSlope(patterns), { point: [r, alpha, a, b].map(Math.log), people })
  if (!logs) return undefined
  const [ofR = 0, ofAlpha = 0, ofA = 0, ofB = 0] = logs
  return { r: r * ofR, alpha: alpha * ofAlpha, a: a * ofA, b: b * ofB }
}

const MIN_SPENDERS = 50
/** At 1 the mean amount of a new customer would be without bound. */
const LOWEST_Q = 1.01

function fitSpend(spends: Spends): { spend: GammaGamma | undefined; noSpend: NoSpend | undefined } {
  const people = spends.people.reduce((sum, n) => sum + n, 0)
  if (people === 0) return { spend: undefined, noSpend: 'no_amounts' }
  if (people < MIN_SPENDERS) return { spend: undefined, noSpend: 'too_few' }
  const { model, converged } = fitGammaGamma(spends)
  if (!converged) return { spend: undefined, noSpend: 'diverged' }
  return model.q < LOWEST_Q ? { spend: undefined, noSpend: 'too_uneven' } : { spend: model, noSpend: undefined }
}

/** A standard error as large as this part of its parameter leaves the parameter open. */
const UNSURE = 1
/** The model of spend takes how often and how much for independent. */
const DEPENDS = 0.3

function cautionsOf({ model, errors, spends }: { model: BgNbd; errors: BgNbd | undefined; spends: Spends }): Caution[] {
  const isUnsure = errors !== undefined && (['r', 'alpha', 'a', 'b'] as const).some((name) => errors[name] > UNSURE * model[name])
  return [
    ...(errors === undefined ? (['ridge'] as const) : []),
    ...(isUnsure ? (['unsure'] as const) : []),
    ...(Math.abs(correlation(spends)) > DEPENDS ? (['spend_depends'] as const) : []),
  ]
}

/** Between how often people bought and the logarithm of what for. */
function correlation({ purchases, mean, people }: Spends): number {
  const total = people.reduce((sum, n) => sum + n, 0)
  const average = (of: (at: number) => number) => people.reduce((sum, n, at) => sum + n * of(at), 0) / total
  const count = (at: number) => purchases[at] ?? 0
  const amount = (at: number) => Math.log(mean[at] ?? 1)
  const [middleCount, middleAmount] = [average(count), average(amount)]
  const together = average((at) => (count(at) - middleCount) * (amount(at) - middleAmount))
  const spread = average((at) => (count(at) - middleCount) ** 2) * average((at) => (amount(at) - middleAmount) ** 2)
  return spread > 0 ? together / Math.sqrt(spread) : 0
}
