/** ISO 8601 durations of the clock control: weeks, days, hours, minutes, seconds. */
import { z } from 'zod'

const FORM = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const UNITS_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000]
/** Ten years: beyond, a slip of the finger. */
const LONGEST_MS = 3_650 * 86_400_000

/** @returns milliseconds, above 0 and at most ten years; undefined of anything else. Months and years have no fixed length and are not taken. */
export function durationMs(text: string): number | undefined {
  const parts = FORM.exec(text)?.slice(1)
  if (!parts) return undefined
  const ms = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS_MS[index] ?? 0), 0)
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined
}

export const durationShape = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'must be a duration like P1D or PT25S, above zero, at most ten years' })
  return z.NEVER
})
