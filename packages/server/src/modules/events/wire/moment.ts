/** Times as clients write them: ISO 8601 with or without a zone, or a number of milliseconds or seconds. */
import { readTime } from '../../../platform/time-zone.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from './limits.ts'

/** Numbers below this are seconds: as milliseconds they would lie before March 1973. */
const SECONDS_BELOW = 1e11

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const UNIX = /^\d{9,16}(?:\.\d{1,9})?$/

/** Milliseconds since 1970-01-01 UTC, or NaN when `value` is no time or outside 1970–2200. A time without a zone is read in `timeZone`. */
export function readMoment(value: unknown, timeZone: string): number {
  let ms = Number.NaN
  if (typeof value === 'number') ms = fromNumber(value)
  else if (typeof value === 'string' && value.length <= 40) ms = fromText(value.trim(), timeZone)
  return ms >= EARLIEST_TIME_MS && ms < LATEST_TIME_MS ? ms : Number.NaN
}

function fromNumber(value: number): number {
  return Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value)
}

/** The form that nearly all libraries write goes past the calendar; everything else through the house's reading of times. */
function fromText(text: string, timeZone: string): number {
  if (INSTANT.test(text)) return hasSuchDay(text) ? Date.parse(text) : Number.NaN
  if (UNIX.test(text)) return fromNumber(Number(text))
  return readTime(text, timeZone) ?? Number.NaN
}

/** The engine reads 30 February as 2 March. */
function hasSuchDay(text: string): boolean {
  const day = Number(text.slice(8, 10))
  return day <= 28 || new Date(Date.parse(text.slice(0, 10))).getUTCDate() === day
}
