/** Whether a moment falls into the quiet hours of a workspace, and when those end. Pure. */
import { localDate, readTime, shiftDays } from '../../../platform/time-zone.ts'
import type { QuietHours } from './contract.ts'

/** When the quiet hours that hold the moment end; undefined outside of them. Milliseconds in and out. */
export function quietUntil(moment: number, { hours, timeZone }: { hours: QuietHours | null; timeZone: string }): number | undefined {
  if (hours === null || hours.from === hours.to) return undefined
  const at = (day: number, time: string) => readTime(`${localDate(day, timeZone)}T${time}`, timeZone) ?? day
  const overMidnight = hours.from > hours.to
  // Those that began yesterday may still hold.
  for (const day of [shiftDays(moment, -1, timeZone), moment]) {
    const from = at(day, hours.from)
    const to = at(overMidnight ? shiftDays(day, 1, timeZone) : day, hours.to)
    if (from <= moment && moment < to) return to
  }
  return undefined
}
