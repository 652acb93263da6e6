/** The platform counts in days, weeks and months of Beijing, wherever the machine stands. All times are milliseconds. */
export const DAY_MS = 86_400_000
const BEIJING_MS = 28_800_000
/** 1970-01-01 was a Thursday: so many days after a Monday. */
const EPOCH_WEEKDAY = 3

/** When the day of `at` begins. */
export function dayBegin(at: number): number {
  return Math.floor((at + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS
}

/** When the week of `at` begins: on Monday. */
export function weekBegin(at: number): number {
  const day = Math.floor((at + BEIJING_MS) / DAY_MS)
  return (day - ((day + EPOCH_WEEKDAY) % 7)) * DAY_MS - BEIJING_MS
}

/** When the month of `at` begins, and how many days it has. */
export function monthOf(at: number): { begin: number; days: number } {
  const there = new Date(at + BEIJING_MS)
  const [year, month] = [there.getUTCFullYear(), there.getUTCMonth()]
  const days = (Date.UTC(year, month + 1) - Date.UTC(year, month)) / DAY_MS
  return { begin: Date.UTC(year, month) - BEIJING_MS, days }
}
