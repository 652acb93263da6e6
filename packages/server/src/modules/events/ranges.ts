/** Ranges of time as requests write them: `from ≤ t < to`, in the workspace's zone where they name none. */
import { readTime } from '../../platform/time-zone.ts'
import { failEvents } from './errors.ts'

/** One time of a request in milliseconds. Throws `events.unreadable_time` naming the field. */
export function readMoment(text: string, input: { field: string; timeZone: string }): number {
  return readTime(text, input.timeZone) ?? failEvents('events.unreadable_time', { field: input.field })
}

/** Both ends in milliseconds, undefined where open. Throws `events.unreadable_time` and `events.empty_range`. */
export function readRange(
  range: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
): { from: number | undefined; to: number | undefined } {
  const from = range.from === undefined ? undefined : readMoment(range.from, { field: 'from', timeZone })
  const to = range.to === undefined ? undefined : readMoment(range.to, { field: 'to', timeZone })
  if (from !== undefined && to !== undefined && from >= to) failEvents('events.empty_range', { from: range.from, to: range.to })
  return { from, to }
}

/** The same for a range that is closed at both ends. */
export function readClosedRange(range: { readonly from: string; readonly to: string }, timeZone: string): { from: number; to: number } {
  const from = readMoment(range.from, { field: 'from', timeZone })
  const to = readMoment(range.to, { field: 'to', timeZone })
  if (from >= to) failEvents('events.empty_range', { from: range.from, to: range.to })
  return { from, to }
}
