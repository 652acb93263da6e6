/**
 * Gamma-Gamma (Fader and Hardie 2013) by maximum likelihood: the amounts of one person vary around their own mean, and the means among
 * people, independently of how often they buy.
 */
import { minimise, type Slope } from './minimise.ts'
import { digamma, logGamma } from './special-functions.ts'

export interface GammaGamma {
  readonly p: number
  readonly q: number
  readonly gamma: number
}

/** People who bought again, those alike together; one entry each in every array. */
export interface Spends {
  /** Days whose amounts the mean is taken over. */
  readonly purchases: Uint32Array
  /** Mean amount of such a day; above 0. */
  readonly mean: Float64Array
  readonly people: Float64Array
}

export interface GammaGammaFit {
  readonly model: GammaGamma
  readonly converged: boolean
}

const FURTHEST = 30

export function fitGammaGamma(spends: Spends): GammaGammaFit {
  const people = spends.people.reduce((sum, n) => sum + n, 0)
  const mean = spends.mean.reduce((sum, value, at) => sum + value * (spends.people[at] ?? 0), 0) / people
  // The model's mean is p · gamma / (q − 1). Amounts are put in units of it, so that any currency starts alike.
  const scaled = { ...spends, mean: spends.mean.map((value) => value / mean) }
  const found = minimise(gammaGammaSlope(scaled), [2, 3, 1].map(Math.log))
  const [p = 1, q = 1, gamma = 1] = found.point.map(Math.exp)
  return { model: { p, q, gamma: gamma * mean }, converged: found.converged }
}

/** The mean negative log-likelihood of a person and its slope, by the logarithms of p, q, gamma. */
export function gammaGammaSlope({ purchases, mean, people }: Spends): (logs: readonly number[]) => Slope {
  const total = people.reduce((sum, n) => sum + n, 0)
  const counts = [...new Set(purchases)]
  const most = Math.max(...counts)
  const table = { value: new Float64Array(most + 1), p: new Float64Array(most + 1), q: new Float64Array(most + 1) }
  const logMean = mean.map(Math.log)
  return (point) => {
    if (point.some((part) => !(Math.abs(part) <= FURTHEST))) return { value: Number.POSITIVE_INFINITY, gradient: [0, 0, 0] }
    const [p = 1, q = 1, gamma = 1] = point.map(Math.exp)
    for (const x of counts) {
      const slopeOfSum = digamma(p * x + q)
      table.value[x] = logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * Math.log(gamma) + p * x * Math.log(x)
      table.p[x] = x * (slopeOfSum - digamma(p * x) + Math.log(x))
      table.q[x] = slopeOfSum - digamma(q) + Math.log(gamma)
    }
    const sums = { value: 0, p: 0, q: 0, gamma: 0 }
    for (let at = 0; at < people.length; at++) {
      const [x, n, log] = [purchases[at] ?? 0, people[at] ?? 0, logMean[at] ?? 0]
      const spent = gamma + x * (mean[at] ?? 0)
      const logSpent = Math.log(spent)
      sums.value += n * ((table.value[x] ?? 0) + (p * x - 1) * log - (p * x + q) * logSpent)
      sums.p += n * ((table.p[x] ?? 0) + x * (log - logSpent))
      sums.q += n * ((table.q[x] ?? 0) - logSpent)
      sums.gamma += n * (q / gamma - (p * x + q) / spent)
    }
    return { value: -sums.value / total, gradient: [sums.p * p, sums.q * q, sums.gamma * gamma].map((part) => -part / total) }
  }
}

/** What one purchase of somebody will be worth, from how often they bought again and what for; without, the mean of everybody. */
export function expectedSpend({ p, q, gamma }: GammaGamma, { purchases, spent }: { purchases: number; spent: number }): number {
  return (p * (gamma + spent)) / (p * purchases + q - 1)
}
