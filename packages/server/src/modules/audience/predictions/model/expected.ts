/** What a fitted BG/NBD says of one person: still there, purchases to come, when the next one. Times in weeks. */
import type { BgNbd } from './bg-nbd.ts'

export interface History {
  /** Purchases after the first. */
  readonly repeats: number
  /** From the first purchase until the last, and until now. */
  readonly recency: number
  readonly age: number
}

/** Probability of being still there. By the model nobody is lost before their second purchase. */
export function alive({ r, alpha, a, b }: BgNbd, { repeats, recency, age }: History): number {
  if (repeats === 0) return 1
  return 1 / (1 + (a / (b + repeats - 1)) * Math.exp((r + repeats) * Math.log((alpha + age) / (alpha + recency))))
}

/** Purchases within the weeks from now on. */
export function expectedPurchases(model: BgNbd, history: History, weeks: number): number {
  return alive(model, history) * expectedWhileThere(model, history, weeks)
}

/** Repeat purchases of somebody new within the weeks after the first purchase. */
export function expectedOfNew(model: BgNbd, weeks: number): number {
  return expectedWhileThere(model, { repeats: 0, recency: 0, age: 0 }, weeks)
}

/** So far from 0 the series would lose digits, and the integral is asked. */
const MAX_SERIES_ORDER = 15
const MAX_TERMS = 20_000
const PRECISION = 1e-12

/**
 * Given that the person is there. The published form has 2F1 and poles where a = 1 and where a + b + x = 1; after Euler's transformation,
 * with the factor a − 1 taken out of the series, there are none:
 *
 *     c (1 − (1−z)^(a−1)) / (a−1) − (1−z)^(a−1) Σ (a+b−1−r)ₙ (a)ₙ₋₁ / ((c+1)ₙ₋₁ n!) zⁿ,   c = a + b + x − 1,  z = t / (α + T + t)
 */
function expectedWhileThere(model: BgNbd, history: History, weeks: number): number {
  const { r, alpha, a, b } = model
  if (weeks <= 0) return 0
  const order = a + b - 1 - r
  if (order < -MAX_SERIES_ORDER) return integrated(model, history, weeks)
  const c = a + b + history.repeats - 1
  const z = weeks / (alpha + history.age + weeks)
  const logRest = Math.log1p(-z)
  let term = order * z
  let series = term
  for (let n = 1; n < MAX_TERMS && Math.abs(term) > PRECISION * Math.abs(series); n++) {
    term *= ((order + n) * (a + n - 1) * z) / ((c + n) * (n + 1))
    series += term
  }
  const u = a - 1
  const closed = u === 0 ? -logRest : -Math.expm1(u * logRest) / u
  return c * closed - Math.exp(u * logRest) * series
}

const INTEGRAL_STEPS = 120
const INTEGRAL_REACH = 3.5

/**
 * The same as an integral over the probability p of being lost after a purchase, ∫ (1 − (1 + p t/(α+T))^−(r+x)) / p · Beta(p; a, b+x) dp,
 * by the double-exponential rule, which bears the ends however steep they are.
 */
function integrated({ r, alpha, a, b }: BgNbd, { repeats, age }: History, weeks: number): number {
  const time = weeks / (alpha + age)
  const [first, second] = [a, b + repeats]
  let value = 0
  let weight = 0
  for (let step = -INTEGRAL_STEPS; step <= INTEGRAL_STEPS; step++) {
    const at = (step / INTEGRAL_STEPS) * INTEGRAL_REACH
    const bent = Math.PI * Math.sinh(at)
    // ln p and ln (1 − p) for p = 1 / (1 + e^−bent), each without loss at its end.
    const logP = -Math.log1p(Math.exp(-bent))
    const logQ = -Math.log1p(Math.exp(bent))
    const density = Math.exp(first * logP + second * logQ) * Math.cosh(at)
    if (!(density > 0)) continue
    const p = Math.exp(logP)
    weight += density
    value += (density * -Math.expm1(-(r + repeats) * Math.log1p(p * time))) / p
  }
  return value / weight
}

/** Within ten years, or never as far as anybody plans. */
const MAX_DAYS = 3_650
const DAYS_PER_WEEK = 7
const HALF = 0.5

/** Days until half of such people have bought again; undefined when half of them will not, or only after ten years. */
export function daysToNextPurchase(model: BgNbd, history: History): number | undefined {
  const there = alive(model, history)
  if (there <= HALF) return undefined
  const weeks = (model.alpha + history.age) * (Math.exp(-Math.log1p(-HALF / there) / (model.r + history.repeats)) - 1)
  const days = Math.ceil(weeks * DAYS_PER_WEEK)
  return days <= MAX_DAYS ? days : undefined
}
