/** Shares that are offered to be left out to compare with. */
const HOLDOUTS = [0, 0.05, 0.1, 0.2, 0.5] as const

/** With the one that is chosen, where it is another. */
export function holdoutsWith(chosen: number): readonly number[] {
  return [...new Set([...HOLDOUTS, chosen])].sort((one, other) => one - other)
}
