/** The models without stores: against simulated people, against other ways of saying the same, and where numbers get difficult. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BgNbd, bgNbdSlope, fitBgNbd, type Patterns } from './bg-nbd.ts'
import { calculate } from './calculate.ts'
import { alive, daysToNextPurchase, expectedPurchases } from './expected.ts'
import { expectedSpend, fitGammaGamma, gammaGammaSlope, type Spends } from './gamma-gamma.ts'
import { minimise } from './minimise.ts'
import { standardErrors } from './standard-errors.ts'

const SEED = 20_260_701
const many = { seed: SEED, numRuns: 300 }
/** The published fit of cdnow. */
const CDNOW: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }

const positive = (least: number, most: number) => fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp)
const models = fc.record({ r: positive(0.05, 60), alpha: positive(0.1, 200), a: positive(0.02, 30), b: positive(0.05, 60) })
const histories = fc
  .record({ repeats: fc.integer({ min: 0, max: 200 }), age: positive(0.1, 500), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ repeats, age, share }) => ({ repeats, age, recency: repeats === 0 ? 0 : age * share }))

/** Plain sum over small steps of p, between the bounds of where p matters; slow and without any cleverness. */
function integral({ r, alpha, a, b }: BgNbd, { repeats, age }: { repeats: number; age: number }, weeks: number): number {
  const steps = 40_000
  let [value, weight] = [0, 0]
  for (let step = 0; step < steps; step++) {
    // p = s^k gathers the points where a small a has the weight.
    const k = Math.max(1, 3 / a)
    const s = (step + 0.5) / steps
    const p = s ** k
    const density = Math.exp((a - 1) * k * Math.log(s) + (b + repeats - 1) * Math.log1p(-p) + (k - 1) * Math.log(s))
    weight += density
    const rate = ((r + repeats) * weeks) / (alpha + age)
    value += density * (p < 1e-200 ? rate : -Math.expm1(-(r + repeats) * Math.log1p((p * weeks) / (alpha + age))) / p)
  }
  return value / weight
}

describe('what is to be expected', () => {
  test('the published customer: 1.226 purchases in 39 weeks', () => {
    expect(expectedPurchases(CDNOW, { repeats: 2, recency: 30.43, age: 38.86 }, 39)).toBeCloseTo(1.226, 3)
  })

  test('is what the integral over all probabilities of being lost says', () => {
    const few = { seed: SEED, numRuns: 25 }
    fc.assert(
      fc.property(models, histories, positive(0.1, 300), (model, history, weeks) => {
        const slow = integral(model, history, weeks) * alive(model, history)
        expect(Math.abs(expectedPurchases(model, history, weeks) - slow)).toBeLessThan(2e-3 * slow + 1e-9)
      }),
      few,
    )
  })

  test('grows with the weeks, bends down, and never beyond the rate of whoever stays', () => {
    fc.assert(
      fc.property(models, histories, positive(0.1, 300), (model, history, weeks) => {
        const [half, whole] = [expectedPurchases(model, history, weeks / 2), expectedPurchases(model, history, weeks)]
        expect(half).toBeGreaterThanOrEqual(0)
        expect(whole).toBeGreaterThanOrEqual(half * (1 - 1e-9))
        expect(whole).toBeLessThanOrEqual(2 * half * (1 + 1e-6) + 1e-12)
        expect(whole).toBeLessThanOrEqual((weeks * (model.r + history.repeats)) / (model.alpha + history.age) + 1e-9)
      }),
      many,
    )
  })

  test('has no poles where the published formula has them: a = 1, and a + b + x = 1', () => {
    const history = { repeats: 0, recency: 0, age: 10 }
    for (const model of [
      { ...CDNOW, a: 1 },
      { ...CDNOW, a: 0.4, b: 0.6 },
    ]) {
      const near = [-1e-5, 1e-5].map((step) => expectedPurchases({ ...model, a: model.a + step }, history, 30))
      const at = expectedPurchases(model, history, 30)
      expect(at).toBeGreaterThan(0)
      for (const one of near) expect(Math.abs(one / at - 1)).toBeLessThan(1e-4)
    }
  })

  test('the next purchase: by then half have bought, of who is likely gone nobody says when', () => {
    const history = { repeats: 2, recency: 30.43, age: 38.86 }
    const weeks = (daysToNextPurchase(CDNOW, history) ?? 0) / 7
    const there = alive(CDNOW, history)
    const bought = there * (1 - ((CDNOW.alpha + history.age) / (CDNOW.alpha + history.age + weeks)) ** (CDNOW.r + 2))
    expect(bought).toBeGreaterThanOrEqual(0.5)
    expect(bought).toBeLessThan(0.51)
    expect(daysToNextPurchase(CDNOW, { repeats: 20, recency: 5, age: 60 })).toBeUndefined()
  })
})

/** People as the model has them; the same for one seed. */
function simulated({ r, alpha, a, b }: BgNbd, input: { people: number; weeks: number }): Patterns {
  let state = SEED
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  // Marsaglia and Tsang; a shape below 1 by one above it.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape)
    const [d, c] = [shape - 1 / 3, 1 / Math.sqrt(9 * shape - 3)]
    for (;;) {
      const x = normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(uniform()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v
    }
  }
  const rows = Array.from({ length: input.people }, (_, index) => {
    const age = input.weeks * (0.5 + 0.5 * ((index % 97) / 96))
    const rate = gamma(r) / alpha
    const [one, two] = [gamma(a), gamma(b)]
    let [repeats, recency, now] = [0, 0, 0]
    for (;;) {
      now -= Math.log(uniform()) / rate
      if (now > age) break
      repeats++
      recency = now
      if (uniform() < one / (one + two)) break
    }
    return { repeats, recency: Math.round(recency * 7), age: Math.round(age * 7) }
  })
  return {
    repeats: Uint32Array.from(rows, (row) => row.repeats),
    recencyDays: Uint32Array.from(rows, (row) => row.recency),
    ageDays: Uint32Array.from(rows, (row) => row.age),
    people: new Float64Array(rows.length).fill(1),
  }
}

function grouped(patterns: Patterns): Patterns {
  const key = (at: number) => `${patterns.repeats[at]} ${patterns.recencyDays[at]} ${patterns.ageDays[at]}`
  const groups = [...Map.groupBy(patterns.people.keys(), key).values()]
  const first = (of: Uint32Array) => Uint32Array.from(groups, ([at = 0]) => of[at] ?? 0)
  return {
    repeats: first(patterns.repeats),
    recencyDays: first(patterns.recencyDays),
    ageDays: first(patterns.ageDays),
    people: Float64Array.from(groups, (places) => places.length),
  }
}

describe('BG/NBD', () => {
  const truth: BgNbd = { r: 0.8, alpha: 6, a: 0.9, b: 2.5 }
  const patterns = simulated(truth, { people: 20_000, weeks: 52 })
  const fit = fitBgNbd(patterns)

  test('finds the parameters people were made with, within their standard errors', () => {
    const { r, alpha, a, b } = fit.model
    const errors = standardErrors(bgNbdSlope(patterns), { point: [r, alpha, a, b].map(Math.log), people: 20_000 }) ?? []
    expect(fit.converged).toBe(true)
    for (const [index, name] of (['r', 'alpha', 'a', 'b'] as const).entries()) {
      expect(errors[index]).toBeGreaterThan(0)
      expect(Math.abs(Math.log(fit.model[name] / truth[name]))).toBeLessThan(3.5 * (errors[index] ?? 0))
    }
  })

  test('is the same over people and over patterns of them', () => {
    const few = grouped(patterns)
    expect(few.people.length).toBeLessThan(20_000)
    const again = fitBgNbd(few)
    expect(again.logLikelihood).toBeCloseTo(fit.logLikelihood, 3)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) expect(again.model[name]).toBeCloseTo(fit.model[name], 3)
  })

  test('its slope is that of its value, wherever one stands', () => {
    const slopeAt = bgNbdSlope(simulated(truth, { people: 300, weeks: 30 }))
    fc.assert(
      fc.property(models, ({ r, alpha, a, b }) => {
        const point = [r, alpha, a, b].map(Math.log)
        checkSlope(slopeAt, point)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('people who all buy once a week and never leave give a fit or none, no nonsense', () => {
    const people = 200
    const every = (value: number) => new Uint32Array(people).fill(value)
    const {
      model,
      converged,
      alive: there,
    } = calculate({
      patterns: { repeats: every(20), recencyDays: every(140), ageDays: every(143), people: new Float64Array(people).fill(1) },
      spends: { purchases: new Uint32Array(), mean: new Float64Array(), people: new Float64Array() },
      horizons: [10],
    })
    expect(Object.values(model).every(Number.isFinite)).toBe(true)
    if (converged) expect(Math.min(...there)).toBeGreaterThan(0.9)
  })
})

function checkSlope(slopeAt: ReturnType<typeof bgNbdSlope>, point: readonly number[]): void {
  const { gradient } = slopeAt(point)
  const step = 1e-5
  point.forEach((_, index) => {
    const beside = (sign: number) => slopeAt(point.map((part, other) => (other === index ? part + sign * step : part))).value
    const steepness = (beside(1) - beside(-1)) / (2 * step)
    expect(Math.abs((gradient[index] ?? 0) - steepness)).toBeLessThan(1e-4 * (1 + Math.abs(steepness)))
  })
}

describe('Gamma-Gamma', () => {
  const spends: Spends = {
    purchases: Uint32Array.from({ length: 400 }, (_, at) => 1 + (at % 5)),
    mean: Float64Array.from({ length: 400 }, (_, at) => 20 + ((at * 37) % 101)),
    people: Float64Array.from({ length: 400 }, (_, at) => 1 + (at % 3)),
  }

  test('its slope is that of its value, and it is flat where it ends', () => {
    const slopeAt = gammaGammaSlope(spends)
    fc.assert(
      fc.property(positive(0.5, 20), positive(1.1, 20), positive(1, 100), (p, q, gamma) =>
        checkSlope(slopeAt, [p, q, gamma].map(Math.log)),
      ),
      { seed: SEED, numRuns: 50 },
    )
    const { model, converged } = fitGammaGamma(spends)
    expect(converged).toBe(true)
    const { gradient } = slopeAt([model.p, model.q, model.gamma].map(Math.log))
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4)
  })

  test('in another currency it is the same but for the unit', () => {
    const [plain, large] = [fitGammaGamma(spends), fitGammaGamma({ ...spends, mean: spends.mean.map((value) => value * 1_000) })]
    expect(large.model.p).toBeCloseTo(plain.model.p, 5)
    expect(large.model.gamma / plain.model.gamma).toBeCloseTo(1_000, 3)
  })

  test('the more somebody bought, the more their own mean counts', () => {
    const model = { p: 6.25, q: 3.74, gamma: 15.44 }
    const everybody = expectedSpend(model, { purchases: 0, spent: 0 })
    expect(everybody).toBeCloseTo(35.22, 2)
    const one = expectedSpend(model, { purchases: 1, spent: 100 })
    const ten = expectedSpend(model, { purchases: 10, spent: 1_000 })
    expect(everybody).toBeLessThan(one)
    expect(one).toBeLessThan(ten)
    expect(ten).toBeLessThan(100)
  })
})

test('the optimiser finds the bottom of a bent valley, and says when there is none', () => {
  const rosenbrock = minimise(
    ([x = 0, y = 0]) => ({
      value: (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
      gradient: [-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)],
    }),
    [-1.2, 1],
  )
  expect(rosenbrock.converged).toBe(true)
  expect(rosenbrock.point.map((part) => Number(part.toFixed(6)))).toEqual([1, 1])
  const endless = minimise(([x = 0]) => ({ value: -x, gradient: [-1] }), [0])
  expect(endless.converged).toBe(false)
})
