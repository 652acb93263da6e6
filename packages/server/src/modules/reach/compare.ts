/** How sure one can be that two variants differ in how many people delete a member of staff. Pure. */

/** Of a variant: who got it, and who of them deleted a member of staff. */
export interface Share {
  readonly all: number
  readonly part: number
}

/** A difference of shares in thousandths, and between which two it lies with 95% confidence for all comparisons together. */
export interface Difference {
  readonly perThousand: number
  readonly from: number
  readonly to: number
}

/** Quantiles of the normal distribution for 95% over one, two, three comparisons at once, after Bonferroni. */
const Z = [1.959964, 2.241403, 2.39398] as const
const THOUSAND = 1_000

/** What `other` has more than `first`; null as long as one of them reached nobody. Interval of Newcombe (1998, method 10): good with few cases. */
export function difference(first: Share, other: Share, { comparisons }: { comparisons: number }): Difference | null {
  if (first.all === 0 || other.all === 0) return null
  const z = Z[Math.min(comparisons, Z.length) - 1] ?? Z[0]
  const [one, two] = [wilson(other, z), wilson(first, z)]
  const apart = one.share - two.share
  const below = Math.hypot(one.share - one.low, two.high - two.share)
  const above = Math.hypot(one.high - one.share, two.share - two.low)
  return { perThousand: apart * THOUSAND, from: (apart - below) * THOUSAND, to: (apart + above) * THOUSAND }
}

/** The score interval of one share. */
function wilson({ all, part }: Share, z: number): { share: number; low: number; high: number } {
  const share = part / all
  const square = (z * z) / all
  const middle = (share + square / 2) / (1 + square)
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / all + square / (4 * all))
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
