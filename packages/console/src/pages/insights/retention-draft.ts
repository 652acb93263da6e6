/** The question of a retention while it is being built. */
import { type Days, isDays, rangeOf } from '../../parts/days.ts'
import { askedStep, isStepDraft, type StepDraft, stepFor } from './event-step.tsx'

export const RETENTION_UNITS = ['day', 'week', 'month'] as const
export type RetentionUnit = (typeof RETENTION_UNITS)[number]
export const PERIODS_MAX = 100

export interface RetentionDraft {
  readonly start: StepDraft
  readonly back: StepDraft
  readonly unit: RetentionUnit
  readonly periods: number
  readonly mode: 'exact' | 'onOrAfter'
  readonly cohort: 'each' | 'first'
  /** Null: the usual days. */
  readonly days: Days | null
}

/** Starts with "came once, came again" of the most frequent event. */
export function firstRetention(names: readonly string[]): RetentionDraft {
  const name = names.includes('view') ? 'view' : (names[0] ?? '')
  return { start: stepFor(name), back: stepFor(name), unit: 'day', periods: 7, mode: 'exact', cohort: 'each', days: null }
}

export function isRetentionDraft(value: unknown): value is RetentionDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof RetentionDraft, unknown>>
  return (
    isStepDraft(draft.start) &&
    isStepDraft(draft.back) &&
    RETENTION_UNITS.some((unit) => unit === draft.unit) &&
    typeof draft.periods === 'number' &&
    (draft.mode === 'exact' || draft.mode === 'onOrAfter') &&
    (draft.cohort === 'each' || draft.cohort === 'first') &&
    (draft.days === null || isDays(draft.days))
  )
}

export function isRetentionComplete(draft: RetentionDraft): boolean {
  return draft.start.event !== '' && draft.back.event !== '' && draft.periods >= 1 && draft.periods <= PERIODS_MAX
}

/** What the figure and the people behind it are both asked with. */
export function askedRetention(draft: RetentionDraft, days: Days) {
  const { unit, periods, mode, cohort } = draft
  return { start: askedStep(draft.start), return: askedStep(draft.back), unit, periods, mode, cohort, ...rangeOf(days) }
}
