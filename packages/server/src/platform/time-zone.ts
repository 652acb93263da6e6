/** Times of a workspace: reading what people type in its zone, and where its days, weeks and months begin. */
import { Temporal } from '@js-temporal/polyfill'

export type PeriodUnit = 'hour' | 'day' | 'week' | 'month'

const TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * Reads an ISO 8601 time (`2026-11-22`, `2026-11-22 08:30`, `2026-11-22T08:30:00.5+08:00`); without a zone it is a time on the wall in
 * `timeZone`. A time that the clock skips in spring is the moment the same span after the change; one that comes twice is the first.
 * Answers milliseconds since 1970-01-01 UTC, undefined for anything that is no time (31 April, 25:00).
 */
export function readTime(text: string, timeZone: string): number | undefined {
  const match = TIME.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone] = match
  try {
    const wall = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
        millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
      },
      { overflow: 'reject' },
    )
    if (zone === undefined) return wall.toZonedDateTime(timeZone).epochMilliseconds
    return wall.toZonedDateTime('UTC').epochMilliseconds - zoneMinutes(zone) * MINUTE_MS
  } catch {
    return undefined
  }
}

function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}

/** Where the hour, day, week (from Monday) or month that holds the moment begins in the zone. Milliseconds in and out. */
export function startOfPeriod(moment: number, unit: PeriodUnit, timeZone: string): number {
  const local = zoned(moment, timeZone)
  if (unit === 'hour') return moment - floorMod(moment + local.offsetNanoseconds / 1e6, HOUR_MS)
  const date = local.toPlainDate()
  if (unit === 'day') return startOfDate(date, timeZone)
  if (unit === 'week') return startOfDate(date.subtract({ days: date.dayOfWeek - 1 }), timeZone)
  return startOfDate(date.with({ day: 1 }), timeZone)
}

/**
 * Starts of consecutive periods: the one that holds `from`, and as many after it as begin before `to`, then one more that closes the last.
 * So `n + 1` moments bound `n` periods. Undefined when there would be more than `most` periods.
 */
export function periodBounds(
  input: { from: number; to: number; unit: PeriodUnit; timeZone: string },
  most: number,
): readonly number[] | undefined {
  const bounds = [startOfPeriod(input.from, input.unit, input.timeZone)]
  for (let start = bounds[0] ?? 0; start < input.to; ) {
    if (bounds.length > most) return undefined
    start = periodAfter(start, input.unit, input.timeZone)
    bounds.push(start)
  }
  return bounds
}

/** Starts of `count` further periods after the period that begins at `start`. */
export function periodsAfter(start: number, count: number, unit: PeriodUnit, timeZone: string): readonly number[] {
  const starts: number[] = []
  for (let next = start; starts.length < count; ) {
    next = periodAfter(next, unit, timeZone)
    starts.push(next)
  }
  return starts
}

function periodAfter(start: number, unit: PeriodUnit, timeZone: string): number {
  if (unit === 'hour') return start + HOUR_MS
  const date = zoned(start, timeZone).toPlainDate()
  return startOfDate(date.add(unit === 'day' ? { days: 1 } : unit === 'week' ? { weeks: 1 } : { months: 1 }), timeZone)
}

/** The calendar date of the moment in the zone: `2026-11-22`. */
export function localDate(moment: number, timeZone: string): string {
  return zoned(moment, timeZone).toPlainDate().toString()
}

/** The minute on the wall, for people: `2026-11-22 08:30`. */
export function localMinute(moment: number, timeZone: string): string {
  const local = zoned(moment, timeZone).toPlainDateTime()
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** The same time on the wall so many days earlier or later: what "yesterday at this time" means across a change of the clock. */
export function shiftDays(moment: number, days: number, timeZone: string): number {
  return zoned(moment, timeZone).add({ days }).epochMilliseconds
}

/** The same time on the wall so many days, weeks or months earlier; of a shorter month its last day. */
export function periodsBefore(moment: number, count: number, unit: 'day' | 'week' | 'month', timeZone: string): number {
  const span = unit === 'day' ? { days: count } : unit === 'week' ? { weeks: count } : { months: count }
  return zoned(moment, timeZone).subtract(span).epochMilliseconds
}

function zoned(moment: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone)
}

/** The first moment of a date: not always midnight, some zones move their clock then. */
function startOfDate(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds
}

function floorMod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
