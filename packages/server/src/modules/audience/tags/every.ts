/** When a tag is run next. */
import { periodsAfter, startOfPeriod } from '../../../platform/time-zone.ts'

const HOUR_MS = 3_600_000
/** When nobody asks for anything and the day before is complete. */
const NIGHT_HOUR = 3
const HOURS = /^PT(\d+)H$/
const DAYS = /^P(\d+)D$/

/** Hours count from now; days end at three in the morning of the workspace, the first one that is to come. Milliseconds. */
export function nextRunAt({ every, now, timeZone }: { every: string; now: number; timeZone: string }): number {
  const hours = HOURS.exec(every)?.[1]
  if (hours !== undefined) return now + Number(hours) * HOUR_MS
  const days = Number(DAYS.exec(every)?.[1] ?? 1)
  const tonight = startOfPeriod(now - NIGHT_HOUR * HOUR_MS, 'day', timeZone)
  return (periodsAfter(tonight, days, 'day', timeZone).at(-1) ?? tonight) + NIGHT_HOUR * HOUR_MS
}
