/**
 * Scores of interests. What is stored does not change as time passes: the binary logarithm of the score as reckoned back to `EPOCH_MS`, with the
 * half-life of the tag. Browser-safe.
 */
export const EPOCH_MS = Date.UTC(2020, 0, 1)
export const DAY_MS = 86_400_000

/** The score at a moment. */
export function scoreAt(stored: number, input: { halfLifeDays: number; atMs: number }): number {
  return 2 ** (stored - (input.atMs - EPOCH_MS) / (input.halfLifeDays * DAY_MS))
}
