/** Durations of a rule as people say them: so many minutes, hours, days or weeks. */

export const DURATION_UNITS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const
export type DurationUnit = keyof typeof DURATION_UNITS
export const UNIT_NAMES = Object.keys(DURATION_UNITS) as readonly DurationUnit[]

export interface Duration {
  readonly amount: number
  readonly unit: DurationUnit
}

const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const ISO_SECONDS = [604_800, 86_400, 3_600, 60, 1] as const

/** Days where they fit, else the largest unit that says it in whole numbers; `30 day` is not `4.3 week`, and `14 day` stays days. */
export function durationOfSeconds(seconds: number): Duration {
  const fits = (unit: DurationUnit) => seconds % DURATION_UNITS[unit] === 0
  const unit = (['day', 'hour', 'minute'] as const).find(fits) ?? 'minute'
  return { amount: Math.max(1, Math.round(seconds / DURATION_UNITS[unit])), unit }
}

/** `P2W` stays two weeks; whatever says several units together becomes one. Undefined when it is no duration. */
export function durationOf(text: unknown): Duration | undefined {
  if (typeof text !== 'string') return undefined
  const weeks = /^P(\d+)W$/.exec(text)
  if (weeks) return { amount: Number(weeks[1]), unit: 'week' }
  const parts = ISO.exec(text)
  if (!parts) return undefined
  const seconds = ISO_SECONDS.reduce((sum, size, at) => sum + size * Number(parts[at + 1] ?? 0), 0)
  return seconds > 0 ? durationOfSeconds(seconds) : undefined
}

const ISO_FORM: Readonly<Record<DurationUnit, (amount: number) => string>> = {
  minute: (amount) => `PT${amount}M`,
  hour: (amount) => `PT${amount}H`,
  day: (amount) => `P${amount}D`,
  week: (amount) => `P${amount}W`,
}

export function isoDuration({ amount, unit }: Duration): string {
  return ISO_FORM[unit](amount)
}
