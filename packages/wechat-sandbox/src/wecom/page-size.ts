import { z } from 'zod'

/** Of lists of mass sends and Moments: absent, 0 or more than the platform gives is its usual page [WW:93338, WW:93333]. */
export function usualPage(most: number, usual: number) {
  return z
    .number()
    .int()
    .min(0)
    .optional()
    .transform((asked) => (asked && asked <= most ? asked : usual))
}
