/** What the lifecycle page asks. */

export const PERIOD_UNITS = ['day', 'week', 'month'] as const
export type PeriodUnit = (typeof PERIOD_UNITS)[number]
export const PERIODS_OFFERED = [1, 3, 6] as const

export interface LifecycleDraft {
  /** Last day that counts; null: the last day of the data. */
  readonly asOfDay: string | null
  readonly unit: PeriodUnit
  readonly periods: number
}

export const firstLifecycleDraft: LifecycleDraft = { asOfDay: null, unit: 'month', periods: 3 }

export function isLifecycleDraft(value: unknown): value is LifecycleDraft {
  if (typeof value !== 'object' || value === null) return false
  const { asOfDay, unit, periods } = value as Partial<Record<keyof LifecycleDraft, unknown>>
  return (
    (asOfDay === null || typeof asOfDay === 'string') &&
    PERIOD_UNITS.some((one) => one === unit) &&
    PERIODS_OFFERED.some((one) => one === periods)
  )
}
