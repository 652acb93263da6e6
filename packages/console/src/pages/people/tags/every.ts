/** How often a tag is put on anew. */

export const EVERY_CHOICES = ['PT1H', 'PT6H', 'P1D', 'P7D', 'P30D'] as const
export type EveryChoice = (typeof EVERY_CHOICES)[number]

/** The choices, and what was set otherwise over the interface. */
export function everyOptions(current: string, wordsOf: (every: EveryChoice) => string): { value: string; label: string }[] {
  const known = EVERY_CHOICES.map((every) => ({ value: every as string, label: wordsOf(every) }))
  return known.some(({ value }) => value === current) ? known : [...known, { value: current, label: current }]
}
