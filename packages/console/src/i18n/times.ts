/** Days and times as pages write them, in the workspace's time zone. Days are `YYYY-MM-DD` texts; the server reads a time without a zone in the same zone. */
import type { Language } from './languages.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const SECOND_MS = 1_000
const DASH = '–'

export type Instant = string | number | null | undefined

export interface TimeFormats {
  readonly timeZone: string
  /** `2017-11-26 08:30:05`. */
  moment(at: Instant): string
  /** `2017-11-26`. */
  day(at: Instant): string
  /** `08:30:05`. */
  clock(at: Instant): string
  /** `5 分钟前`; older than a week as a day. */
  ago(at: Instant, nowMs: number): string
  /** `1.5 秒`, `3 分钟`, `7 天`. */
  duration(ms: number | null | undefined): string
}

interface Parts {
  readonly day: string
  readonly clock: string
}

function partsIn(timeZone: string): (ms: number) => Parts {
  const form = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return (ms) => {
    const found: Record<string, string> = {}
    for (const { type, value } of form.formatToParts(ms)) found[type] = value
    return {
      day: `${(found.year ?? '').padStart(4, '0')}-${found.month}-${found.day}`,
      clock: `${found.hour}:${found.minute}:${found.second}`,
    }
  }
}

function instantMs(at: Instant): number | undefined {
  if (at === null || at === undefined || at === '') return undefined
  const ms = typeof at === 'number' ? at : Date.parse(at)
  return Number.isNaN(ms) ? undefined : ms
}

type Unit = 'second' | 'minute' | 'hour' | 'day'

function largestUnit(ms: number): [number, Unit] {
  const size = Math.abs(ms)
  if (size >= DAY_MS) return [ms / DAY_MS, 'day']
  if (size >= HOUR_MS) return [ms / HOUR_MS, 'hour']
  if (size >= MINUTE_MS) return [ms / MINUTE_MS, 'minute']
  return [ms / SECOND_MS, 'second']
}

function durationText(language: Language, ms: number): string {
  const [amount, unit] = largestUnit(ms)
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(amount)
}

const OLD_MS = 7 * DAY_MS

/** The formats of one language and one time zone (IANA name). */
export function timeFormats(language: Language, timeZone: string): TimeFormats {
  const parts = partsIn(timeZone)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const with_ = (at: Instant, text: (ms: number) => string) => {
    const ms = instantMs(at)
    return ms === undefined ? DASH : text(ms)
  }
  return {
    timeZone,
    moment: (at) => with_(at, (ms) => `${parts(ms).day} ${parts(ms).clock}`),
    day: (at) => with_(at, (ms) => parts(ms).day),
    clock: (at) => with_(at, (ms) => parts(ms).clock),
    ago: (at, nowMs) =>
      with_(at, (ms) => {
        if (Math.abs(nowMs - ms) > OLD_MS) return parts(ms).day
        const [amount, unit] = largestUnit(ms - nowMs)
        return relative.format(Math.round(amount), unit)
      }),
    duration: (ms) => (ms === null || ms === undefined ? DASH : durationText(language, ms)),
  }
}

/** The day `days` after a day; negative goes back. Days are `YYYY-MM-DD`. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one day to another, both counted: `daysBetween('2026-01-01', '2026-01-02')` is 2. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS) + 1
}
