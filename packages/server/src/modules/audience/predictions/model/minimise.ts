/**
 * Finds the lowest point of a smooth function: BFGS with a line search that falls back to halving. Our own because npm has none that is
 * typed, kept and of this kind: `fmin` knows no quasi-Newton steps and does not say whether it arrived, `ml-direct` searches boxes,
 * `numeric` rests since 2012.
 */

/** Value and slope at a point. A value that is not finite says that the point lies outside. */
export interface Slope {
  readonly value: number
  readonly gradient: readonly number[]
}

export interface Lowest {
  readonly point: readonly number[]
  readonly value: number
  /** False where it still slopes, but the steps ran out or none leads further down. */
  readonly converged: boolean
  readonly evaluations: number
}

const MAX_STEPS = 300
const MAX_HALVINGS = 50
/** Arrived when no part of the slope is steeper. */
const FLAT = 1e-9
/** Where the rounding of the sum hides the way further down, so much slope is none. */
const NEARLY_FLAT = 1e-5
/** A step must bring at least this part of what the slope promises. */
const ENOUGH = 1e-4
/** In the logarithm of a parameter: a factor of about seven. */
const LONGEST_STEP = 2

type Matrix = number[][]

export function minimise(slopeAt: (point: readonly number[]) => Slope, start: readonly number[]): Lowest {
  let point = [...start]
  let here = slopeAt(point)
  let inverse = identity(point.length)
  let evaluations = 1
  const steepest = () => Math.max(...here.gradient.map(Math.abs))
  for (let step = 0; step < MAX_STEPS && Number.isFinite(here.value) && steepest() > FLAT; step++) {
    let direction = inverse.map((row) => -dot(row, here.gradient))
    if (dot(direction, here.gradient) >= 0) {
      inverse = identity(point.length)
      direction = here.gradient.map((part) => -part)
    }
    const next = walk(slopeAt, { point, here, direction })
    evaluations += next.evaluations
    if (!next.found) break
    const gained = here.value - next.found.slope.value
    inverse = updated(inverse, minus(next.found.point, point), minus(next.found.slope.gradient, here.gradient))
    point = next.found.point
    here = next.found.slope
    if (gained <= Number.EPSILON * Math.abs(here.value)) break
  }
  return { point, value: here.value, converged: steepest() < NEARLY_FLAT, evaluations }
}

interface Place {
  readonly point: number[]
  readonly here: Slope
  readonly direction: readonly number[]
}

/** Goes down along the direction, half as far each time until it is worth it. */
function walk(slopeAt: (point: readonly number[]) => Slope, { point, here, direction }: Place) {
  const promised = dot(direction, here.gradient)
  const longest = Math.max(...direction.map(Math.abs))
  let far = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1
  for (let tries = 1; tries <= MAX_HALVINGS; tries++) {
    const there = point.map((part, index) => part + far * (direction[index] ?? 0))
    const slope = slopeAt(there)
    if (slope.value <= here.value + ENOUGH * far * promised) return { found: { point: there, slope }, evaluations: tries }
    far /= 2
  }
  return { found: undefined, evaluations: MAX_HALVINGS }
}

/** The inverse of the curvature after a step and the change of the slope over it. */
function updated(inverse: Matrix, step: readonly number[], change: readonly number[]): Matrix {
  const bend = dot(step, change)
  if (!(bend > Number.EPSILON * dot(change, change))) return inverse
  const turned = inverse.map((row) => dot(row, change))
  const scale = (bend + dot(change, turned)) / bend ** 2
  return inverse.map((row, i) =>
    row.map((part, j) => {
      const [si = 0, sj = 0, ti = 0, tj = 0] = [step[i], step[j], turned[i], turned[j]]
      return part + scale * si * sj - (ti * sj + si * tj) / bend
    }),
  )
}

function identity(size: number): Matrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)))
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, part, index) => sum + part * (b[index] ?? 0), 0)
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((part, index) => part - (b[index] ?? 0))
}
