/** What the page of the prediction model asks: fitted up to which day, and how many weeks ahead. */

import { shiftDay } from '../../i18n/times.ts'
import type { Days } from '../../parts/days.ts'

export interface ModelDraft {
  /** Counted; null: two thirds into the data. */
  readonly calibrationDay: string | null
  readonly weeks: number | null
}

export const firstModelDraft: ModelDraft = { calibrationDay: null, weeks: null }
export const HORIZON_WEEKS_MAX = 520
/** Far enough ahead to show the season, near enough to be believed. */
const USUAL_WEEKS_MAX = 52
const USUAL_WEEKS_MIN = 4
const FITTED_SHARE = 0.5
const DAYS_PER_WEEK = 7

export function isModelDraft(value: unknown): value is ModelDraft {
  if (typeof value !== 'object' || value === null) return false
  const { calibrationDay, weeks } = value as Partial<Record<keyof ModelDraft, unknown>>
  return (calibrationDay === null || typeof calibrationDay === 'string') && (weeks === null || typeof weeks === 'number')
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000)
}

/** The question with what is not chosen filled in: half of the data are fitted, the other half are the check. */
export function askedModel({ calibrationDay, weeks }: ModelDraft, span: Days): { calibrationEnd: string; horizon: number } {
  const all = daysBetween(span.first, span.last) + 1
  const held = Math.floor((all * (1 - FITTED_SHARE)) / DAYS_PER_WEEK)
  const usualWeeks = Math.min(USUAL_WEEKS_MAX, Math.max(USUAL_WEEKS_MIN, held))
  const calibrationEnd =
    calibrationDay ?? (all > 2 * USUAL_WEEKS_MIN * DAYS_PER_WEEK ? shiftDay(span.last, -usualWeeks * DAYS_PER_WEEK) : span.last)
  return { calibrationEnd, horizon: weeks ?? usualWeeks }
}
