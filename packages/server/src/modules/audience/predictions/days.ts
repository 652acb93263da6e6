/** Calendar days as numbers: whole days since 1970-01-01, of whatever zone they were read in. */
import { localDate, readTime } from '../../../platform/time-zone.ts'

const DAY_MS = 86_400_000

/** Of a date `1997-09-30`. */
export function dayOfDate(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day that holds the moment on the wall of the zone. */
export function dayAt(epochMs: number, timeZone: string): number {
  return dayOfDate(localDate(epochMs, timeZone))
}

/** The first moment of a day in the zone. */
export function startOfDay(day: number, timeZone: string): number {
  const moment = readTime(dateOfDay(day), timeZone)
  if (moment === undefined) throw new Error(`day ${day} does not begin in ${timeZone}`)
  return moment
}

/** The month of a day: `1997-09`. */
export function monthOfDay(day: number): string {
  return dateOfDay(day).slice(0, 7)
}
