/** From the date and time on a wall clock in one zone to the moment it was; fast, because most days have one offset from end to end. */
import { Temporal } from '@js-temporal/polyfill'

export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** Milliseconds since 1970-01-01 UTC, of the moment and of the same digits read as UTC; undefined for a time that does not exist (31 April, 25:00). */
export type ReadWallTime = (time: WallTime) => { ms: number; asWritten: number } | undefined

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Days (and, on days with a change of offset, minutes) whose offset is remembered. */
const MAX_REMEMBERED = 20_000

/** True for a zone name this runtime knows: `Asia/Shanghai`, `+08:00`. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
    return true
  } catch {
    return false
  }
}

/**
 * Reads wall times of one zone. A time that a clock skips in spring is the moment the same span after the change, one that comes twice in
 * autumn is the first of the two (Temporal's `compatible`).
 */
export function wallClock(timeZone: string): ReadWallTime {
  // By local midnight: the offset of the whole day, or 'changes' on the days when the clock is moved.
  const days = new Map<number, number | 'changes'>()
  const minutes = new Map<number, number>()
  return (time) => {
    const local = asIfUtc(time)
    if (local === undefined) return undefined
    const midnight = Math.floor(local / DAY_MS) * DAY_MS
    const ofDay = remembered(days, midnight, () => dayOffset(timeZone, midnight))
    if (ofDay !== 'changes') return { ms: local - ofDay, asWritten: local }
    const minute = Math.floor(local / MINUTE_MS) * MINUTE_MS
    return { ms: local - remembered(minutes, minute, () => offsetAt(timeZone, minute)), asWritten: local }
  }
}

function remembered<T>(map: Map<number, T>, key: number, find: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  if (map.size >= MAX_REMEMBERED) map.clear()
  const found = find()
  map.set(key, found)
  return found
}

/** Milliseconds of these digits in UTC. */
export function asIfUtc({ year, month, day, hour, minute, second, millisecond }: WallTime): number | undefined {
  // Date.UTC would take years below 100 as 19xx.
  if (year < 1000 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

/** Milliseconds by which the zone's clock is ahead of UTC all day long. Two opposite changes within a day do not occur. */
function dayOffset(timeZone: string, midnight: number): number | 'changes' {
  const start = offsetAt(timeZone, midnight)
  return start === offsetAt(timeZone, midnight + DAY_MS) ? start : 'changes'
}

function offsetAt(timeZone: string, local: number): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime()
  return local - plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}
