/** Which days a statistic may be asked for [WW:92132, WW:92133]. */
import { platformError } from '../../platform-error.ts'
import { DAY_MS, dayBegin } from '../beijing-days.ts'

/** WW:92132: at most 30 days at once, of the last 180. */
const MAX_DAYS = 30
const MAX_BACK_DAYS = 180

/**
 * The begins of the days from `start` to `end` (both seconds, any time of their day, both included), in milliseconds. Today has no figures yet.
 * @param asked.errcode what the call answers of days that cannot be
 * @throws PlatformError backwards, too long, too old, or not over yet
 */
export function daysOf(now: number, asked: { start: number; end: number; errcode: number }): number[] {
  const { errcode } = asked
  const first = dayBegin(asked.start * 1_000)
  const last = dayBegin(asked.end * 1_000)
  const today = dayBegin(now)
  const days = (last - first) / DAY_MS + 1
  if (days < 1 || days > MAX_DAYS + 1) platformError(errcode, `at most ${MAX_DAYS} days`)
  if (today - first > MAX_BACK_DAYS * DAY_MS) platformError(errcode, `at most ${MAX_BACK_DAYS} days back`)
  if (first >= today) platformError(errcode, 'figures begin with yesterday')
  return Array.from({ length: days }, (_, index) => first + index * DAY_MS).filter((day) => day < today)
}
