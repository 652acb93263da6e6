/** Ranges of days in the workspace's time zone, as pages choose them and as the server is asked. */
import { now } from '../clock.ts'
import { useTimes } from '../i18n/formats.ts'
import { shiftDay } from '../i18n/times.ts'

/** Days `YYYY-MM-DD`, both counted. */
export interface Days {
  readonly first: string
  readonly last: string
}

export function isDays(value: unknown): value is Days {
  if (typeof value !== 'object' || value === null) return false
  const { first, last } = value as Partial<Record<keyof Days, unknown>>
  return [first, last].every((day) => typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day))
}

/** `from ≤ t < to` as the server reads it, in the workspace's zone. */
export function rangeOf(days: Days): { from: string; to: string } {
  return { from: days.first, to: shiftDay(days.last, 1) }
}

/** The latest `count` days up to `last`. */
export function latestDays(last: string, count: number): Days {
  return { first: shiftDay(last, 1 - count), last }
}

/** Today in the workspace. */
export function useToday(): string {
  return useTimes().day(now())
}
