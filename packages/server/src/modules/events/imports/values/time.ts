/** Times as files write them: unix, ISO 8601, compact dates, Chinese dates, serial days of Excel. */
import { asIfUtc, type ReadWallTime, type WallTime, wallClock } from './wall-clock.ts'

export interface WrittenTime {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ms: number
  /** The same, had the clock on the wall shown UTC: what the text says, whatever zone it is read in. Equal to `ms` when the text names a zone. */
  readonly asWritten: number
}

/** Undefined for a text that is no time. */
export type ReadTime = (text: string) => WrittenTime | undefined

const WRITTEN =
  /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)(?:[T\s]*(\d{1,2})(?:时|[:时](\d{1,2})(?:分|[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i
const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/
const NUMERIC = /^\d+(?:\.\d+)?$/
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Day 25,569 of Excel's calendar is 1970-01-01; from 61 on it has no false leap day. */
const EXCEL_EPOCH_DAYS = 25_569
const EXCEL_FIRST_DAY = 10_000
const EXCEL_LAST_DAY = 80_000

/**
 * Reads one text form after another:
 * - 9 or 10 digits (or such a number with a fraction): unix seconds; 13: milliseconds; 16: microseconds
 * - 8, 12 or 14 digits: yyyymmdd, yyyymmddHHmm, yyyymmddHHmmss
 * - `2014-12-06`, `2014-12-06 02`, `2014/1/5 8:05[:30]`, `2014年1月5日 8:05`, ISO 8601 with `T`, fractions, `Z` or an offset
 * - up to five digits with a fraction: a serial day of Excel
 * Whatever has no zone is a wall time in `timeZone`. `monthFirst` allows `12/1/2010 8:26`, which is otherwise ambiguous and refused.
 */
export function timeReader(input: { timeZone: string; monthFirst?: boolean }): ReadTime {
  const zoned = wallClock(input.timeZone)
  return (text) => {
    const trimmed = text.trim()
    if (NUMERIC.test(trimmed)) return readNumeric(trimmed, zoned)
    const written = WRITTEN.exec(trimmed)
    if (written) return readWritten(written, zoned)
    const monthFirst = input.monthFirst ? MONTH_FIRST.exec(trimmed) : null
    return monthFirst ? zoned(wallTime(monthFirst, [3, 1, 2, 4, 5, 6])) : undefined
  }
}

function readNumeric(text: string, zoned: ReadWallTime): WrittenTime | undefined {
  const point = text.indexOf('.')
  const whole = point < 0 ? text.length : point
  if (whole === 9 || whole === 10) return moment(Math.floor(Number(text) * 1000))
  if (whole === 13) return moment(Math.floor(Number(text)))
  if (whole === 16) return moment(Math.floor(Number(text) / 1000))
  if (point < 0 && (whole === 8 || whole === 12 || whole === 14)) {
    const compact = COMPACT.exec(text)
    return compact ? zoned(wallTime(compact, [1, 2, 3, 4, 5, 6])) : undefined
  }
  return whole === 5 ? readExcelDay(Number(text), zoned) : undefined
}

function readExcelDay(serial: number, zoned: ReadWallTime): WrittenTime | undefined {
  if (serial < EXCEL_FIRST_DAY || serial > EXCEL_LAST_DAY) return undefined
  // Excel keeps days as floating point: a second is 0.0000116 of one, so the nearest second is what was meant.
  const nearest = new Date(Math.round(((serial - EXCEL_EPOCH_DAYS) * DAY_MS) / 1000) * 1000)
  return zoned({
    year: nearest.getUTCFullYear(),
    month: nearest.getUTCMonth() + 1,
    day: nearest.getUTCDate(),
    hour: nearest.getUTCHours(),
    minute: nearest.getUTCMinutes(),
    second: nearest.getUTCSeconds(),
    millisecond: 0,
  })
}

function readWritten(match: RegExpExecArray, zoned: ReadWallTime): WrittenTime | undefined {
  const time = wallTime(match, [1, 2, 3, 4, 5, 6], 7)
  const zone = match[8]
  if (zone === undefined) return zoned(time)
  const utc = asIfUtc(time)
  return utc === undefined ? undefined : moment(utc - zoneMinutes(zone) * MINUTE_MS)
}

function moment(ms: number): WrittenTime {
  return { ms, asWritten: ms }
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}

function wallTime(match: RegExpExecArray, order: readonly number[], fraction?: number): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = order.map((group) => Number(match[group] ?? 0))
  const millisecond = fraction === undefined ? 0 : Number((match[fraction] ?? '').padEnd(3, '0').slice(0, 3))
  return { year, month, day, hour, minute, second, millisecond }
}
