/**
 * How alike two texts are. Jaro's and Winkler's formulas as in W. E. Winkler, “String Comparator Metrics and Enhanced Decision Rules in the
 * Fellegi-Sunter Model of Record Linkage” (1990): matching characters lie within half the longer length, a shared beginning of up to four
 * characters adds a tenth of what is missing for each, and only where the texts are alike already.
 */

/** Longer texts are compared by their beginnings. */
const MAX_COMPARED_LENGTH = 64
const PREFIX_LENGTH = 4
const PREFIX_SCALE = 0.1
const BOOST_FROM = 0.7

/** Which characters of either text have found their match; one pair is compared at a time. */
const matchedA = new Uint8Array(MAX_COMPARED_LENGTH)
const matchedB = new Uint8Array(MAX_COMPARED_LENGTH)

/** From 0, nothing in common, to 1, equal. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const jaro = jaroOf(a, b)
  if (jaro < BOOST_FROM) return jaro
  const most = Math.min(PREFIX_LENGTH, a.length, b.length)
  let prefix = 0
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++
  return jaro + prefix * PREFIX_SCALE * (1 - jaro)
}

function jaroOf(a: string, b: string): number {
  const lengthA = Math.min(a.length, MAX_COMPARED_LENGTH)
  const lengthB = Math.min(b.length, MAX_COMPARED_LENGTH)
  if (lengthA === 0 || lengthB === 0) return 0
  matchedA.fill(0, 0, lengthA)
  matchedB.fill(0, 0, lengthB)
  const reach = Math.max(0, Math.floor(Math.max(lengthA, lengthB) / 2) - 1)
  let matches = 0
  for (let i = 0; i < lengthA; i++) {
    const code = a.charCodeAt(i)
    const end = Math.min(lengthB, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (matchedB[j] === 1 || b.charCodeAt(j) !== code) continue
      matchedA[i] = 1
      matchedB[j] = 1
      matches++
      break
    }
  }
  if (matches === 0) return 0
  const swapped = outOfOrder(a, b, lengthA) / 2
  return (matches / lengthA + matches / lengthB + (matches - swapped) / matches) / 3
}

/** Matched characters that stand in another order in the other text. */
function outOfOrder(a: string, b: string, lengthA: number): number {
  let count = 0
  let j = 0
  for (let i = 0; i < lengthA; i++) {
    if (matchedA[i] === 0) continue
    while (matchedB[j] === 0) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) count++
    j++
  }
  return count
}

/** Whether one character was changed, added, left out, or swapped with its neighbour; equal texts are not. */
export function oneSlipApart(a: string, b: string): boolean {
  const more = b.length - a.length
  if (more > 1 || more < -1) return false
  if (more < 0) return oneSlipApart(b, a)
  let start = 0
  while (start < a.length && a.charCodeAt(start) === b.charCodeAt(start)) start++
  if (more === 1) return endsAlike(a, start, b, start + 1)
  if (start === a.length) return false
  if (endsAlike(a, start + 1, b, start + 1)) return true
  const swapped = a.charCodeAt(start) === b.charCodeAt(start + 1) && a.charCodeAt(start + 1) === b.charCodeAt(start)
  return swapped && endsAlike(a, start + 2, b, start + 2)
}

function endsAlike(a: string, fromA: number, b: string, fromB: number): boolean {
  for (let i = fromA, j = fromB; i < a.length; i++, j++) if (a.charCodeAt(i) !== b.charCodeAt(j)) return false
  return true
}
