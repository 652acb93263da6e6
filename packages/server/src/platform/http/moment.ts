/** Moments as requests write them. */
import { fail } from '../errors.ts'
import { readTime } from '../time-zone.ts'

/** Milliseconds; without a zone the text is read in `timeZone`. @throws platform.invalid naming the field */
export function readMoment(text: string, { field, timeZone }: { field: string; timeZone: string }): number {
  return (
    readTime(text, timeZone) ?? fail('platform.invalid', { field, reason: { zh: '须是 ISO 8601 时间', en: 'must be an ISO 8601 time' } })
  )
}
