/**
 * BG/NBD (Fader, Hardie and Lee 2005) by maximum likelihood: people buy at their own rate, gamma among them, and after each purchase they
 * are lost with their own probability, beta among them. Fitted over patterns, not people: whoever bought as often, last as late and first as
 * early as somebody else says the same about the model.
 */
import { type Lowest, minimise, type Slope } from './minimise.ts'
import { digamma, logGamma } from './special-functions.ts'

export const DAYS_PER_WEEK = 7

/** The unit of time is a week. */
export interface BgNbd {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/** One entry a pattern in each array; times in days from the first purchase. */
export interface Patterns {
  /** Days with a purchase after the first. */
  readonly repeats: Uint32Array
  /** Until the last of them, 0 without. */
  readonly recencyDays: Uint32Array
  /** Until the end of the calibration. */
  readonly ageDays: Uint32Array
  /** How many people are like this. */
  readonly people: Float64Array
}

export interface BgNbdFit {
  readonly model: BgNbd
  readonly logLikelihood: number
  readonly converged: boolean
}

/** A parameter beyond e^±15 has run away. */
const FURTHEST = 15

export function fitBgNbd(patterns: Patterns): BgNbdFit {
  const slopeAt = bgNbdSlope(patterns)
  const people = sum(patterns.people)
  const mean = (values: Uint32Array) => values.reduce((total, value, at) => total + value * (patterns.people[at] ?? 0), 0) / people
  const rate = Math.max(mean(patterns.repeats), 1e-3) / Math.max(mean(patterns.ageDays) / DAYS_PER_WEEK, 1e-3)
  // Where one start leads nowhere another may; the first nearly always does.
  const starts = [0.5, 1, 0.1, 3].map((r) => [r, r / rate, 1, 3].map(Math.log))
  let best: Lowest | undefined
  for (const start of starts) {
    const found = minimise(slopeAt, start)
    if (!best || (found.converged && !best.converged)) best = found
    if (best.converged) break
  }
  const [r = 1, alpha = 1, a = 1, b = 1] = (best?.point ?? []).map(Math.exp)
  return { model: { r, alpha, a, b }, logLikelihood: -(best?.value ?? Number.NaN) * people, converged: best?.converged ?? false }
}

/** The mean negative log-likelihood of a person and its slope, by the logarithms of r, alpha, a, b. */
export function bgNbdSlope(patterns: Patterns): (logs: readonly number[]) => Slope {
  const { repeats, recencyDays, ageDays, people } = patterns
  const byRepeats = peopleByRepeats(patterns)
  const total = sum(people)
  const lastDay = ageDays.reduce((most, day) => Math.max(most, day), 0)
  const logs = new Float64Array(lastDay + 1)
  return (point) => {
    if (point.some((part) => !(Math.abs(part) <= FURTHEST))) return { value: Number.POSITIVE_INFINITY, gradient: [0, 0, 0, 0] }
    const [r = 1, alpha = 1, a = 1, b = 1] = point.map(Math.exp)
    const sums = countTerms({ r, alpha, a, b }, byRepeats)
    for (let day = 0; day <= lastDay; day++) logs[day] = Math.log(alpha + day / DAYS_PER_WEEK)
    for (let at = 0; at < people.length; at++) {
      const [x, n] = [repeats[at] ?? 0, people[at] ?? 0]
      const [recency, age] = [recencyDays[at] ?? 0, ageDays[at] ?? 0]
      const [logRecency, logAge] = [logs[recency] ?? 0, logs[age] ?? 0]
      const [fromRecency, fromAge] = [1 / (alpha + recency / DAYS_PER_WEEK), 1 / (alpha + age / DAYS_PER_WEEK)]
      const purchases = r + x
      // Still there: nothing happened since the last purchase. Lost: right after it, which the first purchase cannot be.
      const stayed = x === 0 ? 1 : Math.exp(purchases * (logRecency - logAge))
      const lost = x === 0 ? 0 : a / (b + x - 1)
      const either = x === 0 ? 1 : stayed + lost
      const share = stayed / either
      const since = x === 0 ? logAge : logRecency
      sums.value += n * (Math.log(either) - purchases * since)
      sums.r += n * (share * (logRecency - logAge) * (x === 0 ? 0 : 1) - since)
      sums.alpha += n * (x === 0 ? -purchases * fromAge : purchases * (share * (fromRecency - fromAge) - fromRecency))
      sums.a += (n * lost) / a / either
      sums.b -= x === 0 ? 0 : (n * lost) / (b + x - 1) / either
    }
    return { value: -sums.value / total, gradient: [sums.r * r, sums.alpha * alpha, sums.a * a, sums.b * b].map((part) => -part / total) }
  }
}

/** What depends on the number of purchases alone. */
function countTerms({ r, alpha, a, b }: BgNbd, byRepeats: ReadonlyMap<number, number>) {
  const terms = { value: 0, r: 0, alpha: 0, a: 0, b: 0 }
  const logAlpha = Math.log(alpha)
  for (const [x, n] of byRepeats) {
    terms.value +=
      n * (logGamma(r + x) - logGamma(r) + r * logAlpha + logGamma(a + b) - logGamma(b) + logGamma(b + x) - logGamma(a + b + x))
    terms.r += n * (digamma(r + x) - digamma(r) + logAlpha)
    terms.alpha += (n * r) / alpha
    terms.a += n * (digamma(a + b) - digamma(a + b + x))
    terms.b += n * (digamma(a + b) - digamma(b) + digamma(b + x) - digamma(a + b + x))
  }
  return terms
}

function peopleByRepeats({ repeats, people }: Patterns): Map<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < people.length; at++) {
    const x = repeats[at] ?? 0
    counts.set(x, (counts.get(x) ?? 0) + (people[at] ?? 0))
  }
  return counts
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
