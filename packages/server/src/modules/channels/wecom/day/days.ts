/** A day of a workspace and the one before it, as moments. */
import { localDate, readTime, shiftDays, startOfPeriod } from '../../../../platform/time-zone.ts'

/** Milliseconds; `dayBefore` ends where `day` begins. */
export interface TwoDays {
  readonly day: string
  readonly dayBefore: string
  readonly from: number
  readonly to: number
  readonly fromBefore: number
}

/** `day`: a date of the workspace's zone; absent: yesterday. */
export function twoDays({ now, timeZone, day }: { now: number; timeZone: string; day: string | undefined }): TwoDays {
  const from = day === undefined ? startOfPeriod(shiftDays(now, -1, timeZone), 'day', timeZone) : startOfDay(day, timeZone)
  const fromBefore = startOfPeriod(shiftDays(from, -1, timeZone), 'day', timeZone)
  const to = startOfPeriod(shiftDays(from, 1, timeZone), 'day', timeZone)
  return { day: localDate(from, timeZone), dayBefore: localDate(fromBefore, timeZone), from, to, fromBefore }
}

function startOfDay(day: string, timeZone: string): number {
  return readTime(day, timeZone) ?? 0
}
